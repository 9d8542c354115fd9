### A guest shows by order number and postcode which order they mean.

guest-how = Please sign in. If you ordered as a guest, tell me the order number and the postcode it goes to, and I tell you where it is.
guest-still-zip = To which postcode does order { $number } go? Then I tell you where it is. Or sign in, and I can do more.
guest-still-order = I still need the order number; it stands in the e-mail that confirmed your order.
guest-wrong = I find no order with this number and postcode. Please check both and send them together.
