### What the assistant itself says in a conversation. `{ $name }` is filled in by the platform.

## Who speaks. No brand can reword these: the label of article 50 of the AI Act.
ai-label = AI assistant
ai-notice = You are talking to an AI assistant, not to a person. You can ask for a person at any time.
ai-author-customer = You
ai-author-colleague = { $name }, a person at { $brand }
ai-author-system = Automatic message

## Always there
person-button = Talk to a person
no-words = I cannot put this into words right now. You can ask for a person at any time.
greeting-1 = Hello! What can I do for you?
greeting-2 = Hello! How can I help?
thanks-reply-1 = You are welcome. Is there anything else?
thanks-reply-2 = Glad to help. Is there anything else?
goodbye-1 = Goodbye!
goodbye-2 = Goodbye, and thank you for writing.

## When the wish is not clear
ask-wish-1 = What is it about?
ask-wish-2 = What would you like to do?
ask-wish-which-1 = I am not sure that I understood you. Is it one of these?
ask-wish-which-2 = Which of these do you mean?
choice-else = Something else
choice-person = Talk to a person
choice-prove = Prove that it is me
choice-gone = That choice is no longer open. Here is where we are now.
ask-again = Please say it in other words, or choose a person.
not-in-my-field = That is not something I can help with here. A person can.
several-wishes = One thing after the other: first { $first }, then { $next }.
ask-which-record = Which one do you mean?
no-such-record = I find nothing like that in what I may see for you. Please check it, or ask for a person.
nothing-to-do = There is nothing to do: it is already as you wish.

## Who are you?
ask-identity = To look into this I need to know who you are. { $how }
identity-failed = That does not match what we have on record. You have { $tries ->
    [one] one try
   *[other] { $tries } tries
} left.
identity-locked = That did not match too many times. A person takes it from here.
identity-known = Thank you, { $name }.
prove-first = For this I have to be sure that it is you. Please prove it once more, with your passkey; then it goes on right here, and nobody else has to look at it.
sign-not-here = This would bind you, so it takes your own signature, and none can be given here. A person can help; just ask for one.
sign-in-needed = Please sign in first. Then this goes on where we are. If you ordered without an account, ask for a person and have the order number ready.
prove-again = Please confirm once more that it is you. Then this goes on where we are.

## Consent
consent-needed = For this I would use { $data }, to { $purpose }. May I?
consent-yes = Yes, use it
consent-no = No, do not use it
consent-given = Thank you. You can take this back at any time.
consent-withdrawn = Done. I no longer use it, from this moment on.
consent-absent = I may not use { $data } for this, so I leave it out.
