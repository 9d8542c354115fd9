"""Everything that must be a leaf of the log, and what brings it about; and what is written without one, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.domain.turns import DecisionKind


@dataclass(frozen=True, slots=True)
class Leaf:
    """Something that cannot happen without a leaf of its own.

    Args:
        what: what happens.
        kinds: the decisions of which one records it; () for the intent of a deed, which is a record without a decision.
        by: the store's methods that bring it about.
    """

    what: str
    kinds: tuple[DecisionKind, ...]
    by: tuple[str, ...] = ("Unit.record",)


LEAVES: tuple[Leaf, ...] = (
    Leaf("answer", (DecisionKind.ANSWER,)),
    Leaf("question", (DecisionKind.QUESTION,)),
    Leaf("card", (DecisionKind.CARD,)),
    Leaf("confirmation", (DecisionKind.EFFECT, DecisionKind.APPROVAL)),
    Leaf("card declined", (DecisionKind.WITHDRAWAL,)),
    Leaf("refusal", (DecisionKind.REFUSAL,)),
    Leaf("hand-over", (DecisionKind.HAND_OVER,)),
    Leaf("ruling on an approval", (DecisionKind.EFFECT, DecisionKind.REFUSAL, DecisionKind.ANSWER)),
    Leaf("override: an approved deed taken back, or undone", (DecisionKind.UNDO,)),
    Leaf("words passed on to a colleague", (DecisionKind.PASSED_ON,)),
    Leaf("conversation taken over", (DecisionKind.TAKEN,)),
    Leaf("colleague's reply", (DecisionKind.REPLIED,)),
    Leaf("colleague's note", (DecisionKind.NOTED,)),
    Leaf("conversation handed back", (DecisionKind.HANDED_BACK,)),
    Leaf("case closed", (DecisionKind.CLOSED,)),
    Leaf("colleague's label", (DecisionKind.LABELLED,)),
    Leaf("correction of what a person was told", (DecisionKind.CORRECTION,)),
    Leaf("rating", (DecisionKind.RATING,), ("Store.rate",)),
    Leaf("source left unused, or used again", (DecisionKind.DATA_CHOICE,), ("Unit.record", "Store.choose_source")),
    Leaf("notice that a machine speaks", (DecisionKind.DISCLOSED,), ("Store.new_conversation",)),
    Leaf("consent event", (DecisionKind.CONSENT,), ("Unit.record_consent", "Unit.record_told", "Store.record_consent")),
    Leaf("intent of a deed", (), ("Store.claim",)),
    Leaf("outcome of a deed", (DecisionKind.OUTCOME,), ("Store.settle",)),
    Leaf("incident: an intent without an outcome after its time", (DecisionKind.OUTCOME,), ("Store.settle",)),
    Leaf("ruling on an incident", (DecisionKind.SETTLED,)),
    Leaf("customer's sign-in", (DecisionKind.SIGNED_IN,), ("Store.open_session", "Store.session_beside")),
    Leaf("proof of who a customer is", (DecisionKind.SIGNED_IN,), ("Unit.record", "Proving.prove")),
    Leaf(
        "customer's passkey set up, used to prove, removed or forgotten",
        (DecisionKind.PASSKEY,),
        ("Passkeys.keep", "Passkeys.proved", "Passkeys.remove", "Passkeys.forget"),
    ),
    Leaf(
        "colleague's sign-in",
        (DecisionKind.STAFF,),
        ("Staff.sign_in", "Staff.join", "Staff.enter", "StaffPasskeys.sign_in"),
    ),
    Leaf("series of wrong passwords", (DecisionKind.STAFF,), ("Staff.fail",)),
    Leaf("colleague's sign-out", (DecisionKind.STAFF,), ("Staff.sign_out",)),
    Leaf(
        "change of a colleague's account",
        (DecisionKind.STAFF,),
        ("Staff.invite", "Staff.change_role", "Staff.disable", "Staff.remove"),
    ),
    Leaf("erasure of a colleague who left", (DecisionKind.STAFF,), ("Leaving.erase",)),
    Leaf(
        "colleague's passkey set up or removed", (DecisionKind.STAFF,), ("StaffPasskeys.keep", "StaffPasskeys.remove")
    ),
    Leaf("changed gate published", (DecisionKind.STAFF,), ("Rules.publish",)),
    Leaf("author of a gate named", (DecisionKind.STAFF,), ("Staff.wrote",)),
    Leaf("colleague's look", (DecisionKind.LOOKED,), ("Desk.note_looks",)),
    Leaf("person's look at what is kept of them", (DecisionKind.LOOKED,), ("Looks.own",)),
    Leaf("look of whoever runs the house", (DecisionKind.LOOKED,), ("Looks.explained", "Looks.waiting")),
    Leaf("look-up of a mail address", (DecisionKind.LOOKED,), ("Proving.ask",)),
    Leaf("reveal of masked data", (DecisionKind.REVEALED,), ("Desk.reveal",)),
    Leaf("notice that stayed in the house", (DecisionKind.STAYED,), ("Desk.keep_stay", "StaffNews.keep_stay")),
    Leaf("change of a consent that stayed in the house", (DecisionKind.STAYED,), ("Governing.keep_stay",)),
    Leaf("brand or gates changed", (DecisionKind.BRAND_CHANGED,), ("Governing.work_by",)),
    Leaf("kill switch", (DecisionKind.SWITCHED,), ("Governing.switch",)),
    Leaf("export of one's own data", (DecisionKind.EXPORTED,), ("Governing.gave_out",)),
    Leaf("export of the log", (DecisionKind.EXPORTED,), ("Governing.account",)),
    Leaf("fields shown to an auditor", (DecisionKind.EXPORTED,), ("Governing.account",)),
    Leaf("the log's keys exchanged", (DecisionKind.LOG_KEYS,), ("Publishing.begin_keys", "Publishing.finish_keys")),
    Leaf("backup", (DecisionKind.BACKED_UP,), ("Governing.account",)),
    Leaf("restore", (DecisionKind.RESTORED,), ("Governing.account",)),
    Leaf("erasure asked for", (DecisionKind.ERASURE_ASKED,), ("Erasing.ask", "Erasing.ask_for")),
    Leaf("erasure", (DecisionKind.ERASURE,), ("Store.erase", "Erasing.advance", "Erasing.erase_anew")),
    Leaf("legal hold set or lifted", (DecisionKind.HOLD,), ("Store.hold", "Store.lift")),
    Leaf("deletion by the clock", (DecisionKind.RETENTION,), ("Retaining.run",)),
)
"""One row for each thing; what a played house does of each is held against this table."""

WITHOUT: Mapping[str, str] = {
    "Store.renew_session": "the same person, known as surely, under a fresh token",
    "Store.end_session": "an end gives nobody anything",
    "Store.claim_consent_news": "how far a message has come; its consent event is a leaf",
    "Store.settle_consent_news": "as above",
    "Store.forget_due": "preferences whose yes has ended or whose time is over: both are leaves",
    "Store.unsettled": "a deed under way is asked about; what is found out is its outcome",
    "Store.make_checkpoint": "it signs leaves",
    "Restoring.catch_up": "leaves of the newest log are put back; the restore is a leaf",
    "Restoring.do_again": "as above, of what its marks say",
    "Desk.note_label": "what an evaluation gives, of nobody's conversation",
    "Desk.write_notices": "a message about a case; the case is a leaf",
    "Desk.claim_notices": "as above",
    "Desk.settle_notice": "as above",
    "Desk.put_off_notice": "as above",
    "StaffNews.put": "a message about what happened; that is a leaf, or the rule that waits is",
    "StaffNews.claim": "how far a message has come",
    "StaffNews.settle": "as above",
    "Rules.stand": "a gate that waits, or the first one; that the brand changed is a leaf",
    "Staff.signed_in": "a sign of a colleague who is signed in; the sign-in is a leaf",
    "Leaving.erase_again": "what was erased before is erased in rows of a backup; the restore is a leaf",
    "Erasing.heard": "what a connected system answered stands on the certificate",
    "Limiting.take": "counts of tries",
    "Publishing.keep": "what witnesses signed of the log",
    "Passkeys.ask": "a challenge; what answers it is a leaf",
    "Passkeys.take": "as above",
    "StaffPasskeys.ask": "as above",
    "StaffPasskeys.take": "as above",
    "Passkeys.used": "a passkey's own count; what it signed is a leaf",
    "Proving.press": "half of a proof",
    "Unit.standing": "where rows are locked, the row of nobody's name that a customer is held by",
    "Unit.exposure": "as above",
    "Unit.begin_message": "what was told is a consent event",
    "Unit.end_message": "as above",
    "Unit.remember": "a preference is the person's own, under a consent that is a leaf",
    "Unit.forget": "as above",
}
"""Methods of the store that write without a leaf, each with its reason."""
