"""What leaves the house to be told: notices by mail and by signed webhook, and customers' codes by mail."""

from earnest.connect.notify.mail import CodeMail, Mail, MailSettings
from earnest.connect.notify.signed import InboundSecret
from earnest.connect.notify.webhook import Announces, Webhook, WebhookKeys

__all__ = ["Announces", "CodeMail", "InboundSecret", "Mail", "MailSettings", "Webhook", "WebhookKeys"]
