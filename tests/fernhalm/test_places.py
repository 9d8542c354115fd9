"""A brand's own words about where its data may be are kept before anything is opened."""

import shutil
from pathlib import Path

import pytest

from earnest.app import build
from earnest.domain.errors import BrandError


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("store: {region: DE", "store: {region: US", "store goes to US, and data may be in EU only"),
        (
            "  store: {region: DE, processor: Fernhalm}",
            "  mail: {region: DE, processor: Post}",
            "does not say where store",
        ),
        ("residency: DE", "residency: US", "customer is kept in US, and data may be in EU only"),
    ],
)
def test_a_store_or_source_that_is_not_where_data_may_be_is_not_opened(
    fernhalm: Path, tmp_path: Path, before: str, after: str, says: str
) -> None:
    brand, data = tmp_path / "brand", tmp_path / "data"
    shutil.copytree(fernhalm, brand, ignore=shutil.ignore_patterns("__pycache__"))
    text = (brand / "data_map.yaml").read_text("utf-8")
    (brand / "data_map.yaml").write_text(text.replace(before, after, 1), "utf-8")

    with pytest.raises(BrandError, match=says):
        build(brand, data)

    assert text.count(before) >= 1
    assert not data.exists()
