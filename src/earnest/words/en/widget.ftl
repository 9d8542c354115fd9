### The chat widget. The labels of who speaks are in assistant.ftl.

widget-launch = Chat: AI assistant or a person
widget-frame = Help chat
widget-title = { $brand } help
widget-close = Close the chat
widget-menu = Menu
widget-wide = Wider window
widget-log = Conversation
widget-ai-mistakes = can make mistakes
widget-below = New message below
widget-unread = { $count ->
    [one] One new message in the chat
   *[other] { $count } new messages in the chat
}

## What it can do, in its first message
widget-can = I can help you to:
widget-cannot = My limit: { $limits }

## A person
widget-person-any-time = at any time
widget-person-open = people are here now
widget-person-until = people are here until { $time }
widget-person-from = people are back: { $time }
widget-person-closed = no one is here right now; your place is kept
widget-person-within = an answer within { $minutes } minutes
widget-person-zone = { $hours } (time in { $place })
widget-person-asked = Asking for a person
widget-person-coming = A person will answer here
widget-person-by = A person answers by { $time }
widget-person-late = This is taking longer than promised; your place is kept
widget-person-here = A person is here
widget-colleague = A person at { $brand }
widget-colleague-named = { $name }, a person at { $brand }
widget-colleague-nameless = A person of the team

## Writing
widget-write = Write a message
widget-send = Send
widget-sending = Sending
widget-held = Kept here; it is sent as soon as there is a connection
widget-not-sent = Not sent.
widget-edit = Change it
widget-remove = Remove it
widget-length = { $length } of { $most } characters
widget-memory = Memory: this visit only
widget-memory-signed-in = Memory: your own orders and this conversation
widget-memory-none = Memory: this visit only. Your account is not used.
widget-working = Looking into it
widget-received = Received
widget-working-long = This takes longer than usual. The answer comes here.
widget-choices = Choose one
widget-offline = You are offline. What you write is kept and sent later.
widget-reconnecting = Connecting again. Nothing is lost.
widget-ended = This session has ended.
widget-not-here = That cannot be done here yet. A person can do it.
widget-not-done = That did not work. Nothing was changed.

## Cards and receipts
widget-card = Proposal: { $title }
widget-or-yes = You can also answer "yes". Good until { $due }.
widget-by-passkey = This binds you, so you sign it with your passkey. Open until { $due }.
widget-button-only = This needs the button; a typed answer does not count. Good until { $due }.
widget-card-confirmed = You agreed to this.
widget-card-replaced = This has been replaced by what follows.
widget-receipt = Receipt
widget-receipt-save = Save the receipt
widget-receipt-failed = The receipt cannot be had right now. Please try again.
widget-decision = Decision
widget-undo-minutes = { $minutes ->
    [one] one minute left
   *[other] { $minutes } minutes left
}
widget-undo-seconds = { $seconds ->
    [one] one second left
   *[other] { $seconds } seconds left
}
widget-undo-until = until { $time }
widget-undo-over = The time to undo this is over.
widget-undone = You took this back.

## A person takes over
widget-person-card = A person takes over
widget-answer-by = You have an answer by { $due }
widget-they-see = This is what they see, so that you need not say it again.
widget-they-see-fix = Change whatever is not right.
widget-correct = Put something right
widget-correct-send = Send it to the team
widget-leave = Leave it
widget-corrected = They see your changes.

## Why
widget-why = Why this answer?
widget-why-loading = Getting the reasons
widget-why-failed = The reasons cannot be shown right now. Please try again.
widget-why-rules = Rules
widget-why-used = Used
widget-why-not-used = Not used
widget-why-nothing = Nothing but what you wrote here
widget-why-sure = How sure
widget-why-change = Would change it
widget-sources = Sources
widget-version = version { $version }
widget-updated = as of { $day }
widget-bar = Don't use this
widget-use = Use it again
widget-barred = Not looked at any more, from the next answer on. I can then say less about it.
widget-not-used = Not used: { $name }
widget-contest = Ask a person to review
widget-contest-text = What is not right about it? (if you like)
widget-contested = A person reviews this and answers here.
widget-source = { $name ->
    [order] Your orders
    [order_line] Items you ordered
    [customer] Your account
    [product] Our range
    [variant] Sizes and colours
    [suggestion] Suggestions made to you
    [guest_order] Orders without an account
    [refund] Your refunds
    [return] Your returns
    [case] Your cases
    [payment_method] Your ways of payment
    [article] Our help pages
    [conversation] This conversation
    [decisions] Decisions about you
    [choices] Your choices
    [passkeys] Your passkeys
    [preferences] What you told us of yourself
   *[other] { $name }
}
widget-field = { $name ->
    [id] number
    [status] status (code)
    [status_words] status
    [state] state (code)
    [state_words] state
    [kind] kind (code)
    [kind_words] kind
    [placed] order date
    [delivered] delivery date
    [expected] expected delivery
    [late] overdue
    [stuck] not moving
    [split] in several parcels
    [last_scan] last seen at
    [last_scan_at] last seen on
    [withdrawable] can be withdrawn from
    [withdraw_until] can be withdrawn from until
    [returnable] can be returned
    [return_until] can be returned until
    [tracking] parcel number
    [parcels] parcels
    [gift] gift
    [wish] delivery wish
    [left_at] left at
    [carrier_eta] the courier's forecast
    [address1] street
    [address2] addition
    [zip] postcode
    [city] town
    [country] country
    [address] address
    [payment_label] way of payment
    [payment] way of payment
    [total] total
    [amount] amount
    [open] what is still open
    [note] note
    [name] name
    [label] short name
    [first_name] first name
    [last_name] last name
    [email] e-mail address
    [language] language
    [lines] items
    [items] items
    [line_id] item number
    [item_id] variant number
    [product_id] product number
    [options] variant
    [price] price
    [refunded] paid back
    [paid_back] what was paid back
    [coming_back] on its way back
    [order] order
    [sent] sent on
    [due] due on
    [paid] paid
    [opened] opened on
    [send_by] to be sent by
    [number] number
    [wants] what you asked for
    [reasons] what was decided, and why
    [said] what you said
    [names] names and times
    [words] your words
    [owner] who looks after it
    [because] why
    [bought] because you bought
    [shown] shown on
    [lines-line_id] item number
    [lines-item_id] variant number
    [lines-product_id] product number
    [lines-name] items
    [lines-options] variants
    [lines-price] prices
    [lines-refunded] what was paid back
    [lines-paid_back] what was paid back
    [lines-coming_back] on its way back
    [lines-tracking] parcel number
   *[other] { $name }
}

## Feedback
widget-helpful = Helpful
widget-not-helpful = Not helpful
widget-what-wrong = What was wrong with it?
widget-wrong = It is wrong
widget-unclear = I do not understand it
widget-not-asked = It is not what I asked
widget-intrusive = It felt intrusive
widget-unfair = It felt unfair
widget-feedback-use = People read this to mend the assistant. It changes nothing about your case.
widget-feedback-send = Send feedback
widget-feedback-thanks = Thank you
widget-score = How well did we help you?
widget-score-lowest = Not at all
widget-score-low = A little
widget-score-middle = So-so
widget-score-high = Well
widget-score-highest = Very well
widget-score-text = Anything we should know? (if you like)
widget-score-send = Send
widget-score-thanks = Thank you. This helps us to do better.

## Asking just in time
widget-offer-no = With a no: { $loss }
widget-offer-answered = You have answered this.
widget-offer-all = All your choices

## Menu
widget-end = End and rate
widget-new = Start a new conversation
widget-download = Save this conversation as a file
widget-data = Your data and choices
widget-data-open = Open the page with all of it
widget-memory-long = This conversation is remembered in this browser tab only. What was decided is kept in a signed log.
widget-memory-account = You are signed in: what you ask about is looked up in your own orders.
widget-memory-none-long = Nothing from your account is looked at in this conversation.
widget-without-memory = Start anew without memory or account
widget-with-account = Start anew with my account
widget-data-none-barred = Under "Why this answer?" you can say what should not be used.

## Proving who one is
widget-proof = Prove who you are
widget-proof-close = Close
widget-proof-not = That did not work. Nothing has changed; try again, or ask for a person.
widget-proof-sign-in = Sign in to the shop first; then this goes on here.
widget-mail-why = If you ordered with an e-mail address, we send a code to it. With it I can look at your orders.
widget-mail-address = Your e-mail address
widget-mail-ask = Send me a code
widget-mail-asked = If { $address } is known here, a code is on its way. It is good for ten minutes, in this conversation only.
widget-mail-code = The six digits from the mail
widget-mail-prove = Confirm
widget-mail-link = I used the link in the mail
widget-mail-again = Another address
widget-mail-proved = Your address is confirmed.
widget-passkey-why = A passkey proves that it is really you: by your finger, your face or your device's PIN, which never leave it. For five minutes I can then do things for you that a person would otherwise have to check.
widget-passkey-none = This browser, or this shop, has no passkeys. A person can help instead.
widget-passkey-prove = Prove with my passkey
widget-passkey-made = Set up on { $day }
widget-passkey-remove = Remove
widget-passkey-first = Set up a passkey
widget-passkey-another = Set up another passkey
widget-passkey-proved = Thank you, that is you. For five minutes this counts.
