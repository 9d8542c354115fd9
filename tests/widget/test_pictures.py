"""The pictures of docs/pictures still show what the widget shows: each state is played and taken anew."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright
from tools import png
from tools.browser import CHROMIUM
from tools.pictures import FONTS, HEIGHTS, SCHEMES, STATES, browsing, pictures_of

SHARE_MAX = 0.002
"""Of a picture's pixels that may differ: 0.2 % is less than one line of words, and more than edges smoothed anew."""

BYTES_MAX = 120_000
SHOTS_FOLDER = "pictures-that-differ"
"""In .pytest_cache: what was taken, and with `-diff` in its name what differs, in red."""


@pytest.fixture(scope="module")
def taking(playwright: Playwright) -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None or not FONTS.is_dir():
        pytest.skip("pictures need chromium and fonts-liberation; CI has both, and allows no such skip")
    with browsing(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def pictures(root: Path) -> Path:
    return root / "docs" / "pictures"


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
def test_a_state_looks_as_its_committed_pictures_do(name: str, taking: Browser, pictures: Path, root: Path) -> None:
    kept = root / ".pytest_cache" / SHOTS_FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    different = []

    for file, pixels in pictures_of(taking, name):
        found = png.compare(png.read(pictures / file), pixels)
        if found.share > SHARE_MAX:
            png.write(kept / file, pixels)
            png.write(kept / file.replace(".png", "-diff.png"), found.picture)
            different.append(f"{file}: {found.share:.2%} differs; see {SHOTS_FOLDER}/{file} and its -diff beside it")

    assert different == [], "look at them; if they are right, run python -m tools.pictures docs/pictures"


def test_every_state_has_its_four_pictures_and_each_is_small(pictures: Path) -> None:
    wanted = {f"{name}-{scheme}-{width}.png" for name in STATES for scheme in SCHEMES for width in HEIGHTS}

    found = {file.name: file.stat().st_size for file in pictures.glob("*.png") if not file.name.startswith("desk-")}

    assert len(STATES) == 13
    assert set(found) == wanted
    assert max(found.values()) < BYTES_MAX


def test_a_picture_reads_as_it_was_written(tmp_path: Path) -> None:
    pixels = np.random.default_rng(7).integers(0, 4, (30, 50, 3), np.uint8) * 60

    png.write(tmp_path / "small.png", pixels)

    assert (png.read(tmp_path / "small.png") == pixels).all()


def test_a_picture_of_too_many_colours_keeps_those_most_used_and_stays_close(tmp_path: Path) -> None:
    ramp = np.add.outer(np.arange(60), np.arange(60)).astype(np.uint8) * 2
    pixels = np.stack([ramp, 250 - ramp // 3 - np.arange(60, dtype=np.uint8), ramp // 2], axis=2)
    pixels[:20] = (12, 34, 56)

    png.write(tmp_path / "many.png", pixels)
    found = png.read(tmp_path / "many.png")

    assert (found[:20] == (12, 34, 56)).all()
    assert png.compare(pixels, found).share == 0


@pytest.mark.parametrize(("moved", "least"), [(0, 0.0), (1, 0.001), (40, 0.02)])
def test_what_moved_counts_and_noise_does_not(moved: int, least: float) -> None:
    before = np.full((100, 200, 3), 250, np.uint8)
    before[40:50, 20:120] = 20
    after = np.roll(before, moved, axis=1)
    after[::7] -= 10

    found = png.compare(before, after)

    assert (found.share >= least) if moved else (found.share == 0)
    assert found.picture.shape == before.shape


def test_pictures_of_two_sizes_differ_altogether() -> None:
    small, large = np.zeros((2, 2, 3), np.uint8), np.zeros((3, 2, 3), np.uint8)

    assert png.compare(small, large).share == 1
