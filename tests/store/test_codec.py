"""Laws of writing decisions: what opens is what was recorded, and what is accountable names nobody."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.consents import Ground
from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.items import Card, Choices, HandOverNotice, Option, Part, Quote, Reason, Receipt, Words
from earnest.domain.money import MINOR_MAX, Money
from earnest.domain.purposes import Basis, ConsentState, Purpose
from earnest.domain.records import Origin
from earnest.domain.turns import Context, Decision, DecisionKind, Deed, HandOverReason, Used
from earnest.domain.verdicts import Change, Fired, Outcome, Verdict
from earnest.ledger import commitment, salt_key
from earnest.store import codec, sealing
from earnest.store.keys import Owner

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.from_regex(r"[a-z][a-z0-9_.-]{0,11}", fullmatch=True)
numbers = st.integers(-MINOR_MAX, MINOR_MAX)
instants = st.integers(0, MINOR_MAX)
moneys = st.builds(Money, numbers, st.sampled_from(["EUR", "JPY"]))
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
facts = st.one_of(st.booleans(), numbers, texts, moneys, st.sampled_from(Level))
cards = st.builds(Card, texts, texts, pairs, texts, instants, st.booleans())
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Words, texts),
    st.builds(Quote, texts, texts, texts, instants, texts, texts),
    st.builds(Reason, texts),
    st.builds(Choices, st.lists(st.builds(Option, texts, texts), max_size=3).map(tuple)),
    cards,
    st.builds(Receipt, texts, texts, pairs, instants),
    st.builds(HandOverNotice, texts, texts, instants, pairs),
)
outcomes = st.sampled_from(Outcome)
origins = st.builds(Origin, texts, st.dates(), st.integers(0, 100))
verdicts = st.builds(
    Verdict,
    outcomes,
    names,
    texts,
    st.lists(st.builds(Fired, names, outcomes, texts), max_size=3).map(tuple),
    st.lists(st.builds(Change, st.lists(st.tuples(names, facts), max_size=2).map(tuple), outcomes), max_size=2).map(
        tuple
    ),
    texts,
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
deeds = st.builds(Deed, names, st.dictionaries(names, json_values, max_size=3), names, st.none() | moneys)
sessions = st.builds(
    Session, names, st.just("S-1"), st.sampled_from(["", "ada"]), st.sampled_from(Level), proved_at=instants
)
grounds = st.builds(Ground, st.sampled_from(Purpose), st.sampled_from(Basis), st.sampled_from(ConsentState), names)
contexts = st.builds(
    Context,
    conversation=names,
    session=sessions,
    channel=st.sampled_from(Channel),
    asked_by=st.sampled_from(Source),
    consent_seq=instants,
    brand_digest=texts,
    model=texts,
    used=st.lists(st.builds(Used, names, names, st.sampled_from(Purpose), st.none() | origins), max_size=3).map(tuple),
    now=instants,
    gates=texts,
    model_id=texts,
    prompt=texts,
    grounds=st.lists(grounds, max_size=3, unique_by=lambda one: one.purpose).map(tuple),
    experiments=st.lists(names, max_size=2).map(tuple),
)
decisions = st.builds(
    Decision,
    id=names,
    kind=st.sampled_from(DecisionKind),
    context=contexts,
    intent=names,
    sure=st.none() | st.integers(0, 100),
    facts=st.dictionaries(names, facts, max_size=4),
    verdict=st.none() | verdicts,
    deed=st.none() | deeds,
    words=st.dictionaries(names, texts, max_size=3),
    said=st.lists(parts, max_size=3).map(tuple),
    caused_by=names,
    knowledge=pairs,
    hand_over=st.none() | st.sampled_from(HandOverReason),
    due_at=instants,
    summary=pairs,
    card=st.none() | cards,
    approval=names,
    colleagues_needed=st.integers(0, 2),
)
OWNER = Owner("S-1", b"\x01" * 32, salt_key(b"\x01" * 32))
EPOCH = Owner("epoch-1", b"\x02" * 32, salt_key(b"\x02" * 32))


@given(decisions)
def test_a_decision_is_read_back_exactly(decision: Decision) -> None:
    accountable, subject = codec.accountable_fields(decision), codec.subject_fields(decision)

    read = codec.decision_from(decision.id, accountable, subject, ("S-1", "ada"))

    assert read == decision


@given(decisions, texts)
def test_the_accountable_fields_do_not_depend_on_what_is_said_or_about_whom(decision: Decision, other: str) -> None:
    elsewhere = replace(decision.context.session, id=other, subject=other, customer=other)
    changed = replace(
        decision,
        context=replace(decision.context, session=elsewhere, conversation=other),
        said=(Words(other),),
        words={"done": other},
        summary=((other, other),),
        card=None,
        deed=decision.deed and replace(decision.deed, arguments={"to": other}, args_hash=other),
    )

    assert codec.accountable_fields(changed) == codec.accountable_fields(decision)


@given(decisions)
def test_a_record_commits_to_every_field_of_every_compartment(decision: Decision) -> None:
    chambers = (
        sealing.Chamber(sealing.ACCOUNTABLE, EPOCH, codec.accountable_fields(decision)),
        sealing.Chamber(sealing.SUBJECT, OWNER, codec.subject_fields(decision)),
    )

    sealed = sealing.seal_record(decision.id, chambers)

    digests = [digest for some in sealed.digests.values() for digest in sealing.split_digests(some)]
    assert commitment(digests) == sealed.commitment
    assert len(digests) == sum(len(chamber.fields) for chamber in chambers)
