### Was der Assistent selbst in einem Gespräch sagt. `{ $name }` setzt die Plattform ein.

## Wer spricht. Keine Marke kann das umschreiben: Kennzeichnung nach Artikel 50 der KI-Verordnung.
ai-label = KI-Assistent
ai-notice = Sie sprechen mit einem KI-Assistenten, nicht mit einem Menschen. Sie können jederzeit nach einem Menschen fragen.
ai-author-customer = Sie
ai-author-colleague = { $name }, ein Mensch bei { $brand }
ai-author-system = Automatische Nachricht

## Immer da
person-button = Mit einem Menschen sprechen
no-words = Das kann ich gerade nicht in Worte fassen. Sie können jederzeit nach einem Menschen fragen.
greeting-1 = Guten Tag! Was kann ich für Sie tun?
greeting-2 = Guten Tag! Wie kann ich helfen?
thanks-reply-1 = Gern geschehen. Kann ich noch etwas für Sie tun?
thanks-reply-2 = Sehr gern. Gibt es noch etwas?
goodbye-1 = Auf Wiedersehen!
goodbye-2 = Auf Wiedersehen, und danke für Ihre Nachricht.

## Wenn der Wunsch nicht klar ist
ask-wish-1 = Worum geht es?
ask-wish-2 = Was möchten Sie tun?
ask-wish-which-1 = Ich bin nicht sicher, ob ich Sie richtig verstanden habe. Ist es eines davon?
ask-wish-which-2 = Was davon meinen Sie?
choice-else = Etwas anderes
choice-person = Mit einem Menschen sprechen
choice-prove = Beweisen, dass ich es bin
choice-gone = Diese Auswahl ist nicht mehr offen. Hier stehen wir jetzt.
ask-again = Bitte sagen Sie es mit anderen Worten, oder wählen Sie einen Menschen.
not-in-my-field = Dabei kann ich hier nicht helfen. Ein Mensch kann es.
several-wishes = Eins nach dem anderen: zuerst { $first }, dann { $next }.
ask-which-record = Was davon meinen Sie?
no-such-record = In dem, was ich für Sie sehen darf, finde ich nichts dazu. Bitte prüfen Sie es, oder fragen Sie nach einem Menschen.
nothing-to-do = Es ist nichts zu tun: Es ist schon so, wie Sie es möchten.

## Wer sind Sie?
ask-identity = Dafür muss ich wissen, wer Sie sind. { $how }
identity-failed = Das passt nicht zu unseren Unterlagen. Sie haben noch { $tries ->
    [one] einen Versuch
   *[other] { $tries } Versuche
}.
identity-locked = Das hat zu oft nicht gepasst. Ein Mensch übernimmt ab hier.
identity-known = Vielen Dank, { $name }.
prove-first = Dafür muss ich sicher sein, dass Sie es sind. Bitte beweisen Sie es noch einmal mit Ihrem Passkey; dann geht es genau hier weiter, und sonst muss niemand darauf schauen.
sign-not-here = Das würde Sie binden, also braucht es Ihre eigene Unterschrift, und die lässt sich hier nicht geben. Ein Mensch kann helfen; fragen Sie einfach danach.
sign-in-needed = Bitte melden Sie sich zuerst an. Dann geht es hier weiter. Wer ohne Konto bestellt hat, schreibt „Mensch“ und hält die Bestellnummer bereit.
prove-again = Bitte bestätigen Sie noch einmal, dass Sie es sind. Dann geht es hier weiter.

## Einwilligung
consent-needed = Dafür würde ich Folgendes verwenden: { $data }. Zweck: { $purpose }. Darf ich das?
consent-yes = Ja, verwenden
consent-no = Nein, nicht verwenden
consent-given = Vielen Dank. Sie können das jederzeit zurücknehmen.
consent-withdrawn = Erledigt. Ab diesem Augenblick verwende ich das nicht mehr.
consent-absent = Das darf ich dafür nicht verwenden und lasse es weg: { $data }.
