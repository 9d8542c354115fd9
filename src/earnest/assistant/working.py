"""Works on wishes: reads their words, looks, asks, answers, refuses or proposes the deed; one card at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from earnest.assistant.asking import Meaning, Question, known_rows, missing_slot, question_for, record_label
from earnest.assistant.cues import says_one_of
from earnest.assistant.doubting import doubt_question, reopened, whole_question
from earnest.assistant.expression import Call, Path, evaluate
from earnest.assistant.filling import fill_gaps, look_up, read_into
from earnest.assistant.kit import ADDRESS_LINES, Kit, Reading, address_at_hand, fitting
from earnest.assistant.knowledge import Contradiction, Finding, Found, Nothing, Source, reply_parts
from earnest.assistant.playbook import Answer, Playbook, Slot, SlotType
from earnest.assistant.residue import doubt_in
from earnest.assistant.shelf import holds, id_of, lines_of, passing
from earnest.assistant.speech import Promises, Speech
from earnest.assistant.state import NARROW, PARTLY, SURE, WHOLE, WISHES_MAX, Filled, State, Wish
from earnest.assistant.templates import fill, pick
from earnest.assistant.tongue import Tongue, cut
from earnest.assistant.values import read_money
from earnest.domain.errors import BadInput, Declined
from earnest.domain.identity import Level
from earnest.domain.items import ELSE, PERSON, PROVE, Choices, Option, Part, Reason, Words
from earnest.domain.preferences import Preference
from earnest.domain.turns import Action, HandOverReason, Proposal, Scene
from earnest.words.preferences import in_words

ROUNDS_MAX = 12
"""Steps of one turn; each settles one wish."""

TRIES_MAX = 3
"""Times one question is put before a person is brought in."""

QUOTED_PERCENT_MIN = 90
"""How sure an article must be to speak in place of its playbook's own words."""

CHOICES_MAX = 3
"""Named choices of one question."""

MORE = "~more"
"""Asked-for slot that stands for "anything else from this order?"."""


@dataclass(slots=True)
class Turn:
    """One turn of thinking: what it works with, the state as it goes, what it proposes."""

    scene: Scene
    kit: Kit
    speech: Speech
    identifiers: Mapping[str, tuple[str, ...]]
    state: State
    tongues: tuple[Tongue, ...]
    out: list[Proposal] = field(default_factory=list)
    text: str = ""
    notes: list[str] = field(default_factory=list)
    source: Source | None = None
    promises: Promises = field(default_factory=Promises)
    asks_anyway: Callable[[str], bool] | None = None
    chosen: str | None = None

    def playbook(self, wish: Wish) -> Playbook:
        """The playbook of a wish."""
        return self.kit.playbooks[wish.playbook]

    def tell(self, *keys: str, intent: str = "", **values: Any) -> None:
        """Propose to say platform sentences."""
        self.out.append(Proposal(intent, None, tuple(Words(self.speech.say(key, **values)) for key in keys)))


def work(turn: Turn) -> None:
    """Go through the wishes until one needs the customer; always leaves at least one proposal."""
    turn.state = replace(turn.state, options={})
    before = len(turn.out)
    for _ in range(ROUNDS_MAX):
        if not turn.state.wishes or not _step(turn):
            break
    if len(turn.out) == before:
        turn.tell("no-more")


def _step(turn: Turn) -> bool:
    """Work on the first wish; True when it is settled and the next may follow in the same turn."""
    wish = turn.state.wishes[0]
    playbook = turn.playbook(wish)
    if playbook.person:
        hand_over(turn, HandOverReason.ASKED, wish)
        return False
    if turn.kit.shelf.level < playbook.level:
        ask_identity(turn, wish)
        return False
    if turn.kit.shelf.barred(playbook):  # what is not looked at may well be there
        return refuse(turn, wish, turn.speech.say("barred-deed"))
    reading = Reading(wish)
    if wish.fresh:
        reading = read_into(turn.kit, wish, wish.fresh)
    looked = look_up(turn.kit, reading.wish, reading.barred_slot)
    if wish.fresh and looked.slots.keys() != reading.wish.slots.keys():
        looked = fill_gaps(turn.kit, looked)
    reading = replace(reading, wish=looked)
    _put(turn, reading)
    return _go_on(turn, reading)


def _put(turn: Turn, reading: Reading) -> None:
    others = tuple(fill_gaps(turn.kit, replace(other, fresh="")) for other in reading.others)
    turn.state = replace(turn.state, wishes=(reading.wish, *others, *turn.state.wishes[1:])[:WISHES_MAX])


def _go_on(turn: Turn, reading: Reading) -> bool:  # noqa: PLR0911 - one return a way to go on
    wish = reading.wish
    playbook = turn.playbook(wish)
    if reading.unknown:
        _ask_for_number(turn, reading)
        return False
    if reading.unfit:
        return refuse_record(turn, wish, *reading.unfit)
    if reading.barred:
        turn.notes.append(turn.speech.say("choice-not-allowed", label=reading.barred))
    slot = missing_slot(turn.kit, wish)
    if slot:
        return _ask_or_refuse(turn, wish, slot)
    led = _led(turn, wish)
    if led is not None:
        turn.state = replace(turn.state, wishes=(led, *turn.state.wishes[1:]))
        return True
    if playbook.does is None:
        return _answer(turn, wish)
    if _changes_nothing(turn, wish):
        return refuse(turn, wish, turn.speech.say("nothing-to-do"))
    if _doubted(turn, wish):
        return False
    if playbook.collect and not wish.more and _has_more(turn, wish):
        _ask_more(turn, wish)
        return False
    return _propose(turn, wish)


def _led(turn: Turn, wish: Wish) -> Wish | None:
    """The wish under the playbook that a slot's value leads to, with what both know; None where none takes over."""
    calls = [(slot.leads or {}).get(str(wish.value(slot.name))) for slot in turn.playbook(wish).needs]
    call = next((one for one in calls if one is not None), None)
    if call is None:
        return None
    to = turn.kit.playbooks[call.skill]
    kept = {name: slot for name, slot in wish.slots.items() if to.slot(name.removeprefix(NARROW))}
    given = {name: Filled(evaluate(value, {}), "said") for name, value in call.arguments}
    return replace(wish, playbook=to.name, slots={**kept, **given}, asking="", tries=0, more=False)


def _doubted(turn: Turn, wish: Wish) -> bool:
    """Ask once about words that could change the deed; words that stay unexplained bring in a person."""
    if wish.past and not wish.value(SURE):
        hand_over(turn, HandOverReason.UNSURE, wish)
        return True
    playbook = turn.playbook(wish)
    slot = next((slot for slot in playbook.needs if slot.whole), None)
    if slot and wish.value(PARTLY) and not wish.value(WHOLE):
        ask(turn, wish, WHOLE, whole_question(turn.kit, turn.speech, wish, slot))
        return True
    doubt = None if playbook.lenient else doubt_in(turn.kit.shelf, turn.kit.tongue, playbook, wish)
    if doubt is None:
        return False
    if wish.past:
        hand_over(turn, HandOverReason.UNSURE, wish)
        return True
    question = doubt_question(turn.kit, turn.speech, wish, doubt)
    ask(turn, reopened(playbook, wish), SURE, question)
    return True


def _changes_nothing(turn: Turn, wish: Wish) -> bool:
    """Whether an address is to be changed to what it is."""
    playbook = turn.playbook(wish)
    slot = playbook.typed(SlotType.ADDRESS)
    scope = turn.kit.shelf.scope(playbook, wish)
    now = address_at_hand(scope)
    return (
        slot is not None and bool(now) and scope[slot.name] == {name: str(now.get(name, "")) for name in ADDRESS_LINES}
    )


# --- asking --------------------------------------------------------------------------------------------------------


def _ask_or_refuse(turn: Turn, wish: Wish, slot: Slot) -> bool:
    playbook = turn.playbook(wish)
    if slot.type is SlotType.RECORD:
        if wish.value(slot.name) is not None:
            return refuse_record(turn, wish, slot.name, str(wish.value(slot.name)))
        if not fitting(turn.kit, playbook, slot, wish):
            kin = _kin_with_records(turn, wish, slot)
            if kin:
                turn.state = replace(turn.state, wishes=(replace(wish, playbook=kin), *turn.state.wishes[1:]))
                return True
            text = turn.speech.of(slot.none, f"{playbook.name}.{slot.name}.none", turn.kit.shelf.scope(playbook, wish))
            return refuse(turn, wish, text or turn.speech.say("not-possible-here"))
    ask(turn, wish, slot.name, question_for(turn.kit, turn.speech, wish, slot))
    return False


def _kin_with_records(turn: Turn, wish: Wish, slot: Slot) -> str:
    for name in turn.playbook(wish).kin:
        kin = turn.kit.playbooks[name]
        own = kin.slot(slot.name)
        if own and fitting(turn.kit, kin, own, wish) and wish.playbook not in turn.notes:
            return name
    return ""


def ask(turn: Turn, wish: Wish, asking: str, question: Question) -> None:
    """Put a question about a wish; the third time in vain, a person is brought in."""
    tries = wish.tries + 1 if wish.asking == asking else 1
    if tries > TRIES_MAX:
        hand_over(turn, HandOverReason.UNSURE, wish)
        return
    asked = replace(wish, asking=asking, tries=tries)
    turn.state = replace(turn.state, wishes=(asked, *turn.state.wishes[1:]))
    texts = [*turn.notes, *_lead(turn, wish, tries), *question.texts]
    turn.notes.clear()
    say: list[Part] = [Words(text) for text in texts if text]
    if question.choices:
        say.append(offer(turn, question.choices))
    turn.out.append(Proposal(wish.playbook, wish.sure, tuple(say)))


def _lead(turn: Turn, wish: Wish, tries: int) -> list[str]:
    """What was taken without asking is named once, before the first question about the rest."""
    playbook = turn.playbook(wish)
    if tries > 1 or not playbook.says or "lead" not in playbook.says:
        return []
    order = playbook.needs[0].name if playbook.needs else ""
    slot = wish.slots.get(order)
    if slot is None or slot.how != "looked" or wish.asking:
        return []
    return [turn.speech.of(playbook.says["lead"], f"{playbook.name}.lead", turn.kit.shelf.scope(playbook, wish))]


def offer(turn: Turn, choices: Sequence[tuple[str, Meaning]]) -> Choices:
    """Named choices with ids good for this question only, beside something else and a person."""
    named = {f"o{turn.state.turn}-{at}": choice for at, choice in enumerate(choices[:CHOICES_MAX], 1)}
    turn.state = replace(turn.state, options={name: meaning for name, (_, meaning) in named.items()})
    ever = (Option(ELSE, turn.speech.say("choice-else")), Option(PERSON, turn.speech.say("choice-person")))
    return Choices((*(Option(name, label) for name, (label, _) in named.items()), *ever))


def _ask_for_number(turn: Turn, reading: Reading) -> None:
    playbook = turn.playbook(reading.wish)
    slot = playbook.typed(SlotType.RECORD)
    assert slot is not None
    if reading.likely:
        record = turn.kit.shelf.find(playbook, slot.kind, reading.likely)
        turn.notes.append(turn.speech.say("record-look-alike", number=reading.unknown, likely=reading.likely))
        label = record_label(turn.speech, record or {"id": reading.likely})
        ask(turn, reading.wish, slot.name, Question((), ((label, ("slot", slot.name, reading.likely)),)))
        return
    turn.notes.append(turn.speech.say("record-unknown", number=reading.unknown))
    ask(turn, reading.wish.emptied(slot.name), slot.name, question_for(turn.kit, turn.speech, reading.wish, slot))


def _has_more(turn: Turn, wish: Wish) -> bool:
    playbook = turn.playbook(wish)
    lines = playbook.typed(SlotType.LINES)
    order = turn.kit.shelf.scope(playbook, wish).get(lines.of) if lines else None
    return lines is not None and len(lines_of(order)) > len(wish.value(lines.name) or ())


def _ask_more(turn: Turn, wish: Wish) -> None:
    playbook = turn.playbook(wish)
    words = (playbook.says or {}).get("more")
    text = turn.speech.of(words, f"{playbook.name}.more", turn.kit.shelf.scope(playbook, wish)) or turn.speech.say(
        "no-more"
    )
    choices = ((turn.speech.say("no-word"), ("more", "no")),)
    ask(turn, replace(wish, more=True), MORE, Question((text,), choices))


def ask_identity(turn: Turn, wish: Wish) -> None:
    """Ask who the customer is, by whatever this brand allows; a wish that needs more needs a sign-in, or a proof."""
    if turn.kit.shelf.level is Level.SIGNED_IN:
        ways = (Option(PROVE, turn.speech.say("choice-prove")), Option(PERSON, turn.speech.say("choice-person")))
        said = (Words(turn.speech.say("prove-first")), Choices(ways))
        turn.out.append(Proposal(wish.playbook, wish.sure, said))
        return
    if not turn.identifiers or turn.playbook(wish).level > Level.REACHABLE:
        turn.out.append(Proposal(wish.playbook, wish.sure, (Words(turn.speech.say("sign-in-needed")),)))
        return
    say: list[Part] = [Words(note) for note in turn.notes]
    turn.notes.clear()
    claims = turn.state.claims
    if any("order" in needs for needs in turn.identifiers.values()):
        key = "guest-still-zip" if claims.get("order") else "guest-still-order" if claims.get("zip") else "guest-how"
        turn.state = replace(turn.state, identifying=True)
        say = say or [Words(turn.speech.say(key, number=claims.get("order", "")))]
        turn.out.append(Proposal(wish.playbook, wish.sure, tuple(say)))
        return
    if claims.get("zip") and not claims.get("last_name"):
        say.append(Words(turn.speech.say("identity-still-name")))
    elif claims.get("last_name") and not claims.get("zip"):
        say.append(Words(turn.speech.say("identity-still-zip")))
    else:
        how = turn.speech.say(_how(turn.identifiers))
        say.append(Words(how if turn.state.identifying else turn.speech.say("ask-identity", how=how)))
    turn.state = replace(turn.state, identifying=True)
    turn.out.append(Proposal(wish.playbook, wish.sure, tuple(say)))


def _how(identifiers: Mapping[str, tuple[str, ...]]) -> str:
    email = any("email" in needs for needs in identifiers.values())
    name = any("zip" in needs for needs in identifiers.values())
    return "identity-how-both" if email and name else "identity-how-email" if email else "identity-how-name-and-zip"


# --- refusing ------------------------------------------------------------------------------------------------------


def refuse_record(turn: Turn, wish: Wish, slot_name: str, record_id: str) -> bool:
    """Say why a named record will not do, and offer what would."""
    playbook = turn.playbook(wish)
    slot = playbook.slot(slot_name)
    assert slot is not None
    scope = turn.kit.shelf.scope(playbook, wish)
    scope[slot_name] = turn.kit.shelf.find(playbook, slot.kind, record_id)
    text = turn.speech.of(slot.unfit or slot.none, f"{playbook.name}.{slot_name}.unfit", scope)
    return refuse(turn, wish.filled(slot_name, record_id, "said"), text or turn.speech.say("not-possible-here"))


def refuse(turn: Turn, wish: Wish, text: str) -> bool:
    """Say no, close the wish, and offer its other ways; True where there are none to wait for."""
    playbook = turn.playbook(wish)
    offers = [name for name in playbook.offers if _would_do(turn, wish, name)]
    turn.state = replace(turn.state, wishes=turn.state.wishes[1:], parked=wish.heard if offers else turn.state.parked)
    _focus_on(turn, wish)
    say: list[Part] = [*(Words(note) for note in turn.notes), Words(text)]
    turn.notes.clear()
    if offers:
        title = {name: turn.kit.playbooks[name].title for name in offers}
        say.append(offer(turn, [(words_of(turn, title[name]), ("playbook", name)) for name in offers]))
    turn.out.append(Proposal(wish.playbook, wish.sure, tuple(say), summary=known_rows(turn.kit, turn.speech, wish)))
    return not offers


def words_of(turn: Turn, title: Mapping[str, str]) -> str:
    """A title in the conversation's language."""
    return title.get(turn.speech.language) or next(iter(title.values()), "")


def _would_do(turn: Turn, wish: Wish, name: str) -> bool:
    """Whether another playbook would take the record that this wish named, or any where it named none."""
    other = turn.kit.playbooks[name]
    slot = other.typed(SlotType.RECORD)
    if slot is None or turn.kit.shelf.level < other.level:
        return True
    fits = {id_of(record) for record in fitting(turn.kit, other, slot, wish)}
    value = wish.value(slot.name)
    return value in fits if value else bool(fits)


# --- answering and acting ---------------------------------------------------------------------------------------------


def _answer(turn: Turn, wish: Wish) -> bool:
    playbook = turn.playbook(wish)
    if _quoted(turn, playbook, wish):
        return True
    scope = turn.kit.shelf.scope(playbook, wish)
    texts = [
        turn.speech.of(one.say, f"{playbook.name}.answer", scope) for one in answers_for(turn, playbook, wish, scope)
    ]
    say: tuple[Part, ...] = tuple(Words(text) for text in dict.fromkeys([*turn.notes, *texts]) if text)
    turn.notes.clear()
    turn.state = replace(turn.state, wishes=turn.state.wishes[1:], lost=0, topic=wish.playbook, before=wish)
    _focus_on(turn, wish)
    say = (*say, *_under(turn, playbook, wish, texts)) if say else (Words(turn.speech.say("not-in-my-field")),)
    turn.out.append(Proposal(wish.playbook, wish.sure, say))
    return True


def _under(turn: Turn, playbook: Playbook, wish: Wish, texts: Sequence[str]) -> tuple[Part, ...]:
    """What stands under an answer: its source; else, where the customer's own record was found, why it is this one."""
    slot = playbook.typed(SlotType.RECORD)
    found = wish.slots.get(slot.name) if slot and playbook.level >= Level.SIGNED_IN else None
    line = (Reason(turn.speech.say("reason-only-one")),) if found and found.how == "looked" else ()
    return _sources(turn, playbook, texts) or line


def _quoted(turn: Turn, playbook: Playbook, wish: Wish) -> bool:
    """Whether an article of the playbook answered; where the playbook has words of its own, it must be sure."""
    if not playbook.articles:
        return False
    finding = consult(turn, wish.heard, playbook.articles)
    return (finding.sure >= QUOTED_PERCENT_MIN or not playbook.answers) and quote(turn, finding, wish)


def _sources(turn: Turn, playbook: Playbook, texts: Sequence[str]) -> tuple[Part, ...]:
    """The passage that a playbook's own words rest on, where one of its articles holds it."""
    found = consult(turn, " ".join(texts), playbook.articles) if playbook.articles else Nothing()
    return reply_parts(found)[1:] if isinstance(found, Found) else ()


def consult(turn: Turn, question: str, among: Sequence[str] = ()) -> Finding:
    """What the help centre says to a question; `among` names the articles that are known to be meant."""
    source = turn.source
    return source.answer(question, turn.speech.language, turn.scene.now, among) if source else Nothing()


def quote(turn: Turn, finding: Finding, wish: Wish | None = None) -> bool:
    """Say what was found, with its source; a contradiction is a person's to settle. False where nothing was found."""
    match finding:
        case Found():
            say = (*(Words(note) for note in turn.notes), *reply_parts(finding))
            turn.notes.clear()
            rest, before = (turn.state.wishes[1:], wish) if wish else (turn.state.wishes, turn.state.before)
            turn.state = replace(turn.state, wishes=rest, lost=0, before=before)
            turn.out.append(Proposal(wish.playbook if wish else "", finding.sure, say))
        case Contradiction():
            hand_over(turn, HandOverReason.UNSURE, wish)
        case Nothing():
            return False
    return True


def answers_for(turn: Turn, playbook: Playbook, wish: Wish, scope: Mapping[str, Any]) -> list[Answer]:
    """The answers that fit: those the words ask for, else the first one that holds."""
    fits = [one for one in playbook.answers if all(holds(condition, scope, scope) for condition in one.when)]
    tokens = cut(wish.heard)
    language = turn.kit.tongue.language
    asked = [one for one in fits if one.cues and says_one_of(one.cues.get(language, ()), tokens)]
    return asked or [one for one in fits if not one.cues][:1]


def _propose(turn: Turn, wish: Wish) -> bool:
    """Dry-run the deed; a refusal is said, else the action is proposed and its card awaited."""
    playbook = turn.playbook(wish)
    assert playbook.does is not None
    scope = turn.kit.shelf.scope(playbook, wish)
    scope |= {slot.name: read_money(scope[slot.name]) for slot in playbook.needs if slot.type is SlotType.MONEY}
    arguments = _arguments(playbook, playbook.does, scope)
    try:
        turn.kit.shelf.look.preview(playbook.does.skill, arguments)
    except Declined as error:
        return refuse(turn, wish, str(error))
    except BadInput:
        hand_over(turn, HandOverReason.FAULT, wish)
        return False
    say = [Words(text) for text in (*turn.notes, *_lead(turn, wish, 1)) if text]
    turn.notes.clear()
    _focus_on(turn, wish)
    turn.state = replace(turn.state, wishes=turn.state.wishes[1:], carded=replace(wish, asking="", tries=0), lost=0)
    rows = known_rows(turn.kit, turn.speech, wish)
    turn.out.append(
        Proposal(wish.playbook, wish.sure, tuple(say), _action(turn, playbook, arguments, scope), summary=rows)
    )
    return False


def _arguments(playbook: Playbook, does: Call, scope: Mapping[str, Any]) -> dict[str, Any]:
    """What the skill is called with; an optional slot that stayed empty gives an empty text."""
    given = {name: evaluate(value, scope) for name, value in does.arguments}
    empty = {slot.name for slot in playbook.needs if slot.optional and scope[slot.name] is None}
    unsaid = {name for name, value in does.arguments if isinstance(value, Path) and value.slot in empty}
    return {name: "" if name in unsaid else value for name, value in given.items()}


def _action(turn: Turn, playbook: Playbook, arguments: Mapping[str, Any], scope: Mapping[str, Any]) -> Action:
    assert playbook.does is not None
    assert playbook.card is not None
    says = playbook.says or {}
    speech = turn.speech

    def words(key: str) -> str:
        return fill(
            pick(says.get(key), speech.language, f"{playbook.name}.{key}", speech.conversation), scope, speech.show
        )

    shown = (
        (speech.of(label, "label", scope), speech.of(value, "value", scope)) for label, value in playbook.card.rows
    )
    rows = tuple(row for row in shown if row[1])  # of an order that was not named, nothing is shown
    title = speech.of(playbook.card.title, f"{playbook.name}.card", scope)
    return Action(playbook.does.skill, arguments, title, rows, words("done"), words("waiting"), words("refused"))


def _focus_on(turn: Turn, wish: Wish) -> None:
    playbook = turn.playbook(wish)
    named = {slot.kind: wish.value(slot.name) for slot in playbook.needs if slot.type is SlotType.RECORD}
    kept = {kind: str(one) for kind, one in named.items() if one}
    turn.state = replace(turn.state, focus={**turn.state.focus, **kept})


def hand_over(turn: Turn, reason: HandOverReason, wish: Wish | None = None) -> None:
    """Bring in a person, with all that is known; nothing is asked twice."""
    wishes = turn.state.wishes or ((turn.state.carded,) if turn.state.carded else ())
    first = wish or next(iter(wishes), None)
    rows: list[tuple[str, str]] = []
    for one in wishes[:3]:
        if turn.kit.shelf.level >= turn.playbook(one).level:
            rows += known_rows(turn.kit, turn.speech, one)
        else:
            rows += [(turn.speech.say("asked-wish"), words_of(turn, turn.playbook(one).title))]
            rows += [(turn.speech.say("known-said"), (one.heard or one.fresh)[:300])]
    if not rows and turn.text:
        rows.append((turn.speech.say("known-said"), turn.text[:300]))
    if reason is not HandOverReason.ASKED and turn.state.failed:
        rows.append((turn.speech.say("tried"), turn.speech.say("identity-locked")))
    rows += _reached(turn)
    turn.state = replace(turn.state, options={}, lost=0, wishes=())
    intent = first.playbook if first else ""
    turn.out.append(Proposal(intent, None, (), hand_over=reason, summary=tuple(rows)))


def _reached(turn: Turn) -> list[tuple[str, str]]:
    """How and when the customer likes to be reached."""
    wanted = ((one, turn.kit.shelf.look.preference(one)) for one in (Preference.CHANNEL, Preference.CONTACT_TIMES))
    return [in_words(turn.speech.say, one, value) for one, value in wanted if value]


def eligible_playbooks(turn: Turn) -> list[str]:
    """Playbooks that fit what this customer has: the frequent ones first, then those that act."""
    found = []
    for playbook in turn.kit.playbooks.values():
        slot = playbook.typed(SlotType.RECORD)
        if playbook.person or turn.kit.shelf.level < playbook.level:
            continue
        if slot is None or passing(turn.kit.shelf.records(playbook, slot.kind), slot.where, {}):
            found.append(playbook.name)
    return sorted(found, key=lambda name: _rank(turn.kit.playbooks[name]))


def _rank(playbook: Playbook) -> tuple[bool, bool]:
    """Frequent ones about the customer's own things, other frequent ones, those that act, the rest."""
    later = playbook.typed(SlotType.RECORD) is None if playbook.often else playbook.does is None
    return not playbook.often, later
