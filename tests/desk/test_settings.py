"""`[desk]`, `[notify]`, `[erasure]` and `[retention]` of earnest.toml: a slip is never a silent default."""

from pathlib import Path

import pytest

from earnest.config import Settings, read_settings
from earnest.domain.errors import BrandError
from earnest.domain.regions import Way
from earnest.domain.staff import Role

HEAD = 'name = "Shop"\ncurrency = "EUR"\n'
MAIL = '[notify]\nmail_to = ["desk@shop.example"]\nmail_from = "bot@shop.example"\nsmtp_host = "mail.shop.example"\n'


def settings(folder: Path, text: str) -> Settings:
    (folder / "earnest.toml").write_text(HEAD + text, "utf-8")
    return read_settings(folder)


def test_roles_are_read_by_name_and_everybody_else_gives_support(tmp_path: Path) -> None:
    desk = settings(tmp_path, '[desk]\nurl = "https://desk.shop.example/desk"\n[desk.colleagues]\nmia = "owner"\n').desk

    assert (desk.role_of("mia"), desk.role_of("jon")) == (Role.OWNER, Role.SUPPORT)
    assert desk.url == "https://desk.shop.example/desk"


def test_without_the_tables_nobody_is_told_and_everybody_gives_support(tmp_path: Path) -> None:
    found = settings(tmp_path, "")

    assert found.desk.role_of("mia") is Role.SUPPORT
    assert (found.notify.mail_to, found.notify.webhook) == ((), "")


def test_who_forgets_and_how_long_things_are_kept_is_read(tmp_path: Path) -> None:
    text = '[erasure]\nacknowledge_days = 3\n[erasure.inform]\ncrm = "https://crm.shop.example/erased"\n'
    found = settings(tmp_path, text + "[retention]\nconversation_days = 90\n")

    assert (found.erasure.acknowledge_days, found.erasure.inform) == (3, {"crm": "https://crm.shop.example/erased"})
    assert (found.retention.conversation_days, found.retention.counter_days) == (90, 400)


@pytest.mark.parametrize(
    "text",
    [
        '[erasure.inform]\nCRM = "https://crm.shop.example"\n',
        '[erasure.inform]\ncrm = ""\n',
        '[erasure.inform]\ncrm = "http://crm.shop.example"\n',
        "[erasure]\nacknowledge_days = 29\n",
        "[erasure]\nacknowledge = 3\n",
        "[retention]\nconversation_days = 0\n",
        "[retention]\ncounter_days = 29\n",
        "[retention]\nwords_days = 3\n",
        '[log]\norigin = "a b"\n',
        "[log]\nserve = 1\n",
        "[log]\npublish_seconds = 0\n",
    ],
)
def test_a_slip_about_forgetting_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(BrandError):
        settings(tmp_path, text)


def test_where_colleagues_are_told_is_read(tmp_path: Path) -> None:
    told = settings(tmp_path, MAIL + 'webhook = "http://127.0.0.1:9000/hook"\n').notify

    assert (told.mail_to, told.smtp_port, told.smtp_security) == (("desk@shop.example",), 587, "starttls")
    assert told.webhook == "http://127.0.0.1:9000/hook"


def test_a_brand_uses_the_ways_out_that_it_names(tmp_path: Path) -> None:
    assert settings(tmp_path, "").ways == ((Way.STORE, ""),)
    assert settings(tmp_path, MAIL + 'webhook = "https://hooks.shop.example"\n').ways == (
        (Way.STORE, ""),
        (Way.MAIL, ""),
        (Way.WEBHOOK, ""),
    )


def test_the_platform_and_each_informed_system_are_ways_out(tmp_path: Path) -> None:
    hook = '"https://hooks.shop.example"'

    told = settings(tmp_path, f"[privacy]\nwebhook = {hook}\n[erasure.inform]\ncrm = {hook}\nads = {hook}\n")

    assert set(told.ways) == {
        (Way.STORE, ""),
        (Way.CONSENT_PLATFORM, ""),
        (Way.INFORMED, "crm"),
        (Way.INFORMED, "ads"),
    }


def test_mail_may_leave_for_customers_alone(tmp_path: Path) -> None:
    text = MAIL.replace('mail_to = ["desk@shop.example"]\n', "")

    told = settings(tmp_path, text)

    assert (told.notify.mails, told.notify.mail_to, told.ways) == (True, (), ((Way.STORE, ""), (Way.MAIL, "")))


@pytest.mark.parametrize(
    "text",
    [
        '[desk.colleagues]\nmia = "boss"\n',
        '[desk]\nurl = "http://desk.shop.example"\n',
        '[desk]\nurll = "https://desk.shop.example"\n',
        '[notify]\nwebhook = "http://hooks.shop.example"\n',
        '[notify]\nwebhook = "ftp://hooks.shop.example"\n',
        '[notify]\nmail_to = ["desk@shop.example"]\n',
        MAIL.replace("bot@shop.example", "Bot <bot@shop.example>"),
        MAIL.replace("desk@shop.example", "desk@shop.example, all@shop.example"),
        MAIL + 'smtp_security = "none"\n',
        '[identity]\njwks = "a.json"\nshop_secret = "b"\n',
        MAIL + "smtp_port = 0\n",
        MAIL + 'smtp_password = "secret"\n',
    ],
)
def test_a_slip_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(BrandError):
        settings(tmp_path, text)


def test_the_log_is_served_under_a_local_name_unless_the_brand_says_otherwise(tmp_path: Path) -> None:
    usual = settings(tmp_path, "").log
    text = '[log]\norigin = "shop.example/log"\nserve = false\npublish_seconds = 3600\nquorum = "witnesses.txt"\n'
    found = settings(tmp_path, text).log

    assert (usual.origin, usual.serve, usual.publish_seconds, usual.quorum) == ("", True, 4, "")
    assert (found.origin, found.serve) == ("shop.example/log", False)
    assert (found.publish_seconds, found.quorum) == (3_600, "witnesses.txt")


OIDC = """[desk]
url = "https://desk.shop.example/desk"
[desk.oidc]
issuer = "https://login.shop.example"
client_id = "earnest"
"""


def test_a_provider_of_colleagues_is_read_with_the_role_of_each_group(tmp_path: Path) -> None:
    found = settings(tmp_path, OIDC + '[desk.oidc.roles]\nleads = "approver"\n').desk.oidc

    assert (found.issuer, found.client_id, found.roles) == (
        "https://login.shop.example",
        "earnest",
        {"leads": Role.APPROVER},
    )
    assert (found.name_claim, found.role_claim) == ("preferred_username", "groups")


@pytest.mark.parametrize(
    "text",
    [
        OIDC,
        OIDC + '[desk.oidc.roles]\nleads = "boss"\n',
        OIDC.replace("https://login", "http://login") + '[desk.oidc.roles]\nleads = "approver"\n',
        OIDC.replace('url = "https://desk.shop.example/desk"', "") + '[desk.oidc.roles]\nleads = "approver"\n',
        '[desk.oidc]\nclient_id = "earnest"\n[desk.oidc.roles]\nleads = "approver"\n',
    ],
)
def test_a_slip_in_the_table_of_the_provider_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(BrandError):
        settings(tmp_path, text)
