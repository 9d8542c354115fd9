### What your data may be used for. The exact words are kept under their digest with every yes and no.
### A brand may reword them; each wording is a version of its own.

purpose-service-answer = Answer your question
purpose-service-order = Look after your order and its delivery
purpose-service-payment = Handle payments and refunds
purpose-service-claim = Settle complaints and faults
purpose-identity-verify = Make sure that it is you
purpose-security-fraud = Protect you and us from fraud
purpose-memory-profile = Remember your preferences for next time
purpose-personalise-predict = Suggest things that may suit you, and say why
purpose-marketing-direct = Send you offers
purpose-improve-quality = Make our service better, with names taken out
purpose-train-model = Teach our models from your conversations
purpose-measure-aggregate = Count, in groups, what helps
purpose-rights-fulfil = Do what you have a right to ask of us

consent-security-fraud-text = We look at how often and for how much refunds are asked for, so that nobody acts in your name. You may object; then a person decides about every refund or other payment.
consent-security-fraud-gain = Refunds are checked by rules at once, so most need no waiting.
consent-security-fraud-loss = If you object, a refund or other payment waits for a person. Everything else works the same.

consent-memory-profile-text = We keep what you tell us about yourself, such as your size or when to reach you, and use it in later visits. Each entry has its own time limit. You can see, correct and delete all of it, and take back your yes at any time.
consent-memory-profile-gain = You need not say the same things again.
consent-memory-profile-loss = We forget your preferences after each visit. Everything else works the same.

consent-personalise-predict-text = From what you bought and told us we work out what may suit you. Every suggestion says what it rests on. We never guess at health, belief or other sensitive matters, and you can take back your yes at any time.
consent-personalise-predict-gain = Suggestions that fit you, each with its reason.
consent-personalise-predict-loss = You get no suggestions of your own. Everything else works the same.

consent-marketing-direct-text = We send you offers by e-mail. You can take back your yes at any time, and no offer comes after that.
consent-marketing-direct-gain = You hear of offers while they last.
consent-marketing-direct-loss = You get no offers. Everything else works the same.

consent-improve-quality-text = People on our team read some conversations to find answers that were wrong or unclear. A program takes out your name and address as we know them, and whatever else it knows for a name or an address by its form. You may object at any time; nobody reads yours for this from then on.
consent-improve-quality-gain = Answers that went wrong are found and mended.
consent-improve-quality-loss = If you object, your conversations are not read for this. Everything else works the same.

consent-train-model-text = We use your conversations, with names taken out, to teach the models that understand questions. What was learned cannot be fully unlearned. You can take back your yes at any time, and nothing new is learned from then on.
consent-train-model-gain = Questions asked the way you ask them are understood better.
consent-train-model-loss = Nothing is learned from your conversations. Everything else works the same.

consent-measure-aggregate-text = We count how many people asked what, and whether it helped, in groups in which nobody can be told apart. You may object at any time. What we have to prove to the law, such as that nobody was denied a person, is counted of everybody.
consent-measure-aggregate-gain = We see what helps and what does not.
consent-measure-aggregate-loss = If you object, what you ask from then on, and whether it helped, is not counted. Everything else works the same.

consent-withdrawal = Where you said yes, or on your privacy page, with one press; it holds from the very next answer on.
