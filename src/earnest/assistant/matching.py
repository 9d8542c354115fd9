"""Which of a customer's records, and which lines of them, a text speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.assistant.addresses import places_named
from earnest.assistant.names import Mention, find_mentions
from earnest.assistant.numbers import Numbers, find_numbers
from earnest.assistant.options import Hit, find_options, option_values
from earnest.assistant.shelf import Record, id_of, lines_of
from earnest.assistant.tongue import Token, Tongue, cut, plain

ARTICLE_REACH_WORDS = 2
"""Words between "received with" and the thing it names."""

BOUNDARY_REACH_WORDS = 5
"""Words before a name that may describe it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A customer's words, cut once."""

    raw: str
    tokens: tuple[Token, ...]
    tongue: Tongue

    def has(self, table: str) -> bool:
        """Whether a phrase of the language's table stands in it."""
        return self.tongue.has(self.tokens, table)


def read_text(raw: str, tongue: Tongue) -> Text:
    """Cut a text; the small words that can turn a wish round are known with one slip in them."""
    return Text(raw, tongue.mended(cut(raw)), tongue)


@dataclass(frozen=True, slots=True)
class Spot:
    """A named thing in the text with the words that describe it: (first, past) tokens."""

    mention: Mention
    first: int
    past: int


@dataclass(frozen=True, slots=True)
class Goods:
    """Lines that a text names: by order, and the orders that each open name could mean.

    Args:
        lines: order id to line ids.
        open: for each name that could mean several lines: the line ids in question.
        named: whether any item was named at all.
        all: whether everything was asked for.
    """

    lines: Mapping[str, tuple[str, ...]]
    open: tuple[tuple[str, ...], ...] = ()
    named: bool = False
    all: bool = False


def numbers_in(text: Text, records: Iterable[Record]) -> Numbers:
    """The record numbers in a text."""
    return find_numbers(text.raw, (id_of(record) for record in records))


def spots_in(text: Text, names: Iterable[str], other_words: frozenset[str] = frozenset()) -> tuple[Spot, ...]:
    """The names in a text, each with the stretch of words that describes it."""
    mentions = find_mentions(text.tokens, names, text.tongue, other_words)
    starts = [_boundary(text, mention.first, mentions[at - 1].past if at else 0) for at, mention in enumerate(mentions)]
    ends = [*starts[1:], len(text.tokens)] if mentions else []
    return tuple(Spot(mention, start, end) for mention, start, end in zip(mentions, starts, ends, strict=True))


def _boundary(text: Text, first: int, floor: int) -> int:
    stops = text.tongue.phrases("possessive") | {",", ";", ".", "(", ")", ":", "?", "!"}
    for at in range(first - 1, max(floor, first - BOUNDARY_REACH_WORDS) - 1, -1):
        if text.tokens[at].norm in stops:
            return at + 1
    return max(floor, first - 1) if first else 0


def goods_in(text: Text, orders: Sequence[Record], *, changing: bool, chosen: Sequence[str] = ()) -> Goods:
    """The lines of these orders that a text names.

    Args:
        text: the words.
        orders: the orders it may speak of.
        changing: whether values after "to" or "for" describe what is wanted, not what there is.
        chosen: line ids that were named before; a name that may mean one of these means it.
    """
    lines = [(id_of(order), line) for order in orders for line in lines_of(order)]
    names = [str(line.get("name", "")) for _, line in lines]
    other = frozenset(word for _, line in lines for value in _options(line).values() for word in plain(value).split())
    spots = spots_in(text, names, other)
    everything = text.has("everything")
    if everything:
        kept = _excepted(text, spots)
        dropped = {line_id for spot in kept for _, line in _of(spot, lines) for line_id in [str(line["line_id"])]}
        holding = {order for order, line in lines if str(line["line_id"]) in dropped} or {order for order, _ in lines}
        whole = [one for one in lines if one[0] in holding and str(one[1]["line_id"]) not in dropped]
        return Goods(_by_order(whole), (), named=bool(spots), all=True)
    beside = _beside(text, spots)
    if beside and len(beside) < len(spots):
        holding = {order for spot in beside for order, _ in _of(spot, lines)}
        lines = [one for one in lines if one[0] in holding]
        spots = tuple(spot for spot in spots if spot not in beside)
    excepted = {spot.mention.first for spot in (*_excepted(text, spots), *_there(text, spots))}
    taken: list[tuple[str, Record]] = []
    unsettled: list[tuple[str, ...]] = []
    for spot in spots:
        if spot.mention.first in excepted:
            continue
        fits = _of(spot, lines)
        before = [one for one in fits if str(one[1]["line_id"]) in chosen]
        if before and not spot.mention.plural:
            taken += before
            continue
        fits = _described(text, spot, fits, changing=changing)
        settled = _settle(text, spot, fits, [one[0] for one in taken])
        taken += [one for one in settled if one not in taken]
        if not settled and fits:
            unsettled.append(tuple(str(line["line_id"]) for _, line in fits))
    return Goods(_by_order(taken), tuple(unsettled), named=bool(spots))


def _of(spot: Spot, lines: Sequence[tuple[str, Record]]) -> list[tuple[str, Record]]:
    return [one for one in lines if str(one[1].get("name", "")) in spot.mention.names]


def _beside(text: Text, spots: Sequence[Spot]) -> list[Spot]:
    """Things that only say which order is meant: "the backpack I received with the vacuum cleaner"."""
    ends = [past for _, past in text.tongue.find(text.tokens, "alongside")]
    return [spot for spot in spots if any(0 <= spot.mention.first - past <= ARTICLE_REACH_WORDS for past in ends)]


def _excepted(text: Text, spots: Sequence[Spot]) -> list[Spot]:
    places = [first for first, _ in text.tongue.find(text.tokens, "except")]
    return [spot for spot in spots if any(place < spot.mention.first for place in places)]


def _there(text: Text, spots: Sequence[Spot]) -> list[Spot]:
    """Things that are said to be as they should, beside others: "only the torch was in the box, the bottle is not"."""
    begins = {first for first, _ in text.tongue.find(text.tokens, "is_there")}
    ends = {past for _, past in text.tongue.find(text.tokens, "just_there")}
    lacks = text.has("lacks")
    found = [one for one in spots if one.mention.past in begins or (lacks and one.mention.first in ends)]
    return found if len(found) < len(spots) else []


def _described(text: Text, spot: Spot, fits: list[tuple[str, Record]], *, changing: bool) -> list[tuple[str, Record]]:
    """Of the lines with the name, those that the words around it describe best."""
    fits = _not_denied(text, spot, fits)
    if len(fits) < 2:  # noqa: PLR2004 - one needs no telling apart
        return fits
    past = _into(text, spot) if changing else spot.past
    words = text.tokens[spot.first : past]
    values = option_values(_options(line) for _, line in fits)
    hits = find_options(words, values, text.tongue)
    counts = [sum(_options(line).get(hit.key) == hit.value for hit in hits) for _, line in fits]
    best = max(counts)
    kept = [one for one, count in zip(fits, counts, strict=True) if count == best]
    near = text.tokens[max(0, spot.first - 3) : past]
    for table, choose in (("dearest", max), ("cheapest", min)):
        if not changing and text.tongue.has(near, table) and all("price" in line for _, line in kept):
            return [choose(kept, key=lambda one: one[1]["price"].minor)]
    return kept


def _not_denied(text: Text, spot: Spot, fits: list[tuple[str, Record]]) -> list[tuple[str, Record]]:
    """Without the lines that the words before the name contradict: a large shirt is no "small shirt"."""
    words = text.tokens[spot.first : spot.mention.first]
    if not words:
        return fits
    hits = find_options(words, option_values(_options(line) for _, line in fits), text.tongue)
    return [one for one in fits if all(_options(one[1]).get(hit.key, hit.value) == hit.value for hit in hits)]


def _into(text: Text, spot: Spot) -> int:
    """Where the words about the wanted thing begin, after the name."""
    marks = text.tongue.phrases("into")
    return next((at for at in range(spot.mention.past, spot.past) if text.tokens[at].norm in marks), spot.past)


def _settle(text: Text, spot: Spot, fits: list[tuple[str, Record]], chosen: list[str]) -> list[tuple[str, Record]]:
    """The lines that a name means for certain; none while it could mean several."""
    if len(fits) <= 1:
        return fits
    if spot.mention.plural or text.tongue.has(text.tokens[max(0, spot.first - 3) : spot.mention.first], "both"):
        return fits
    near = [one for one in fits if one[0] in chosen]
    if len(near) == 1:
        return near
    same = {(order, str(line.get("item_id"))) for order, line in fits}
    return fits[:1] if len(same) == 1 else []


def _by_order(lines: Iterable[tuple[str, Record]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for order, line in lines:
        found.setdefault(order, []).append(str(line["line_id"]))
    return {order: tuple(ids) for order, ids in found.items()}


def _options(line: Mapping[str, Any]) -> dict[str, str]:
    options = line.get("options")
    return {str(key): str(value) for key, value in options.items()} if isinstance(options, Mapping) else {}


def wanted_in(text: Text, spot: Spot | None, values: Mapping[str, tuple[str, ...]], *, loose: bool) -> tuple[Hit, ...]:
    """The option values said of one thing: in its stretch of words, or in the whole text where it is not named."""
    tokens = text.tokens[spot.first : spot.past] if spot else text.tokens
    return find_options(tokens, values, text.tongue, loose=loose)


def matching_described(text: Text, records: Sequence[Record]) -> list[Record]:
    """The records whose plain fields (source, brand, label, last digits) the text names best; [] if none."""
    said = {token.norm for token in text.tokens if token.is_word}
    joined = "".join(token.norm for token in text.tokens if token.is_word)
    ranked = [(_overlap(record, said, joined), record) for record in records]
    best = max((score for score, _ in ranked), default=0)
    return [record for score, record in ranked if score == best] if best > 1 else []


def _overlap(record: Record, said: set[str], joined: str) -> int:
    fields = [record.get(name) for name in ("source", "brand", "label", "last_four")]
    words = {
        token.norm
        for found in fields
        if isinstance(found, str)
        for token in cut(found.replace("_", " "))
        if token.is_word
    }
    shared = (words & said) - {"ending", "in", "the", "card", "endet", "auf"}
    kinds = str(record.get("source", "")).replace("_", "")
    whole = bool(kinds) and kinds in joined
    slang = {"gc": "giftcard", "cc": "creditcard", "amex": "americanexpress"}
    kinds_said = any(way in joined for way in ("websitecredit", "storecredit")) and kinds == "giftcard"
    short = kinds_said or any(slang.get(word) == kinds for word in said)
    return 2 * len(shared) + 3 * whole + 3 * short + ("card" in said and "card" in words)


def matching_place(text: Text, orders: Sequence[Record]) -> list[Record]:
    """The orders sent to a city or state that the text names."""
    named = places_named(text.raw, text.tongue)
    lower = f" {plain(text.raw)} "
    found = []
    for order in orders:
        address = order.get("address")
        lines = address if isinstance(address, Mapping) else {}
        city = plain(str(lines.get("city", "")))
        if (city and f" {city}" in lower) or str(lines.get("state")) in named or (city and city in named):
            found.append(order)
    return found
