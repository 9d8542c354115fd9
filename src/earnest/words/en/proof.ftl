### A customer proves an address: the mail with the code, and the page that its link opens.

proof-mail-subject = Your code for { $brand }
proof-mail-code = Your code for { $brand }: { $code }. It is good once, for ten minutes, in the conversation in which it was asked for.
proof-mail-link = Or open this link in the browser in which you asked, and press the button there:
proof-mail-not-you = If you did not ask for this, you need not do anything. Tell the code to nobody, not even to us.
proof-page-title = Confirm your address
proof-page-ask = Somebody asked { $brand } for a code with your address. If it was you, in this browser, confirm it here.
proof-page-do = Confirm my address
proof-page-not-you = If it was not you, close this page. Nothing has happened.
proof-page-done = Your address is confirmed. Go back to the conversation.
proof-page-not = This link confirms nothing here: it was used before, its ten minutes are over, or this is not the browser in which you asked. Type the code from the mail in the conversation instead, or ask for a new one there.
