"""Telling colleagues that something waits: by mail, and by signed webhook."""

from earnest.connect.notify.mail import Mail, MailSettings
from earnest.connect.notify.signed import InboundSecret
from earnest.connect.notify.webhook import Webhook, WebhookKeys

__all__ = ["InboundSecret", "Mail", "MailSettings", "Webhook", "WebhookKeys"]
