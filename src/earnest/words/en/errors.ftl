### Errors that a customer may meet. Each says what happened and what to do next.

error-empty = That message was empty. Please write something.
error-too-long = That message is too long: { $limit } characters fit. Please send it in parts.
error-unreadable = I cannot read that message. Please send plain text.
error-not-found = I find nothing by that name. Please check it.
error-not-allowed = That is not open to you here. You can ask for a person.
error-signed-out = Your session has ended. Please sign in again; the conversation is kept.
error-expired = That is no longer good. Please start it anew.
error-conflict = Something else happened in the meantime. Please look again and repeat it if it still holds.
error-busy = There is much to do right now. Please try again in a moment, or ask for a person.
error-store = I cannot keep a record just now, so I do nothing. Please try again in a moment.
error-fault = Something went wrong on our side. Please try again, or ask for a person.
error-paused = The assistant is paused. You can leave a message for a person.
error-declined = The other system said no, and nothing was changed: { $why }
