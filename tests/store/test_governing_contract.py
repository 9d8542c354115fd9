"""How the house is run is on the record: versions of the brand, switches, sign-ins, what was given out."""

import hashlib

import pytest
from tests.store.made import SECRET, House

from earnest.domain.errors import BadInput, Conflict, SignInNeeded
from earnest.domain.governing import EVERYTHING, BrandVersion
from earnest.domain.identity import Channel, Level
from earnest.domain.time import MINUTE
from earnest.domain.turns import Decision, DecisionKind
from earnest.ledger import check_receipt

FIRST = BrandVersion("a" * 64, {"refund": "1" * 64, "returns": "2" * 64}, {"gates/refund.yaml": "3" * 64})
STRICTER = BrandVersion("b" * 64, {"refund": "9" * 64, "returns": "2" * 64}, {"gates/refund.yaml": "4" * 64})


def last(house: House) -> Decision:
    """The decision of the log's newest leaf."""
    row = house.store.read(lambda unit: unit.rows.one("SELECT record FROM leaves ORDER BY idx DESC LIMIT 1"))
    assert row is not None
    return house.store.decision(row[0]).decision


def test_a_changed_brand_is_a_leaf_that_names_both_digests_and_the_tables_that_differ(house: House) -> None:
    first = house.store.governing.work_by(FIRST)
    changed = house.store.governing.work_by(STRICTER)

    facts = house.store.decision(changed).decision.facts
    assert (facts["before"], facts["after"]) == (FIRST.digest, STRICTER.digest)
    assert (facts["gates"], facts["files"]) == ("refund", "gates/refund.yaml")
    assert facts["gate.refund"] == f"{FIRST.gates['refund']} {STRICTER.gates['refund']}"
    assert "gate.returns" not in facts
    assert house.store.decision(first).decision.facts["gates"] == "refund returns"
    assert check_receipt(house.store.receipt(changed, ("facts",)), house.store.verifier_keys()).disclosure is not None


def test_a_start_with_the_same_brand_adds_no_leaf_and_a_return_to_an_older_one_does(house: House) -> None:
    governing = house.store.governing
    governing.work_by(FIRST)
    size = house.store.log_size()

    assert governing.work_by(FIRST) == ""
    assert house.store.log_size() == size
    governing.work_by(STRICTER)
    assert governing.work_by(FIRST)
    assert governing.version() == FIRST
    assert house.store.log_size() == size + 2


def test_what_happens_outside_a_conversation_stands_under_the_brand_in_force(house: House) -> None:
    house.store.governing.work_by(FIRST)
    house.customer()
    before = last(house).context.brand_digest
    house.store.governing.work_by(STRICTER)
    house.customer("wombat")

    assert (before, last(house).context.brand_digest) == (FIRST.digest, STRICTER.digest)


def test_a_sign_in_is_a_leaf_under_the_persons_key_and_a_visitors_visit_is_none(house: House) -> None:
    size = house.store.log_size()
    house.visitor()
    assert house.store.log_size() == size

    customer = house.customer()

    signed_in = last(house)
    assert (signed_in.kind, signed_in.context.session.subject) == (DecisionKind.SIGNED_IN, customer.subject)
    assert signed_in.facts == {"how": "opened", "before": Level.ANYONE, "level": Level.SIGNED_IN}
    assert customer.customer.encode() not in house.raw()


def test_a_door_opened_beside_is_a_sign_in_of_its_own(house: House) -> None:
    customer = house.customer()

    house.store.session_beside(customer, Channel.PRIVACY_CENTRE, MINUTE)

    beside = last(house)
    assert (beside.kind, beside.context.channel) == (DecisionKind.SIGNED_IN, Channel.PRIVACY_CENTRE)
    assert beside.facts["how"] == "opened_beside"


def test_data_given_out_is_a_leaf_about_whoever_got_it(house: House) -> None:
    customer = house.customer()

    name = house.store.governing.gave_out(customer, "json", Channel.PRIVACY_CENTRE)

    found = house.store.decision(name).decision
    assert (found.kind, found.facts) == (DecisionKind.EXPORTED, {"of": "person", "form": "json"})
    assert found.context.session.subject == customer.subject
    house.store.erase(customer.subject)
    assert house.store.decision(name).decision.context.session.subject == ""
    with pytest.raises(SignInNeeded):
        house.store.governing.gave_out(customer, "json", Channel.PRIVACY_CENTRE)


def test_a_switch_stands_with_its_reason_and_names_who_threw_it_in_a_compartment_of_its_own(house: House) -> None:
    governing = house.store.governing

    name = governing.switch("refund", "wrong amounts", "mia", off=True)

    (switch,) = governing.switched_off()
    assert (switch.what, switch.decision, switch.reason) == ("refund", name, "wrong amounts")
    assert governing.off() == house.store.read(lambda unit: unit.switched_off()) == {"refund"}
    stored = house.store.decision(name)
    assert stored.decision.facts == {"what": "refund", "off": True, "reason": "wrong amounts"}
    assert b"mia" in next(one.value for one in stored.fields if one.name == "colleague")
    assert governing.switched_off() == house.again().governing.switched_off()


def test_switching_on_again_names_what_switched_it_off(house: House) -> None:
    governing = house.store.governing
    name = governing.switch(EVERYTHING, "an alarm", "mia", off=True)

    again = governing.switch(EVERYTHING, "a false one", "ida", off=False)

    assert governing.off() == frozenset()
    assert house.store.decision(again).decision.caused_by == name


@pytest.mark.parametrize("reason", ["", " \n", "x" * 201])
def test_nothing_is_switched_without_a_reason_that_fits(house: House, reason: str) -> None:
    size = house.store.log_size()

    with pytest.raises(BadInput, match="Say why"):
        house.store.governing.switch("refund", reason, "mia", off=True)

    assert house.store.log_size() == size


def test_what_stands_so_already_is_not_switched_again(house: House) -> None:
    governing = house.store.governing
    with pytest.raises(Conflict):
        governing.switch("refund", SECRET, "mia", off=False)
    governing.switch("refund", "first", "mia", off=True)
    size = house.store.log_size()

    with pytest.raises(Conflict):
        governing.switch("refund", "second", "mia", off=True)

    assert house.store.log_size() == size


def test_the_notice_that_a_machine_speaks_stands_in_the_log_word_for_word_and_is_no_message(house: House) -> None:
    customer, notice = house.customer(), "You are talking to an AI assistant."

    talk = house.store.new_conversation(customer, Channel.CHAT, "en", notice)

    told = last(house)
    assert (told.kind, told.context.conversation) == (DecisionKind.DISCLOSED, talk)
    assert told.words == {"notice": notice}
    assert told.facts == {"notice": hashlib.sha256(notice.encode()).hexdigest(), "language": "en"}
    assert house.store.items(talk, customer) == ()
    counted = house.store.counted().governed
    assert (counted.opened, counted.untold) == (1, 0)


def test_a_conversation_without_the_notice_is_counted(house: House) -> None:
    house.talk(house.customer())

    assert house.store.counted().governed.untold == 1
