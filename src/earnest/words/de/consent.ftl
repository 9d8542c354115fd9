### Wofür Ihre Daten verwendet werden dürfen. Der genaue Wortlaut wird mit jedem Ja und Nein unter seiner Prüfsumme
### verwahrt. Eine Marke darf ihn ändern; jeder Wortlaut ist eine eigene Fassung.

purpose-service-answer = Ihre Frage beantworten
purpose-service-order = Ihre Bestellung und ihre Lieferung betreuen
purpose-service-payment = Zahlungen und Erstattungen abwickeln
purpose-service-claim = Beschwerden und Mängel klären
purpose-identity-verify = Sichergehen, dass Sie es sind
purpose-security-fraud = Sie und uns vor Betrug schützen
purpose-memory-profile = Ihre Vorlieben für das nächste Mal merken
purpose-personalise-predict = Passendes vorschlagen und sagen, warum
purpose-marketing-direct = Ihnen Angebote schicken
purpose-improve-quality = Unseren Dienst verbessern, ohne Namen
purpose-train-model = Unsere Modelle mit Ihren Gesprächen anlernen
purpose-measure-aggregate = In Gruppen zählen, was hilft
purpose-rights-fulfil = Tun, was Sie von uns verlangen dürfen

consent-security-fraud-text = Wir achten darauf, wie oft und in welcher Höhe Erstattungen verlangt werden, damit niemand in Ihrem Namen handelt. Sie dürfen widersprechen; dann entscheidet ein Mensch über jede Erstattung oder andere Zahlung.
consent-security-fraud-gain = Erstattungen werden sofort nach Regeln geprüft, die meisten ohne Wartezeit.
consent-security-fraud-loss = Wenn Sie widersprechen, wartet eine Erstattung oder andere Zahlung auf einen Menschen. Alles andere geht wie sonst.

consent-memory-profile-text = Wir merken uns, was Sie uns über sich sagen, etwa Ihre Größe oder wann Sie erreichbar sind, und verwenden es bei späteren Besuchen. Jeder Eintrag hat seine eigene Frist. Sie können alles einsehen, berichtigen und löschen und Ihr Ja jederzeit zurücknehmen.
consent-memory-profile-gain = Sie müssen dasselbe nicht noch einmal sagen.
consent-memory-profile-loss = Nach jedem Besuch vergessen wir Ihre Vorlieben. Alles andere geht wie sonst.

consent-personalise-predict-text = Aus dem, was Sie gekauft und uns gesagt haben, leiten wir ab, was zu Ihnen passen könnte. Jeder Vorschlag sagt, worauf er beruht. Gesundheit, Glauben und andere heikle Dinge erraten wir nie, und Sie können Ihr Ja jederzeit zurücknehmen.
consent-personalise-predict-gain = Vorschläge, die zu Ihnen passen, jeder mit seinem Grund.
consent-personalise-predict-loss = Sie bekommen keine eigenen Vorschläge. Alles andere geht wie sonst.

consent-marketing-direct-text = Wir schicken Ihnen Angebote per E-Mail. Sie können Ihr Ja jederzeit zurücknehmen; danach kommt kein Angebot mehr.
consent-marketing-direct-gain = Sie erfahren von Angeboten, solange sie gelten.
consent-marketing-direct-loss = Sie bekommen keine Angebote. Alles andere geht wie sonst.

consent-improve-quality-text = Menschen aus unserem Team lesen einige Gespräche, um falsche oder unklare Antworten zu finden. Ein Programm nimmt Ihren Namen und Ihre Adresse heraus, wie wir sie kennen, und was es sonst an der Form als Namen oder Adresse erkennt. Sie dürfen jederzeit widersprechen; von da an liest dafür niemand Ihre Gespräche.
consent-improve-quality-gain = Misslungene Antworten werden gefunden und verbessert.
consent-improve-quality-loss = Wenn Sie widersprechen, werden Ihre Gespräche dafür nicht gelesen. Alles andere geht wie sonst.

consent-train-model-text = Mit Ihren Gesprächen, ohne Namen, lernen wir die Modelle an, die Fragen verstehen. Was gelernt ist, lässt sich nicht ganz verlernen. Sie können Ihr Ja jederzeit zurücknehmen; von da an wird nichts Neues gelernt.
consent-train-model-gain = Fragen, wie Sie sie stellen, werden besser verstanden.
consent-train-model-loss = Aus Ihren Gesprächen wird nichts gelernt. Alles andere geht wie sonst.

consent-measure-aggregate-text = Wir zählen, wie viele Menschen was gefragt haben und ob es geholfen hat, in Gruppen, in denen niemand zu erkennen ist. Sie dürfen jederzeit widersprechen. Was wir nach dem Gesetz nachweisen müssen, etwa dass niemandem ein Mensch verweigert wurde, zählen wir bei allen.
consent-measure-aggregate-gain = Wir sehen, was hilft und was nicht.
consent-measure-aggregate-loss = Wenn Sie widersprechen, zählen wir von da an nicht, was Sie fragen und ob es geholfen hat. Alles andere geht wie sonst.

consent-withdrawal = Dort, wo Sie Ja gesagt haben, oder auf Ihrer Datenschutzseite, mit einem Druck; es gilt ab der nächsten Antwort.
