"""`[privacy]` in earnest.toml: said once, checked, and named where it is missing."""

from pathlib import Path

import pytest

from earnest.cli.check import findings
from earnest.config import read_settings
from earnest.domain.errors import BrandError

HEAD = 'name = "Shop"\npreset = "retail"\ncurrency = "EUR"\n[privacy]\n'


def written(folder: Path, text: str) -> Path:
    (folder / "earnest.toml").write_text(HEAD + text, "utf-8")
    return folder


def test_what_a_brand_says_of_itself_is_read_and_what_is_missing_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, 'controller = "Shop Ltd"\njurisdiction = "US-CA"\nconsent_days = 30\n')

    privacy = read_settings(folder).privacy

    assert (privacy.terms.controller, privacy.consent_days) == ("Shop Ltd", 30)
    assert privacy.missing == ("address", "contact", "notice_url")


@pytest.mark.parametrize(
    "line",
    [
        'contact = "nobody"',
        'notice_url = "http://shop.example"',
        'jurisdiction = "Germany"',
        "consent_days = -1",
        'webhook = "ftp://shop.example"',
        'controler = "Shop"',
    ],
)
def test_a_slip_is_never_a_silent_default(tmp_path: Path, line: str) -> None:
    with pytest.raises(BrandError):
        read_settings(written(tmp_path, line))


def test_check_names_every_part_that_is_missing(tmp_path: Path) -> None:
    folder = written(tmp_path, 'controller = "Shop Ltd"\n')

    said = " ".join(one.message for one in findings(folder) if "[privacy]" in one.message)

    assert all(name in said for name in ("address", "contact", "notice_url", "jurisdiction"))
    assert "controller," not in said


def test_the_shipped_example_lacks_nothing(root: Path) -> None:
    assert read_settings(root / "examples" / "fernhalm").privacy.missing == ()
