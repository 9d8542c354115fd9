### Das Chatfenster. Wer spricht, steht in assistant.ftl.

widget-launch = Chat: KI-Assistent oder ein Mensch
widget-frame = Hilfe-Chat
widget-title = { $brand } Hilfe
widget-close = Chat schließen
widget-menu = Menü
widget-wide = Breiteres Fenster
widget-log = Unterhaltung
widget-ai-mistakes = kann sich irren
widget-below = Neue Nachricht weiter unten
widget-unread = { $count ->
    [one] Eine neue Nachricht im Chat
   *[other] { $count } neue Nachrichten im Chat
}

## Was er kann, in seiner ersten Nachricht
widget-can = Ich helfe Ihnen hierbei:
widget-cannot = Meine Grenze: { $limits }

## Ein Mensch
widget-person-any-time = jederzeit
widget-person-open = jetzt ist jemand da
widget-person-until = jemand ist da bis { $time }
widget-person-from = wieder jemand da ab { $time }
widget-person-closed = gerade ist niemand da; Ihr Platz bleibt
widget-person-within = Antwort in { $minutes } Minuten
widget-person-zone = { $hours } (Zeit in { $place })
widget-person-asked = Ein Mensch wird gerufen
widget-person-coming = Ein Mensch antwortet hier
widget-person-by = Ein Mensch antwortet bis { $time }
widget-person-late = Es dauert länger als zugesagt; Ihr Platz bleibt
widget-person-here = Ein Mensch ist da
widget-colleague = Ein Mensch bei { $brand }
widget-colleague-named = { $name }, ein Mensch bei { $brand }
widget-colleague-nameless = Ein Mensch aus dem Team

## Schreiben
widget-write = Nachricht schreiben
widget-send = Senden
widget-sending = Wird gesendet
widget-held = Bleibt hier und wird gesendet, sobald es wieder eine Verbindung gibt
widget-not-sent = Nicht gesendet.
widget-edit = Ändern
widget-remove = Entfernen
widget-length = { $length } von { $most } Zeichen
widget-memory = Gedächtnis: nur dieser Besuch
widget-memory-signed-in = Gedächtnis: Ihre Bestellungen und diese Unterhaltung
widget-memory-none = Gedächtnis: nur dieser Besuch. Ihr Konto wird nicht genutzt.
widget-working = Ich sehe nach
widget-received = Angekommen
widget-working-long = Das dauert länger als sonst. Die Antwort kommt hierher.
widget-choices = Bitte wählen
widget-offline = Sie sind offline. Was Sie schreiben, bleibt hier und wird später gesendet.
widget-reconnecting = Die Verbindung wird wieder aufgebaut. Nichts geht verloren.
widget-ended = Diese Sitzung ist zu Ende.
widget-not-here = Das geht hier noch nicht. Ein Mensch kann es.
widget-not-done = Das hat nicht geklappt. Nichts wurde geändert.

## Karten und Belege
widget-card = Vorschlag: { $title }
widget-or-yes = Sie können auch „ja“ antworten. Gilt bis { $due }.
widget-by-passkey = Das bindet Sie, also unterschreiben Sie es mit Ihrem Passkey. Offen bis { $due }.
widget-button-only = Dafür braucht es die Taste; eine getippte Antwort zählt nicht. Gilt bis { $due }.
widget-card-confirmed = Dem haben Sie zugestimmt.
widget-card-replaced = An seine Stelle ist getreten, was folgt.
widget-receipt = Beleg
widget-receipt-save = Beleg sichern
widget-receipt-failed = Der Beleg ist gerade nicht zu haben. Bitte versuchen Sie es noch einmal.
widget-decision = Entscheidung
widget-undo-minutes = { $minutes ->
    [one] noch eine Minute
   *[other] noch { $minutes } Minuten
}
widget-undo-seconds = { $seconds ->
    [one] noch eine Sekunde
   *[other] noch { $seconds } Sekunden
}
widget-undo-until = bis { $time }
widget-undo-over = Die Zeit zum Rückgängigmachen ist vorbei.
widget-undone = Das haben Sie zurückgenommen.

## Ein Mensch übernimmt
widget-person-card = Ein Mensch übernimmt
widget-answer-by = Sie haben eine Antwort bis { $due }
widget-they-see = Das sieht das Team, damit Sie nichts zweimal sagen müssen.
widget-they-see-fix = Ändern Sie, was nicht stimmt.
widget-correct = Etwas richtigstellen
widget-correct-send = An das Team senden
widget-leave = So lassen
widget-corrected = Ihre Änderungen sind dort zu sehen.

## Warum
widget-why = Warum diese Antwort?
widget-why-loading = Die Gründe werden geholt
widget-why-failed = Die Gründe lassen sich gerade nicht zeigen. Bitte versuchen Sie es noch einmal.
widget-why-rules = Regeln
widget-why-used = Genutzt
widget-why-not-used = Nicht genutzt
widget-why-nothing = Nur was Sie hier geschrieben haben
widget-why-sure = Wie sicher
widget-why-change = Anders wäre es
widget-sources = Quellen
widget-version = Fassung { $version }
widget-updated = Stand { $day }
widget-bar = Nicht nutzen
widget-use = Wieder nutzen
widget-barred = Wird ab der nächsten Antwort nicht mehr angesehen. Ich kann dann weniger dazu sagen.
widget-not-used = Nicht genutzt: { $name }
widget-contest = Von einem Menschen prüfen lassen
widget-contest-text = Was stimmt daran nicht? (wenn Sie mögen)
widget-contested = Ein Mensch prüft das und antwortet hier.
widget-source = { $name ->
    [order] Ihre Bestellungen
    [order_line] Bestellte Artikel
    [customer] Ihr Konto
    [product] Unser Sortiment
    [variant] Größen und Farben
    [suggestion] Vorschläge für Sie
    [guest_order] Bestellungen ohne Konto
    [refund] Ihre Erstattungen
    [return] Ihre Rücksendungen
    [case] Ihre Vorgänge
    [payment_method] Ihre Zahlungsarten
    [article] Unsere Hilfeseiten
    [conversation] Diese Unterhaltung
    [decisions] Entscheidungen über Sie
    [choices] Ihre Auswahl
    [passkeys] Ihre Passkeys
    [preferences] Was Sie uns über sich gesagt haben
   *[other] { $name }
}
widget-field = { $name ->
    [id] Nummer
    [status] Status (Code)
    [status_words] Status
    [state] Stand (Code)
    [state_words] Stand
    [kind] Art (Code)
    [kind_words] Art
    [placed] Bestelldatum
    [delivered] Lieferdatum
    [expected] voraussichtliche Lieferung
    [late] überfällig
    [stuck] steht still
    [split] in mehreren Paketen
    [last_scan] zuletzt gesehen in
    [last_scan_at] zuletzt gesehen am
    [withdrawable] widerrufbar
    [withdraw_until] widerrufbar bis
    [returnable] rückgabefähig
    [return_until] rückgabefähig bis
    [tracking] Sendungsnummer
    [parcels] Pakete
    [gift] Geschenk
    [wish] Lieferwunsch
    [left_at] abgestellt
    [carrier_eta] Prognose des Paketdienstes
    [address1] Straße
    [address2] Zusatz
    [zip] Postleitzahl
    [city] Ort
    [country] Land
    [address] Adresse
    [payment_label] Zahlungsweg
    [payment] Zahlungsweg
    [total] Summe
    [amount] Betrag
    [open] was noch offen ist
    [note] Notiz
    [name] Name
    [label] Kurzname
    [first_name] Vorname
    [last_name] Nachname
    [email] E-Mail-Adresse
    [language] Sprache
    [lines] Artikel
    [items] Artikel
    [line_id] Positionsnummer
    [item_id] Variantennummer
    [product_id] Produktnummer
    [options] Variante
    [price] Preis
    [refunded] erstattet
    [paid_back] was erstattet wurde
    [coming_back] auf dem Rückweg
    [order] Bestellung
    [sent] abgeschickt am
    [due] fällig am
    [paid] bezahlt
    [opened] eröffnet am
    [send_by] abzuschicken bis
    [number] Nummer
    [wants] was Sie wünschen
    [reasons] was entschieden wurde, und warum
    [said] was Sie gesagt haben
    [names] Namen und Zeiten
    [words] Ihre Worte
    [owner] wer sich darum kümmert
    [because] warum
    [bought] weil Sie gekauft haben
    [shown] gezeigt am
    [lines-line_id] Positionsnummer
    [lines-item_id] Variantennummer
    [lines-product_id] Produktnummer
    [lines-name] Artikel
    [lines-options] Varianten
    [lines-price] Preise
    [lines-refunded] was erstattet wurde
    [lines-paid_back] was erstattet wurde
    [lines-coming_back] auf dem Rückweg
    [lines-tracking] Sendungsnummer
   *[other] { $name }
}

## Rückmeldung
widget-helpful = Hilfreich
widget-not-helpful = Nicht hilfreich
widget-what-wrong = Was war daran nicht gut?
widget-wrong = Es stimmt nicht
widget-unclear = Ich verstehe es nicht
widget-not-asked = Danach habe ich nicht gefragt
widget-intrusive = Es war aufdringlich
widget-unfair = Es war ungerecht
widget-feedback-use = Menschen lesen das, um den Assistenten zu verbessern. An Ihrem Fall ändert es nichts.
widget-feedback-send = Rückmeldung senden
widget-feedback-thanks = Danke
widget-score = Wie gut haben wir Ihnen geholfen?
widget-score-lowest = Gar nicht
widget-score-low = Wenig
widget-score-middle = Mittel
widget-score-high = Gut
widget-score-highest = Sehr gut
widget-score-text = Sollten wir noch etwas wissen? (wenn Sie mögen)
widget-score-send = Senden
widget-score-thanks = Danke. Das hilft uns, besser zu werden.

## Zur rechten Zeit fragen
widget-offer-no = Bei Nein: { $loss }
widget-offer-answered = Das haben Sie beantwortet.
widget-offer-all = Alles, was Sie wählen können

## Menü
widget-end = Beenden und bewerten
widget-new = Neue Unterhaltung beginnen
widget-download = Unterhaltung als Datei sichern
widget-data = Ihre Daten und Einstellungen
widget-data-open = Die Seite mit allem öffnen
widget-memory-long = Diese Unterhaltung wird nur in diesem Browser-Tab gemerkt. Was entschieden wurde, steht in einem unterschriebenen Protokoll.
widget-memory-account = Sie sind angemeldet: Ich sehe in Ihren eigenen Bestellungen nach, wonach Sie fragen.
widget-memory-none-long = Aus Ihrem Konto wird in dieser Unterhaltung nichts angesehen.
widget-without-memory = Neu beginnen, ohne Gedächtnis und Konto
widget-with-account = Neu beginnen, mit meinem Konto
widget-data-none-barred = Unter „Warum diese Antwort?“ können Sie sagen, was nicht genutzt werden soll.

## Beweisen, wer man ist
widget-proof = Beweisen, wer Sie sind
widget-proof-close = Schließen
widget-proof-not = Das hat nicht geklappt. Nichts hat sich geändert; versuchen Sie es noch einmal, oder fragen Sie nach einem Menschen.
widget-proof-sign-in = Melden Sie sich zuerst im Shop an; dann geht es hier weiter.
widget-mail-why = Wenn Sie mit einer E-Mail-Adresse bestellt haben, schicken wir einen Code dorthin. Damit kann ich Ihre Bestellungen ansehen.
widget-mail-address = Ihre E-Mail-Adresse
widget-mail-ask = Code schicken
widget-mail-asked = Wenn { $address } hier bekannt ist, ist ein Code unterwegs. Er gilt zehn Minuten und nur in diesem Gespräch.
widget-mail-code = Die sechs Ziffern aus der E-Mail
widget-mail-prove = Bestätigen
widget-mail-link = Ich habe den Link in der E-Mail benutzt
widget-mail-again = Andere Adresse
widget-mail-proved = Ihre Adresse ist bestätigt.
widget-passkey-why = Ein Passkey beweist, dass wirklich Sie es sind: mit Finger, Gesicht oder der PIN Ihres Geräts, die es nie verlassen. Fünf Minuten lang kann ich dann Dinge für Sie tun, die sonst ein Mensch prüfen müsste.
widget-passkey-none = Dieser Browser oder dieser Shop hat keine Passkeys. Stattdessen hilft ein Mensch.
widget-passkey-prove = Mit meinem Passkey beweisen
widget-passkey-made = Eingerichtet am { $day }
widget-passkey-remove = Entfernen
widget-passkey-first = Passkey einrichten
widget-passkey-another = Weiteren Passkey einrichten
widget-passkey-proved = Danke, das sind Sie. Fünf Minuten lang gilt das.
