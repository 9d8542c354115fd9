"""Fernhalm's shop system: a small SQLite database of its own, with invented customers, orders and a range.

`catalogue` what is sold · `seed` who bought what · `reads`, `shelf` what it tells · `deeds`, `cases` what it does.
"""

from . import cases, deeds, reads, seed, shelf
from .seed import open_shop, start_afresh
from .system import Shop
from .words import day_of, euro

__all__ = ["Shop", "cases", "day_of", "deeds", "euro", "open_shop", "reads", "seed", "shelf", "start_afresh"]
