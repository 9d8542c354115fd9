### Cards, receipts, refusals and hand-overs.

## Cards: the title says what the button does
card-confirm = { $title }
card-cancel = Do nothing
card-note = Good to know
card-intro-1 = Please check this. It is done only when you press the button.
card-intro-2 = Is this right? Nothing happens before you press the button.
card-plain-yes = You can also answer with a plain "yes".
card-button-only = This needs the button; a typed answer does not count.
card-changed = Something has changed since I showed you this, so I ask once more.
card-expired = This has expired. Nothing was done. Ask again and I prepare it anew.
card-cancelled = Nothing was done.
card-closed = This has been settled already.
card-until = Good until { $due }
card-undo-until = Can be undone until { $due }
card-no-undo = Cannot be undone

## The line under an action: why, from the rule
reason-at-once = I did it at once: our rules allow that without asking.
reason-one-person-waited = One person decided this alone, after a day in which all colleagues could see it.
reason-one-person-confirmed = One person decided this alone: the owner, who signed in a second time for it.
reason-rule-waited = One person published the rule for this alone, after a day in which all colleagues could see it.
reason-rule-confirmed = One person published the rule for this alone: the owner, who signed in a second time for it.
reason-objected = You objected to our watching refunds for fraud, so a person decides about your money.
reason-only-likely = I was not sure enough to do this without asking.
reason-only-one = Of what you have with us, only this fits your question.
reason-money = Because money moves, nothing happens before you confirm.
reason-change = Because this changes something of yours, nothing happens before you confirm.
reason-confirmed = I did this because you confirmed it and our rules allow it.
reason-approved = I did this because a person has agreed to it.
reason-money-undo = Because money moves, I ask first; after that you can undo it for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
reason-change-undo = Because this changes something of yours, I ask first; after that you can undo it for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.

## Receipts
receipt-title = Done: { $title }
receipt-decision = Decision { $decision }
receipt-why = Why?
receipt-undo = Undo
receipt-contest = Ask a person to check this
outcome-pending = I am doing it now and tell you here as soon as it is done.
outcome-refused = That did not work, and nothing was changed. { $why }
outcome-unclear = I do not know for certain whether that went through, so I do not repeat it. A person looks into it and tells you here.
outcome-objected = You objected to our watching refunds for fraud, so a person has to decide this. Ask for it again, and one is told.
outcome-switched-off = This was switched off before it went out, so nothing was changed. A person looks into it and tells you here.
switched-off = This is switched off here for now, so I cannot do it.
switched-off-told = This is switched off here for now. A person has been told and answers you here.
refused = I cannot do this.
refused-contest = You can ask a person to check this decision.

## Undo: a deed that is held goes out when its time is over
undo-booked-1 = This is booked. It goes out at { $due }; until then you can undo it.
undo-booked-2 = Booked. You can undo it until { $due }; then it goes out.
undo-time-over = The time to undo it is over, and it has gone out: { $title }.
undo-done = Undone: { $title }. Nothing has gone out.
undo-already = That is undone already: { $title }. Nothing has gone out.
undo-over = It is too late to undo this: the time for it is over. A person can check what is still possible.
undo-none = This cannot be undone. A person can check what is still possible.

## A person takes over
hand-over-notice-1 = A person takes over. You have an answer by { $due }.
hand-over-notice-2 = I hand this to a person, who answers by { $due }.
hand-over-told = They know what we talked about, so you need not say it again.
hand-over-stay = You need not stay here: the answer comes to { $where }.
hand-over-closed-hours = Our people are back { $due }. Your place is kept.
hand-over-active = A person has this conversation now. I pass on what you write.
hand-over-taken = { $name } has taken over.
hand-over-ended = The person has finished here. I am back if you need me.
hand-over-asked = You asked for a person.
hand-over-unsure = I was not sure enough to do this alone.
hand-over-gate = A rule of the house sends this to a person.
hand-over-reputation = This is for a person to answer.
hand-over-unclear-outcome = It is not clear whether it went through, so a person looks.
hand-over-out-of-scope = I cannot help with this here; a person can.
hand-over-contested = You asked a person to review a decision.
hand-over-intrusive = Somebody felt that this was intrusive.
hand-over-unfair = Somebody felt that this was unfair.
hand-over-fault = Something went wrong on our side; a person looks into it.
hand-over-switched-off = The house has switched this off for now, so a person takes over.
approval-waiting = A person decides this by { $due }.
approval-given = A person has agreed.
approval-declined = A person has decided against it.
approved-by-somebody = A person
approved-less = { $name } has agreed to { $amount } of the { $asked } you asked for.
approved-less-why = { $name } has agreed to { $amount } of the { $asked } you asked for. The reason: { $why }
amount-asked = Asked for

## Why
why-used = What I used: { $data }
why-not-used = What I did not use: { $data }
why-rules = Rules that applied: { $rules }
why-no-rules = No special rule applied.
why-change = It would have been otherwise with { $change }.
why-proof = Proof: entry { $entry } of the log, checked.

## The customer's own rights
contest-noted = A person will review this decision. You have an answer by { $due }.
contest-already = A person is reviewing this decision already. You have an answer by { $due }.
contest-reviewed = A person has reviewed this decision already. If something is still not right, ask for a person.
contest-decision = Decision
contest-about = What it was
contest-said = What was said
contest-rule = Rule
contest-words = The customer says
correct-noted = Thank you. The person sees your corrections beside what I wrote.
bar-noted = I no longer use that in this conversation, from my next answer on.
unbar-noted = I may use that again, from my next answer on.
barred-deed = For this I would need data that you have asked me not to use here. Allow it again, or ask for a person.

## Ratings
rating-reasons = What was felt
rating-helpful = It helped
rating-wrong = It was wrong
rating-unclear = It was unclear
rating-not-my-question = It was not my question
rating-intrusive = It felt intrusive
rating-unfair = It felt unfair

## Why, in words
sure-fairly = I was fairly sure that I understood you.
sure-not = I was not sure that I understood you.
why-bought = { $source } ({ $field }): from { $supplier }, collected { $day }, at least { $sure } sure.
why-barred = { $source }: you asked me not to use that.
why-otherwise-do-it = I would have done it at once with { $needed }.
why-otherwise-confirm = You would only have had to confirm it with { $needed }.
why-otherwise-ask-person = A person could have decided it with { $needed }.
why-otherwise-ask-two = Two people could have decided it with { $needed }.
gate-is = { $name }: { $value }
gate-at-most = { $name }: { $value } or less
gate-at-least = { $name }: { $value } or more
gate-value = { $name ->
    [customer] you, in this conversation
    [colleague] a colleague
    [text-from-elsewhere] a text from elsewhere
    [processing] in our warehouse
    [in-transit] on its way
    [delivered] delivered
    [cancelled] cancelled
    [fault] a fault
    [wrong-item] the wrong item came
    [missing] something was missing
    [changed-mind] you changed your mind
    [does-not-fit] it does not fit
   *[other] { $name }
}
gate-input = { $name ->
    [amount] amount
    [sure] my certainty in percent
    [days] days
    [days-since-delivery] days since delivery
    [asked-by] who asked for it
    [identity] how surely I know you
    [refunds-30d] refunds in 30 days
    [reason] reason
    [status] state of the order
    [delivered] delivered
    [paid-in-part] part of it paid back before
   *[other] { $name }
}

## Asking just in time, and what is kept of what you tell
offer-yes = Yes, remember it
offer-no = No, don’t
offer-until = { $value }, kept until { $at }
offer-about = About
offer-yes-noted = I remember it for next time. You can see, change and delete all of it under “Your data and choices”.
offer-no-noted = Fine, nothing is kept beyond this conversation, and I will not ask again here. You can change your mind under “Your data and choices”.
offer-receipt-yes = Your yes
offer-receipt-no = Your no
offer-not-kept = I keep nothing of it for later. If you want it kept, say yes under “Your data and choices”.
told-kept = I have noted it for next time: { $told }.
choice-withdrawn-here = You have taken back your yes to “{ $purpose }”. I use nothing of it from my next answer on.
choice-allowed-here = You have said yes to “{ $purpose }”. It holds from my next answer on.
preference-language = { $value ->
    [en] English
    [de] German
   *[other] { $value }
}
preference-channel = { $value ->
    [mail] e-mail
    [phone] phone
    [chat] chat
   *[other] { $value }
}
preference-people-first = { $value ->
    [yes] yes
    [no] no
   *[other] { $value }
}
