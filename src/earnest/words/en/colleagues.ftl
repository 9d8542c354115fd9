## The desk speaks to the customer
desk-closed = The person has closed this. Write again at any time, and I am here.
desk-taken-back = { $name } has taken this back before it went out: { $title }. A person decides it anew.
incident-doubt = What is not known
incident-check = What to check
incident-look = Look in the other system for decision { $decision }: has it been done there, once? Then say so here. It is not tried again by itself.
incident-happened = It is settled now: this has been done. { $title }
incident-not-happened = It is settled now: this has not been done, and nothing was changed. { $title }

## Mail to the desk: by number and by closed reasons, never a word of a customer
desk-mail-subject = { $brand }: somebody waits ({ $waits })
desk-mail-subject-overdue = { $brand }: still waiting, and late ({ $waits })
desk-mail-waiting = Somebody at { $brand } waits for a person: { $waits }.
desk-mail-overdue = Somebody at { $brand } still waits for a person, and the time they were promised is over: { $waits }.
desk-mail-due = Promised: by { $due }.
desk-mail-sign-in = The link opens this case once you have signed in.
desk-mail-others = { $count ->
    [one] One more waits at the desk.
   *[other] { $count } more wait at the desk.
  }
desk-mail-why-approval = Why: a rule of the house wants a person's yes or no.
desk-mail-why-asked = Why: they asked for a person.
desk-mail-why-unsure = Why: the assistant was not sure enough.
desk-mail-why-gate = Why: a rule of the house sends it to a person.
desk-mail-why-reputation = Why: this is for a person to answer.
desk-mail-why-unclear-outcome = Why: it is not clear whether something was done.
desk-mail-why-out-of-scope = Why: the assistant cannot help with it.
desk-mail-why-fault = Why: something went wrong on our side.
desk-mail-why-switched-off = Why: this was switched off by the house.
desk-mail-why-contested = Why: they want a decision reviewed.
desk-mail-why-intrusive = Why: something felt intrusive to them.
desk-mail-why-unfair = Why: something felt unfair to them.

## Mail to everybody with a role: names of rules and decisions, never a customer's or a colleague's
desk-announced-subject-waits = { $brand }: a changed rule waits for a second person
desk-announced-subject-alone = { $brand }: one person decided what takes two
desk-announced-gate-waits = A rule of { $brand } was changed and waits for a second person: { $about }. Until then the version before is in force.
desk-announced-gate = At { $brand } one person published a changed rule alone: { $about }.
desk-announced-hold = At { $brand } one person ended their own legal hold alone: { $about }.
desk-announced-approval = At { $brand } one person approved alone what takes two: { $about }.
desk-announced-how-waited = The team is small; it lay open for 24 hours first.
desk-announced-how-confirmed = The team is small; an owner confirmed it from a second sign-in.
desk-announced-look = Look at it at the desk. Whoever disagrees says so to the people in charge.
