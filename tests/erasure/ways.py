"""Every way in which the store is written, and by which door a customer's words go that way, or why none do."""

from collections.abc import Mapping

from tests.erasure import doors
from tests.erasure.doors import Door

RECORD = "Unit.record"
"""Writes turns of every kind: its rows in the table of leaves are told apart, not the method."""

DOORS_OF: Mapping[str, tuple[Door, ...]] = {
    # Rows of the table of leaves that a turn brings about.
    "answer": (doors.message, doors.answer, doors.state),
    "card": (doors.open_card,),
    "confirmation": (doors.done_deed,),
    "hand-over": (doors.order_note, doors.complaint, doors.contest),
    "ruling on an approval": (doors.declined, doors.first_yes_of_two, doors.less),
    "words passed on to a colleague": (doors.passed_on,),
    "colleague's reply": (doors.reply,),
    "colleague's note": (doors.note,),
    "correction of what a person was told": (doors.correction,),
    "ruling on an incident": (doors.incident,),
    "proof of who a customer is": (doors.visitor_first,),
    # Methods of the store.
    "Store.settle": (doors.outcome, doors.what_the_shop_says, doors.incident),
    "Store.rate": (doors.rating,),
    "Store.hold": (doors.legal_hold,),
    "Store.lift": (doors.legal_hold,),
    "Desk.reveal": (doors.reveal,),
    "Desk.write_notices": (doors.correction,),
    "Passkeys.keep": (doors.passkey,),
    "Proving.ask": (doors.visitor_first,),
    "Unit.record_told": (doors.told_elsewhere,),
    "Unit.begin_message": (doors.told_elsewhere,),
    "Unit.remember": (doors.preference, doors.heard),
}
"""Each door is seen to go its way by a test."""

_NO_WORDS = "a button: nobody's words are in it"
_COMPANY = "the company's own words, the same for everybody"
_COLLEAGUE = "it is about a colleague; what names them ends by another erasure"
_NUMBERS = "closed words, counts, ids and times alone"
_TOKENS = "digests of random tokens"
_HOUSE = "it is about the house, and names no customer"

NO_WORDS: Mapping[str, str] = {
    "question": "the assistant's words, which are kept as an answer's are",
    "card declined": _NO_WORDS,
    "refusal": _COMPANY,
    "override: an approved deed taken back, or undone": _NO_WORDS,
    "conversation taken over": _NO_WORDS,
    "conversation handed back": _NO_WORDS,
    "case closed": _NO_WORDS,
    "colleague's label": _NO_WORDS,
    "source left unused, or used again": "names of the data map",
    **dict.fromkeys(("Store.choose_source", "Unit.record_consent", "Store.record_consent"), _NUMBERS),
    "Store.new_conversation": _COMPANY,
    **dict.fromkeys(("Store.claim", "Store.unsettled", "Desk.note_looks", "Desk.note_label"), _NUMBERS),
    "Store.open_session": "the shop's own reference, which is sealed: every door here is that customer's",
    **dict.fromkeys(("Store.session_beside", "Store.renew_session", "Store.end_session"), _TOKENS),
    **dict.fromkeys(("Proving.prove", "Proving.press"), _TOKENS),
    **dict.fromkeys(("Passkeys.proved", "Passkeys.used", "Passkeys.remove", "Passkeys.forget"), _NUMBERS),
    **dict.fromkeys(("Passkeys.ask", "Passkeys.take", "StaffPasskeys.ask", "StaffPasskeys.take"), _TOKENS),
    **dict.fromkeys(("Staff.sign_in", "Staff.join", "Staff.enter", "Staff.fail", "Staff.sign_out"), _COLLEAGUE),
    **dict.fromkeys(("Staff.invite", "Staff.change_role", "Staff.disable", "Staff.remove"), _COLLEAGUE),
    **dict.fromkeys(("Staff.wrote", "Staff.signed_in", "StaffPasskeys.sign_in", "StaffPasskeys.keep"), _COLLEAGUE),
    **dict.fromkeys(("StaffPasskeys.remove", "Leaving.erase", "Leaving.erase_again"), _COLLEAGUE),
    **dict.fromkeys(("Rules.publish", "Rules.stand", "Governing.work_by", "Governing.switch"), _HOUSE),
    **dict.fromkeys(("Governing.account", "Publishing.begin_keys", "Publishing.finish_keys"), _HOUSE),
    **dict.fromkeys(("Publishing.keep", "Store.make_checkpoint"), _HOUSE),
    **dict.fromkeys(("Looks.own", "Looks.explained", "Looks.waiting"), _NUMBERS),
    **dict.fromkeys(("StaffNews.put", "StaffNews.claim", "StaffNews.settle", "StaffNews.keep_stay"), _HOUSE),
    **dict.fromkeys(("Desk.keep_stay", "Governing.keep_stay", "Governing.gave_out"), _NUMBERS),
    **dict.fromkeys(("Desk.claim_notices", "Desk.settle_notice", "Desk.put_off_notice"), _NUMBERS),
    **dict.fromkeys(("Store.claim_consent_news", "Store.settle_consent_news", "Unit.end_message"), _NUMBERS),
    "Erasing.ask": "the shop's own reference, sealed under a key that ends with the erasure",
    "Erasing.ask_for": "as above",
    "Erasing.heard": "one of three words",
    **dict.fromkeys(("Store.erase", "Erasing.advance", "Erasing.erase_anew"), "it takes away"),
    **dict.fromkeys(("Retaining.run", "Store.forget_due", "Unit.forget"), "it takes away"),
    "Restoring.catch_up": "leaves and keyed marks, which name nobody",
    "Restoring.do_again": "it takes away",
    "Limiting.take": "counts under keyed marks",
    "Unit.standing": "a keyed mark that a customer is held by",
    "Unit.exposure": "as above",
}
"""Ways by which no customer's words come in, and why."""
