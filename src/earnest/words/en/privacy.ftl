### The privacy centre: what is known, how it was used, choices, decisions. Complete without JavaScript.

privacy-at = { $brand }: your data and choices
privacy-skip = Skip to the content
privacy-language = Language
privacy-signed-in = You came from your account. This page closes at { $until }.
privacy-device = You are not signed in: this is what belongs to this visit.
privacy-sign-out = Leave
privacy-left = You have left. Nothing of yours is shown here any more.
privacy-enter-title = Open your data and choices
privacy-enter = Open this page from the chat (menu, "Your data and choices") or from your account. A link works once and for two minutes.
privacy-ended = This page has closed by itself, or its link was used before. Open it again from the chat.
privacy-saved = Saved.
privacy-newer = Newer
privacy-older = Older
privacy-page = Page { $page } of { $pages }

## At a glance
privacy-glance = At a glance
privacy-glance-uses = Looked at for you: { $uses ->
    [0] nothing so far
    [one] once
   *[other] { $uses } times
}
privacy-glance-decisions = Decisions: { $count }, of them { $refusals ->
    [0] none a "no"
    [one] one a "no"
   *[other] { $refusals } a "no"
}
privacy-glance-open = Waiting for a person: { $open }
privacy-glance-predictions = Predictions about you: none. Nothing is predicted here.
privacy-download-json = Download everything (JSON)
privacy-download-html = Download everything (to read)

## What we know
privacy-known = What we know
privacy-known-none = Nothing beyond this visit.
privacy-known-how-many = { $count ->
    [0] nothing
    [one] one entry
   *[other] { $count } entries
}
privacy-from = From: { $owner }
privacy-from-bought = From: { $owner }, partly from { $supplier }
privacy-why = Used
privacy-keeps = Kept
privacy-only-if = Only if you say yes
privacy-uses = { $uses ->
    [0] Not looked at for any decision so far.
    [one] Looked at once:
   *[other] Looked at { $uses } times, the last of them:
}
privacy-stop = Don't use this
privacy-start = Use it again
privacy-stopped = Not used any more, in any conversation.
privacy-correct = Something is wrong: tell a person
privacy-correct-what = What should be put right?
privacy-correct-send = Send to a person
privacy-freeze = Use nothing of mine for now
privacy-unfreeze = Use my data again
privacy-freeze-words = What you ask for yourself, and open cases, go on.

## Who looked
privacy-looked = Who looked at your data
privacy-looked-words = People of this company who were shown something of yours, and what the company looked up by itself. Your own looks are in the download.
privacy-looked-none = Nobody so far.
privacy-looked-by = { $name ->
    [colleague] A colleague
    [house] The company itself
    [person] You
    [assistant] The assistant
   *[other] { $name }
}
privacy-looked-because = Their reason: { $text }

## Decisions
privacy-decided = Decisions about you
privacy-decided-none = None so far.
privacy-when = When
privacy-what = What
privacy-result-title = Result
privacy-do = What you can do
privacy-see-why = Why
privacy-review = Ask a person to review
privacy-asked = Waiting for a person
privacy-asked-none = Nothing waits.
privacy-asked-person = Your wish for a person
privacy-due = by { $due }
privacy-state = { $name ->
    [open] waits for a person
    [approved] approved
    [refused] declined
    [handed-back] done
    [closed] done
   *[other] { $name }
}
privacy-result = { $name ->
    [done] yes, done
    [refused] no
    [unclear] unclear: a person looks at it
    [approval] a person decides
    [refusal] no
    [undo] taken back
    [given] yes
    [renewed] yes
    [withdrawn] withdrawn
    [objected] objected
    [barred] not to be used
    [used] may be used
    [requested] you were asked
    [signed-in] done
    [exported] done
    [passkey] done
   *[other] { $name }
}
privacy-choice-about = Your choice: { $what }
privacy-kind = { $name ->
    [outcome] Something was done for you
    [refusal] Something was refused
    [approval] Something went to a person
    [undo] Something was taken back
    [signed-in] Signed in
    [exported] Your data was given to you
    [passkey] A passkey was used or changed
   *[other] { $name }
}

## One decision
privacy-decision = Decision { $id }
privacy-back = Back to your data
privacy-said = What you were told
privacy-rules = Rules that applied
privacy-rules-none = No rule stood in the way.
privacy-would-change = What would have changed it
privacy-data-used = Data used
privacy-data-not-used = Not used
privacy-proof = Proof
privacy-proof-words = Entry { $index } of the signed log of { $size } entries; checked just now.
privacy-proof-trouble = This could not be proved just now: { $trouble }
privacy-receipt = Download the receipt

## Choices
privacy-choices = Your choices
privacy-choices-words = A yes and a no are worth the same here. What you choose holds from the very next answer on.
privacy-yes = Yes
privacy-no = No
privacy-since = since { $at }
privacy-never-asked = never answered
privacy-unless = used unless you say no
privacy-by-signal = your browser said no for you (Global Privacy Control)
privacy-read = Read the exact words
privacy-gain = With a yes: { $text }
privacy-loss = With a no: { $text }
privacy-save = Save my choices
privacy-changed = The words of a choice have changed meanwhile. Please read them again and choose.
privacy-told = What you told us about yourself
privacy-told-none = Nothing is remembered.
privacy-until = kept until { $at }
privacy-forget = Delete
privacy-preference = { $name ->
    [size] Size
    [language] Language
    [channel] How to reach you
    [contact-times] When to reach you
    [people-first] People first
   *[other] { $name }
}

## Delete everything
privacy-delete = Delete everything
privacy-delete-title = Delete everything about you
privacy-delete-goes = This is deleted: your conversations, what was remembered, your choices, your sessions, and the keys that open what is left.
privacy-delete-stays-title = This stays, and why
privacy-delete-stays-log = Entries of the signed log: they name nobody, and every proof still holds.
privacy-delete-stays-facts = What was decided, without words: for legal claims, until its time is over.
privacy-delete-stays-counters = Counters against abuse and a mark that keeps a backup from bringing you back: under a keyed mark that names nobody.
privacy-delete-stays-shop = Your orders in the shop itself: its own terms and tax law say how long. This assistant can no longer tie anything to them.
privacy-delete-systems = Connected systems that are told to forget you: { $names }
privacy-delete-systems-none = No other system is connected.
privacy-delete-once = This cannot be undone. Open conversations end at once.
privacy-delete-do = Delete everything about me
privacy-erasure-title = Your erasure { $id }
privacy-erasure-keep = Keep the address of this page: your account and this visit no longer lead here.
privacy-erasure-state = { $name ->
    [asked] It is noted, and is done as soon as nothing of yours is under way.
    [gone] Your data is deleted. Connected systems are being told.
    [destroyed] Your data and your keys are gone. Connected systems are being told.
    [done] It is done.
   *[other] { $name }
}
privacy-erasure-due = It is finished by { $due }.
privacy-erasure-held = For now this forbids it: { $law }
privacy-erasure-system = { $name ->
    [waiting] has been told
    [acknowledged] has forgotten you
    [kept] must keep it, by a law of its own
    [missing] did not answer in time
   *[other] { $name }
}
privacy-erasure-receipt = Download the receipt

## Receipts
privacy-check = Check a receipt
privacy-check-how = Paste a receipt. It is checked against this company's own signed log; to check without trusting this company, use the verifier that comes with it.
privacy-check-text = Receipt
privacy-check-do = Check
privacy-check-offline = Check it in your browser alone, without asking us
privacy-check-good = It holds: entry { $index } of the log of { $size } entries, signed by { $origin }.
privacy-check-bad = It does not hold: { $trouble }

## How long
privacy-kept-while = { $unit ->
    [session] until the visit ends
    [while-a-customer] while you are a customer
    [while-sold] while it is sold
   *[other] { $unit }
}
privacy-kept-for = { $unit ->
    [hours] { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
    [days] { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
    [weeks] { $count ->
        [one] { $count } week
       *[other] { $count } weeks
    }
    [months] { $count ->
        [one] { $count } month
       *[other] { $count } months
    }
    [years] { $count ->
        [one] { $count } year
       *[other] { $count } years
    }
   *[other] { $count } { $unit }
}

## What is kept in general, for everybody to read
privacy-about = What this assistant keeps
privacy-about-words = Every kind of data that the assistant can look at, what for, how long it is kept, and where. Made from the data map that the assistant itself obeys.
privacy-about-source = Data
privacy-about-purposes = What for
privacy-about-kept = Kept
privacy-about-where = Where

## What Earnest itself keeps, for everybody to read
privacy-own = What the assistant itself keeps
privacy-own-words = Beside what it looks at, the assistant keeps records of its own. Words are sealed under a key of each person; whoever has everything deleted has that key destroyed.
privacy-own-what = { $name ->
    [session] Your visits: that you came, by which door, and how surely we knew you
    [conversation] Your conversations: what you and we said, cards, what waits for a person, ratings, notes of colleagues
    [person] What ties you to your account here, your choices, your passkeys, and what is not to be used
    [preferences] What you told us about yourself, and only after your yes
    [record] What was decided, by which rules and with which data, and who looked at it: without your words
    [counter] Counters against abuse, and marks that keep a backup from bringing back what was deleted
    [work] What is under way: erasures, legal holds, messages about your choices, and rules that wait
    [window] Counts of tries, such as wrong codes
    [log] The signed log: digests that name nobody
    [key] The keys under which your data is sealed
    [account] Accounts of our colleagues: nothing of yours
   *[other] { $name }
}
privacy-own-why = { $name ->
    [session] So that a conversation goes on, and nobody else goes on with it
    [conversation] To help you, and to go on where we stopped
    [person] To know you again, and to do as you chose
    [preferences] So that you need not say it twice
    [record] To answer for what was decided, to you and to courts
    [counter] Limits count in all conversations together; what was deleted stays deleted
    [work] To finish it
    [window] So that nobody guesses their way in
    [log] So that nobody, not even we, can rewrite what happened
    [key] So that deleting is final: without its key nothing can be read, in no backup either
    [account] So that it is known who acted for us
   *[other] { $name }
}
privacy-own-kept = { $name ->
    [visit] until the visit ends or lies idle too long
    [session] until the visit ends or lies idle too long; of visitors { $count ->
        [one] { $count } day
       *[other] { $count } days
    } more
    [conversation] { $count ->
        [one] { $count } day
       *[other] { $count } days
    } after it was last changed
    [person] while you are a customer, or until you have it deleted
    [record] { $count ->
        [one] { $count } day
       *[other] { $count } days
    }, and up to 28 more until the whole month goes at once; longer only while something open rests on it
    [counter] { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
    [work] until it is done
    [window] two hours at most
    [log] for ever
    [key] as long as anything is sealed under it
    [account] until the account is removed
   *[other] { $name } { $count }
}
