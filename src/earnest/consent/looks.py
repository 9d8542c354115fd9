"""One turn's look at the data: what an assistant is given in place of a database.

The assistant holds a `Glance`, which satisfies the domain's `Look`; the hall keeps the `Looks` behind it. Who looks may
change within the turn, when an identification succeeds; then the records and the consent are those of the person now
known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

from earnest.consent.fold import ConsentView
from earnest.consent.grants import DataMap
from earnest.consent.markers import For, marker_of
from earnest.consent.views import View, key_of, open_view
from earnest.domain.errors import NotAllowed, NotFound, TooLarge
from earnest.domain.identity import Level, Session
from earnest.domain.preferences import PREFERENCES, Preference, Remembered
from earnest.domain.purposes import Purpose
from earnest.domain.records import RECORDS_MAX, RecordKind, Row, Seen
from earnest.domain.skills import Preview
from earnest.domain.turns import Used

CATALOGUE_RECORDS_MAX = 100_000
"""Records one reader may give of a kind that belongs to nobody."""


@final
class Glance:
    """What an assistant holds of a look: views by purpose, identification, dry runs; no shop, no reader, no consent.

    Args:
        looks: the turn's look, which keeps what is read through it.
    """

    __slots__ = ("_looks",)

    def __init__(self, looks: "Looks") -> None:
        self._looks = looks

    @property
    def barred(self) -> frozenset[str]:
        """Kinds that the customer does not want to be looked at."""
        return self._looks.barred

    def records(self, kind: str, purpose: Purpose) -> tuple[Seen, ...]:
        """See `Looks.records`."""
        return self._looks.records(kind, purpose)

    def preference(self, wanted: Preference) -> str:
        """See `Looks.preference`."""
        return self._looks.preference(wanted)

    def identify(self, name: str, claims: Mapping[str, str]) -> Level:
        """See `Looks.identify`."""
        return self._looks.identify(name, claims)

    def preview(self, skill: str, arguments: Mapping[str, Any]) -> Preview:
        """See `Looks.preview`."""
        return self._looks.preview(skill, arguments)


@dataclass(frozen=True, slots=True)
class Known:
    """Who is looking, and what they agreed to.

    Raises:
        NotAllowed: the consent is another person's.
    """

    session: Session
    consents: ConsentView

    def __post_init__(self) -> None:
        if self.consents.subject not in ("", self.session.subject):
            raise NotAllowed("This consent belongs to another person; fold the events of the session's own subject.")


@dataclass(slots=True)
class Looks:
    """Purpose-bound, recorded, read-only; made anew for each turn, used by one thread.

    Args:
        shop: handed to the readers.
        known: who is looking.
        kinds: the brand's record kinds, by name.
        data_map: the brand's data map.
        mint: `(session, kind, raw id) -> handle`.
        identifies: `(session, name, claims) -> Known`; unchanged if it failed; counts and limits attempts.
        previews: `(session, skill, arguments) -> Preview`.
        barred: kinds that the customer does not want to be looked at.
        told: what the customer told of themselves in this conversation, by preference.
        recalls: `session -> what is remembered of this person`; asked under a live yes only.
        used: after the turn, every field that was given, in the order first given, each once.
        taint: after the turn, whether third-party words were given.
    """

    shop: Any
    known: Known
    kinds: Mapping[str, RecordKind]
    data_map: DataMap
    mint: Callable[[Session, str, str], str]
    identifies: Callable[[Session, str, Mapping[str, str]], Known]
    previews: Callable[[Session, str, Mapping[str, Any]], Preview]
    barred: frozenset[str] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)
    recalls: Callable[[Session], tuple[Remembered, ...]] = lambda _session: ()
    taint: bool = field(default=False, init=False)
    _used: dict[Used, None] = field(default_factory=dict, init=False)
    _rows: dict[str, Sequence[Row]] = field(default_factory=dict, init=False, repr=False)
    _seen: dict[tuple[str, Purpose], tuple[Seen, ...]] = field(default_factory=dict, init=False, repr=False)

    @property
    def session(self) -> Session:
        """Who is looking now."""
        return self.known.session

    @property
    def used(self) -> tuple[Used, ...]:
        """Every field that was given so far, each once."""
        return tuple(self._used)

    def records(self, kind: str, purpose: Purpose) -> tuple[Seen, ...]:
        """The records of a kind that this customer owns (or a catalogue), with the granted fields only.

        Without a live basis or a mapping, while the customer of an owned kind is unknown, or where the customer has
        barred it, there are none, and the reader is not asked.

        Raises:
            NotFound: the brand has no such kind.
            TooLarge: the reader gave more than `RECORDS_MAX` (or `CATALOGUE_RECORDS_MAX`) records.
            BrandError: the reader broke its contract; see `open_view`.
        """
        declared = self.kinds.get(kind)
        if declared is None:
            raise NotFound(f"{kind[:40]!r} is no record kind of this brand; declare it in skills.py.")
        if (kind, purpose) not in self._seen:
            self._seen[kind, purpose] = self._look(declared, purpose)
        return self._seen[kind, purpose]

    def preference(self, wanted: Preference) -> str:
        """What the customer told of themselves: in this conversation, or before under a live yes; "" where nothing.

        What was told before is given to whoever is signed in, or has been the same visitor all along: a name and a
        zip code open nobody's preferences.
        """
        if PREFERENCES in self.barred:
            return ""
        if wanted.value in self.told:
            return self.told[wanted.value]
        vouched = not self.session.customer or self.session.level >= Level.SIGNED_IN
        if not vouched or not self.known.consents.allows(Purpose.MEMORY_PROFILE):
            return ""
        found = next((one.value for one in self.recalls(self.session) if one.preference is wanted), "")
        if found:
            self._used[Used(PREFERENCES, wanted.value, Purpose.MEMORY_PROFILE)] = None
        return found

    def identify(self, name: str, claims: Mapping[str, str]) -> Level:
        """Try one of the brand's identifiers; the level now held.

        Whoever is known afterwards, nothing read for the one before is given again.
        """
        known = self.identifies(self.session, name, claims)
        if known != self.known:
            self.known = known
            self._rows.clear()
            self._seen.clear()
        return self.session.level

    def preview(self, skill: str, arguments: Mapping[str, Any]) -> Preview:
        """Dry-run a skill with handles as arguments; raises what the domain's `Look` says."""
        return self.previews(self.session, skill, arguments)

    def opens(self, kind: str, purpose: Purpose) -> bool:
        """Whether a skill may look at a kind for a purpose now; if so, what it is granted is recorded as read.

        A skill is the brand's own code: what it reads is shown to nobody by this, so words of others that are among
        it steer nothing.
        """
        if kind in self.barred or self.data_map.grant(kind, purpose).empty or not self.known.consents.allows(purpose):
            return False
        before = self.taint
        self.records(kind, purpose)
        self.taint = before
        return True

    def _look(self, kind: RecordKind, purpose: Purpose) -> tuple[Seen, ...]:
        granted = not self.data_map.grant(kind.name, purpose).empty
        # A reader given "" would take it for a catalogue's and give everybody's records.
        nobody = kind.owned and not self.session.customer
        if kind.name in self.barred or nobody or not granted or not self.known.consents.allows(purpose):
            return ()
        rows = self._read(kind)
        view: View[For] = open_view(
            rows, kind.name, marker_of(purpose), self.data_map, self.known.consents, mint=self._handle
        )
        self._used.update(dict.fromkeys(view.used))
        self.taint = self.taint or view.tainted
        return tuple(
            Seen(kind.name, self._handle(kind.name, key_of(row, kind.key, kind.name)), fields)
            for row, fields in zip(rows, view, strict=True)
        )

    def _read(self, kind: RecordKind) -> Sequence[Row]:
        if kind.name not in self._rows:
            rows = tuple(kind.read(self.shop, self.session.customer if kind.owned else ""))
            limit = RECORDS_MAX if kind.owned else CATALOGUE_RECORDS_MAX
            if len(rows) > limit:
                raise TooLarge(f"The reader of {kind.name} gave more than {limit:,} records; let it give fewer.")
            self._rows[kind.name] = rows
        return self._rows[kind.name]

    def _handle(self, kind: str, raw: str) -> str:
        return self.mint(self.session, kind, raw)
