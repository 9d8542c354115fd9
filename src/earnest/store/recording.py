"""Recording a turn: all of it, or nothing."""

from collections.abc import Sequence

from earnest.domain.errors import BadInput, Moved
from earnest.domain.identity import Author
from earnest.domain.inbound import AtDesk, Button, Chose, Pressed, Resumed, Ruled, Said, WantsPerson
from earnest.domain.items import Choices, Offer, Part, Words
from earnest.domain.rights import Agree, Bar, Changed, Contest, Correct, Right, Undo
from earnest.domain.turns import Decision, DecisionKind, Recorded, Reply
from earnest.ledger import sealed_json
from earnest.store import codec, desk, dossier, outbox, people, sealing, signing_in, suppressing, talk
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.page import Page
from earnest.store.rows import Rows
from earnest.store.talk import Talk

_UPDATE = (
    "UPDATE conversations SET session = ?, language = ?, version = version + 1, item_seq = ?, asked_by = ?, "
    "attempts = ?, with_person = ?, shown = ?, asked = ?, changed_at = ? WHERE id = ?"
)
_CANCELLED = "\u00d7 "  # before a card's title: the customer pressed its other button


def record(
    rows: Rows, kit: Kit, journal: Journal, stood: Talk, recorded: Recorded, own: Sequence[Part] | None = None
) -> Reply:
    """Write one turn; see `Unit.record`."""
    kit.at("before_record")
    inbound = recorded.inbound
    if stood.version != recorded.base_version:
        # Had this very message been recorded, the version would have moved: only then is it worth a look.
        earlier = talk.answered(rows, kit, inbound)
        if earlier is not None:
            return earlier
        raise Moved("Another message of this conversation was answered meanwhile; look at it and decide anew.")
    at = stamp(kit, journal, rows)
    session = signing_in.follow(rows, kit, journal, stood.session, recorded.session, at)
    owner = people.owner_of(kit, session.subject)
    page = Page(kit, stood.id, stood.version + 1, stood.item_seq, session, owner, at)
    own = _own_parts(rows, kit, stood, recorded) if own is None else own
    if not isinstance(inbound.what, Ruled | Resumed | AtDesk):
        page.own_item(Author.CUSTOMER, own)
    colleague = desk.by_colleague(rows, kit, recorded, owner, at)
    about = desk.about_customer(recorded)
    for decision in recorded.decisions:
        page.decide(decision, colleague, about)
        colleague, about = None, {}
    page.columns["sealed"].append(sealing.seal_value(stood.id, sealing.STATE, owner, recorded.state))
    desk.say_why(recorded, page)
    page.write(rows, journal)
    desk.note_act(rows, kit, recorded, page)
    desk.keep_choice(rows, recorded, page)
    _close_cards(rows, recorded)
    _update(rows, kit, stood, recorded, page)
    for decision in recorded.decisions:
        if decision.kind is DecisionKind.UNDO:
            outbox.undo(rows, decision.caused_by)
    match inbound.what:
        case Bar(source, barred=False):  # what is used again here is used everywhere
            dossier.lift(rows, page.session.subject, source)
        case Bar(source) if source not in dossier.barred(rows, page.session.subject):  # else it is marked already
            told = (source, page.at, page.decisions[-1])
            suppressing.mark_barred(rows, kit, journal, page.session.subject, told)
    pending = any(one.kind is DecisionKind.EFFECT and not one.ready_at for one in recorded.decisions)
    return Reply(tuple(page.items), tuple(page.decisions), pending)


def _update(rows: Rows, kit: Kit, stood: Talk, recorded: Recorded, page: Page) -> None:
    said = [decision for decision in recorded.decisions if decision.said]
    asking = [decision for decision in said if any(isinstance(part, Choices) for part in decision.said)]
    handed = any(decision.kind is DecisionKind.HAND_OVER for decision in recorded.decisions)
    rows.run(
        _UPDATE,
        page.session.id,
        recorded.language,
        page.seq,
        recorded.asked_by.value,
        recorded.attempts,
        int((stood.with_person or handed) and not desk.lets_go(recorded)),
        said[-1].id if said else stood.shown,
        asking[-1].id if asking else stood.asked if _asks_on(recorded, said) else "",
        page.at,
        stood.id,
    )
    rows.run(
        "INSERT INTO turns (conversation, client, turn, first_seq, at) VALUES (?, ?, ?, ?, ?)",
        stood.id,
        kit.lookup("client", recorded.inbound.client_id),
        page.turn,
        stood.item_seq + 1,
        page.at,
    )
    if page.at - stood.used_at >= people.SESSION_TOUCH and not isinstance(
        recorded.inbound.what, Ruled | Resumed | AtDesk
    ):
        rows.run("UPDATE sessions SET used_at = ? WHERE id = ?", page.at, page.session.id)


def _asks_on(recorded: Recorded, said: Sequence[Decision]) -> bool:
    """Whether the last question still stands: a right was used beside it, or a colleague acted without a word."""
    what = recorded.inbound.what
    return isinstance(what, Right) or (isinstance(what, AtDesk) and not said)


def _own_parts(rows: Rows, kit: Kit, stood: Talk, recorded: Recorded) -> tuple[Part, ...]:
    match recorded.inbound.what:
        case Said(text):
            return (Words(text),)
        case Pressed(card, _, button):
            shown = talk.card_label(rows, kit, stood.id, card)
            mark = "" if button is Button.CONFIRM else _CANCELLED
            return (Words(mark + shown.title),) if shown else ()
        case Chose(option):
            options = talk.options_of(rows, kit, stood.asked)
            return tuple(Words(one.label) for one in options if one.id == option)
        case Contest(text=text) if text:
            return (Words(text),)
        case Agree(offer, yes):
            said = codec.parts_from_json(talk.subject_chamber(rows, kit, offer).get("said", ()))
            return tuple(Words(part.yes if yes else part.no) for part in said if isinstance(part, Offer))
        case WantsPerson() | Ruled() | Resumed() | AtDesk() | Undo() | Contest() | Bar() | Correct() | Changed():
            return ()


def _close_cards(rows: Rows, recorded: Recorded) -> None:
    for card, became in recorded.closed_cards.items():
        if not sealed_json.is_key(became):
            raise BadInput("What became of a card is one word, such as confirmed.")
        rows.run(
            "UPDATE cards SET state = ? WHERE id = ? AND conversation = ?", became, card, recorded.inbound.conversation
        )
