"""The assistant without a language model: playbooks, a router, word tables. Pure, but for `look`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from earnest.assistant.bound import Standing
from earnest.assistant.bound_in_force import BoundInForce
from earnest.assistant.choosing import on_choice
from earnest.assistant.conversation import on_press, on_text
from earnest.assistant.hearing import Router, ear_for
from earnest.assistant.kit import Kit
from earnest.assistant.knowledge import Source
from earnest.assistant.manners import Languages, foreign_language, never_twice, read_foreign
from earnest.assistant.person_ear import Asked, PersonEar
from earnest.assistant.persons import read_person_words
from earnest.assistant.playbook import Playbook, SlotType
from earnest.assistant.shelf import Shelf
from earnest.assistant.speech import Promises, Says, Speech
from earnest.assistant.state import DONE_MAX, TURN_MAX, WISHES_MAX, State, Wish, dump_state, load_state
from earnest.assistant.telling import Telling, answer_telling, own_size_in, person_first, told_in
from earnest.assistant.tongue import Tongue, guess_language, other_language
from earnest.assistant.working import Turn
from earnest.domain.items import PROVE, Reason
from earnest.domain.preferences import Preference
from earnest.domain.turns import Look, Proposal, Scene, Thought

MODEL_ID = "playbooks"
"""What is recorded as who thought: playbooks and a router; no language model, so no prompt."""

ROUTED_CHARS_MAX = 8_000
"""Characters of a message that are looked at for words for a person."""


class FunctionWords:
    """Tells a language by its small words alone; enough for a brand with few languages, and it needs no model."""

    def __init__(self, tongues: Mapping[str, Tongue]) -> None:
        self._tongues = tongues

    def language_of(self, text: str, allowed: Collection[str], default: str) -> str:
        """Return the allowed language with the most function words in the text, or `default`."""
        return guess_language(
            {name: tongue for name, tongue in self._tongues.items() if name in allowed}, text, default
        )


class PlaybookAssistant:
    """Thinks by playbooks.

    Args:
        playbooks: by name; see `read_playbooks`.
        router: understands messages; see `hearing.Router`.
        tongues: the word tables of the brand's languages, the first one first; see `read_tongues`.
        words: the platform's catalogues, with the brand's own on top.
        languages: tells which of the languages a text is in.
        identifiers: what the brand allows for finding out who somebody is: name -> claims, best first.
        model: what is recorded as the model, such as the router's digest.
        promises: how soon a person answers.
        source: the brand's articles, None where it has none.
        person_ear: hears a wish for a person; None for the rules alone.
        bound: how far the brand has come; without one nothing may be acted on without asking.
        asks_anyway: which turns, by their ids, are asked about whatever their score; None for none.
    """

    def __init__(  # noqa: PLR0913 - every part is named once, where the assistant is put together
        self,
        playbooks: Mapping[str, Playbook],
        router: Router,
        tongues: Mapping[str, Tongue],
        words: Says,
        languages: Languages | None = None,
        *,
        identifiers: Mapping[str, tuple[str, ...]] | None = None,
        model: str = "",
        promises: Promises | None = None,
        source: Source | None = None,
        person_ear: PersonEar | None = None,
        bound: Callable[[], Standing] | None = None,
        asks_anyway: Callable[[str], bool] | None = None,
    ) -> None:
        self._playbooks = playbooks
        self._router = router
        self._tongues = tongues
        self._ears = {language: ear_for(playbooks, tongue) for language, tongue in tongues.items()}
        self._words = words
        self._languages = languages or FunctionWords(tongues)
        self._identifiers = identifiers or {}
        self._model = model
        self._promises = promises or Promises()
        self._source = source
        self._foreign = read_foreign()
        self._person_ear = person_ear or PersonEar(tuple(tongues.values()), read_person_words())

        self.bound = bound or BoundInForce()
        self._asks_anyway = asks_anyway

    def abilities(self, language: str) -> tuple[str, ...]:
        """What it can do, by the titles of its playbooks in a language: the frequent ones first, then what does."""
        books = sorted(self._playbooks.values(), key=lambda one: (not one.often, one.does is None))
        titles = (one.title.get(language) or next(iter(one.title.values()), "") for one in books if not one.person)
        return tuple(dict.fromkeys(filter(None, titles)))

    def think(self, scene: Scene, look: Look) -> Thought:
        """Propose what to say or do; reads only through `look`, remembers only in the returned state.

        A press with nothing left to do gives no proposal: the receipt says enough.
        """
        state = _settled(load_state(scene.state, self._playbooks), scene)
        written = self._language(scene)
        telling = told_in(self._tongues[written], scene.text)
        language = self._spoken(look, telling, written)
        text, size = scene.text.strip()[:ROUTED_CHARS_MAX], ""
        if not telling.value(Preference.SIZE):
            text, size = own_size_in(self._tongues[written], text, look)
        shelf = Shelf(look, scene.session.level, language)
        kit = Kit(self._ears[written], shelf, state.focus, self._router)
        speech = Speech(self._words, language, scene.conversation)
        turn = Turn(
            scene,
            kit,
            speech,
            self._identifiers,
            state,
            tuple(self._tongues.values()),
            text=text,
            promises=self._promises,
            source=self._source,
            asks_anyway=self._asks_anyway,
        )
        if scene.chosen:
            on_choice(turn, scene.chosen)
        elif turn.text:
            self._on_text(turn, telling, look)
        else:
            on_press(turn)
        if size:
            _say_size(turn, size)
        never_twice(turn)
        return Thought(
            _each_once(state, turn.out),
            dump_state(turn.state),
            language,
            self._model,
            turn.chosen,
            MODEL_ID,
            told=telling.told,
        )

    def _on_text(self, turn: Turn, telling: Telling, look: Look) -> None:
        person = self._person_ear.hears(turn.text, telling=_is_telling(turn))
        open_now = turn.state.wishes or turn.scene.card is not None
        if person is Asked.NO and not turn.scene.state and look.preference(Preference.PEOPLE_FIRST) == "yes":
            person_first(turn)
        elif telling.alone and person in (Asked.NO, Asked.FAINTLY) and not open_now:
            answer_telling(turn, telling)
        else:
            tongues = tuple(self._tongues.values())
            foreign = foreign_language(self._foreign, tongues, self._languages, turn.text)
            on_text(turn, self._router, foreign, person)

    def _spoken(self, look: Look, telling: Telling, written: str) -> str:
        """What is answered in: the language that the customer likes, if the brand speaks it; else the message's own."""
        liked = telling.value(Preference.LANGUAGE) or look.preference(Preference.LANGUAGE)
        known = {name.partition("-")[0]: name for name in self._tongues}
        return known.get(liked.partition("-")[0], written)

    def _language(self, scene: Scene) -> str:
        first = next(iter(self._tongues))
        current = scene.language if scene.language in self._tongues else ""
        if not scene.text.strip():
            return current or first
        if current:
            return other_language(self._tongues, scene.text, current)
        found = self._languages.language_of(scene.text, tuple(self._tongues), first)
        return found if found in self._tongues else first


def _say_size(turn: Turn, size: str) -> None:
    """Whose size an answer goes by, under it; one answer has one reason line."""
    last = turn.out[-1] if turn.out else None
    if last is None or last.hand_over is not None or any(isinstance(part, Reason) for part in last.say):
        return
    turn.out[-1] = replace(last, say=(*last.say, Reason(turn.speech.say("by-your-size", size=size))))


def _is_telling(turn: Turn) -> bool:
    """Whether the customer was just asked to tell something in their own words."""
    wish = turn.state.wishes[0] if turn.state.wishes else None
    slot = turn.playbook(wish).slot(wish.asking) if wish and wish.asking else None
    return slot is not None and slot.type is SlotType.TEXT


def _each_once(before: State, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals, with a mark on those whose wish was heard in an earlier turn or stands among them already."""
    wishes = (*before.wishes, *before.done, *((before.carded,) if before.carded else ()))
    seen = {(wish.playbook, wish.sure) for wish in wishes}
    out: list[Proposal] = []
    for one in proposals:
        out.append(replace(one, again=(one.intent, one.sure) in seen))
        seen.add((one.intent, one.sure))
    return tuple(out)


def _settled(state: State, scene: Scene) -> State:
    """A card that is no longer open was confirmed, withdrawn or has expired: it is not spoken of any more.

    Under another brand folder the wishes are read anew from the customer's own words: a slot may have gone, or mean
    something else.
    """
    if scene.brand_changed:
        state = replace(state, wishes=tuple(_unread(wish) for wish in state.wishes), options={})
    if scene.chosen == PROVE and scene.card is None and state.carded is not None:  # it was held back until they proved
        state = replace(state, carded=None, wishes=(state.carded, *state.wishes)[:WISHES_MAX])
    carded = state.carded if scene.card is not None and scene.pressed is None else None
    if state.carded is not None and carded is None:
        state = replace(state, done=(*state.done, state.carded)[-DONE_MAX:], before=state.carded)
    return replace(state, carded=carded, turn=(state.turn + 1) % TURN_MAX)


def _unread(wish: Wish) -> Wish:
    return replace(wish, slots={}, fresh=wish.heard, asking="", tries=0)
