"""A brand's own words about where its data may be are kept before anything is opened."""

import shutil
from pathlib import Path

import pytest

from earnest.app import build
from earnest.domain.errors import BrandError


def test_a_store_outside_of_where_data_may_be_is_not_opened(fernhalm: Path, tmp_path: Path) -> None:
    brand, data = tmp_path / "brand", tmp_path / "data"
    shutil.copytree(fernhalm, brand, ignore=shutil.ignore_patterns("__pycache__"))
    text = (brand / "data_map.yaml").read_text("utf-8")
    (brand / "data_map.yaml").write_text(text.replace("store: {region: DE", "store: {region: US"), "utf-8")

    with pytest.raises(BrandError, match="store goes to US, and data may be in EU only"):
        build(brand, data)

    assert not data.exists()
