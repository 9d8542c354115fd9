### Jemand belegt eine Adresse: die E-Mail mit dem Code und die Seite, die ihr Link öffnet.

proof-mail-subject = Ihr Code für { $brand }
proof-mail-code = Ihr Code für { $brand }: { $code }. Er gilt einmal, zehn Minuten lang, in dem Gespräch, in dem er angefordert wurde.
proof-mail-link = Oder öffnen Sie diesen Link in dem Browser, in dem Sie gefragt haben, und drücken Sie dort den Knopf:
proof-mail-not-you = Wenn Sie das nicht angefordert haben, müssen Sie nichts tun. Nennen Sie den Code niemandem, auch uns nicht.
proof-page-title = Adresse bestätigen
proof-page-ask = Jemand hat mit Ihrer Adresse einen Code von { $brand } angefordert. Wenn Sie das waren, in diesem Browser, bestätigen Sie es hier.
proof-page-do = Meine Adresse bestätigen
proof-page-not-you = Wenn Sie es nicht waren, schließen Sie diese Seite. Es ist nichts geschehen.
proof-page-done = Ihre Adresse ist bestätigt. Gehen Sie zurück zum Gespräch.
proof-page-not = Dieser Link bestätigt hier nichts: Er wurde schon benutzt, seine zehn Minuten sind um, oder dies ist nicht der Browser, in dem Sie gefragt haben. Geben Sie stattdessen im Gespräch den Code aus der E-Mail ein, oder fordern Sie dort einen neuen an.
