### Karten, Belege, Ablehnungen und Übergaben.

## Karten: die Überschrift sagt, was der Knopf tut
card-confirm = { $title }
card-cancel = Nichts tun
card-note = Gut zu wissen
card-intro-1 = Bitte prüfen Sie das. Es geschieht erst, wenn Sie den Knopf drücken.
card-intro-2 = Ist das richtig? Vor dem Druck auf den Knopf geschieht nichts.
card-plain-yes = Sie können auch einfach mit „ja“ antworten.
card-button-only = Das braucht den Knopf; eine getippte Antwort zählt nicht.
card-changed = Seit ich Ihnen das gezeigt habe, hat sich etwas geändert. Darum frage ich noch einmal.
card-expired = Das ist abgelaufen. Es wurde nichts getan. Fragen Sie erneut, dann bereite ich es neu vor.
card-cancelled = Es wurde nichts getan.
card-closed = Das ist bereits erledigt.
card-until = Gültig bis { $due }
card-undo-until = Rückgängig zu machen bis { $due }
card-no-undo = Nicht rückgängig zu machen

## Die Zeile unter einer Handlung: warum, nach der Regel
reason-at-once = Ich habe es gleich getan: Unsere Regeln erlauben das ohne Rückfrage.
reason-one-person-waited = Eine Person hat das allein entschieden, nachdem es einen Tag lang für alle im Team sichtbar war.
reason-one-person-confirmed = Eine Person hat das allein entschieden: die Leitung, die sich dafür ein zweites Mal angemeldet hat.
reason-rule-waited = Die Regel dafür hat eine Person allein freigegeben, nachdem sie einen Tag lang für alle im Team sichtbar war.
reason-rule-confirmed = Die Regel dafür hat eine Person allein freigegeben: die Leitung, die sich dafür ein zweites Mal angemeldet hat.
reason-objected = Sie haben widersprochen, dass wir bei Erstattungen auf Betrug achten; darum entscheidet ein Mensch über Ihr Geld.
reason-only-likely = Ich war mir nicht sicher genug, um das ohne Nachfrage zu tun.
reason-only-one = Von dem, was Sie bei uns haben, passt nur das zu Ihrer Frage.
reason-money = Weil Geld fließt, geschieht nichts, bevor Sie bestätigen.
reason-change = Weil sich für Sie etwas ändert, geschieht nichts, bevor Sie bestätigen.
reason-confirmed = Ich habe das getan, weil Sie es bestätigt haben und unsere Regeln es erlauben.
reason-approved = Ich habe das getan, weil ein Mensch zugestimmt hat.
reason-money-undo = Weil Geld fließt, frage ich erst; danach können Sie es noch { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} lang rückgängig machen.
reason-change-undo = Weil sich für Sie etwas ändert, frage ich erst; danach können Sie es noch { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} lang rückgängig machen.

## Belege
receipt-title = Erledigt: { $title }
receipt-decision = Entscheidung { $decision }
receipt-why = Warum?
receipt-undo = Rückgängig machen
receipt-contest = Von einem Menschen prüfen lassen
outcome-pending = Ich führe das jetzt aus und sage Ihnen hier Bescheid, sobald es erledigt ist.
outcome-refused = Das hat nicht geklappt, und es wurde nichts geändert. { $why }
outcome-unclear = Ich weiß nicht sicher, ob das durchgegangen ist, darum wiederhole ich es nicht. Ein Mensch sieht nach und sagt Ihnen hier Bescheid.
outcome-objected = Sie haben widersprochen, dass wir bei Erstattungen auf Betrug achten; darum muss ein Mensch das entscheiden. Bitten Sie noch einmal darum, dann erfährt es einer.
outcome-switched-off = Das wurde abgeschaltet, bevor es ausgeführt wurde; es hat sich nichts geändert. Ein Mensch sieht nach und meldet sich hier.
switched-off = Das ist hier gerade abgeschaltet, deshalb kann ich es nicht tun.
switched-off-told = Das ist hier gerade abgeschaltet. Ein Mensch weiß Bescheid und antwortet Ihnen hier.
refused = Das kann ich nicht tun.
refused-contest = Sie können diese Entscheidung von einem Menschen prüfen lassen.

## Rückgängig: Was gehalten wird, geht hinaus, wenn seine Zeit um ist
undo-booked-1 = Das ist gebucht. Hinaus geht es { $due }; bis dahin können Sie es rückgängig machen.
undo-booked-2 = Gebucht. Rückgängig zu machen ist es bis { $due }; dann geht es hinaus.
undo-time-over = Die Zeit zum Rückgängigmachen ist um, es ist hinausgegangen: { $title }.
undo-done = Rückgängig gemacht: { $title }. Es ist nichts hinausgegangen.
undo-already = Das ist bereits rückgängig gemacht: { $title }. Es ist nichts hinausgegangen.
undo-over = Zum Rückgängigmachen ist es zu spät, die Zeit dafür ist um. Ein Mensch kann prüfen, was noch möglich ist.
undo-none = Das lässt sich nicht rückgängig machen. Ein Mensch kann prüfen, was noch möglich ist.

## Ein Mensch übernimmt
hand-over-notice-1 = Ein Mensch übernimmt. Sie haben eine Antwort bis { $due }.
hand-over-notice-2 = Ich übergebe das einem Menschen; die Antwort kommt bis { $due }.
hand-over-told = Alles Besprochene ist dort bekannt, Sie müssen nichts wiederholen.
hand-over-stay = Sie müssen nicht hier bleiben: Die Antwort kommt an { $where }.
hand-over-closed-hours = Unser Team ist wieder da: { $due }. Ihr Platz bleibt erhalten.
hand-over-active = Ein Mensch führt dieses Gespräch jetzt. Ich gebe weiter, was Sie schreiben.
hand-over-taken = { $name } hat übernommen.
hand-over-ended = Das Gespräch mit unserem Team ist hier zu Ende. Ich bin wieder da, wenn Sie mich brauchen.
hand-over-asked = Sie haben nach einem Menschen gefragt.
hand-over-unsure = Ich war nicht sicher genug, um das allein zu tun.
hand-over-gate = Eine Regel des Hauses gibt das an einen Menschen.
hand-over-reputation = Das soll ein Mensch beantworten.
hand-over-unclear-outcome = Es ist nicht klar, ob es durchgegangen ist. Darum sieht ein Mensch nach.
hand-over-out-of-scope = Dabei kann ich hier nicht helfen; ein Mensch kann es.
hand-over-contested = Sie haben einen Menschen gebeten, eine Entscheidung zu prüfen.
hand-over-intrusive = Jemand hat das als aufdringlich empfunden.
hand-over-unfair = Jemand hat das als unfair empfunden.
hand-over-fault = Bei uns ist etwas schiefgegangen; ein Mensch sieht nach.
hand-over-switched-off = Das ist hier gerade abgeschaltet, deshalb übernimmt ein Mensch.
approval-waiting = Ein Mensch entscheidet das bis { $due }.
approval-given = Ein Mensch hat zugestimmt.
approval-declined = Ein Mensch hat sich dagegen entschieden.
approved-by-somebody = Ein Mensch
approved-less = { $name } hat { $amount } von { $asked } bewilligt, um die Sie gebeten haben.
approved-less-why = { $name } hat { $amount } von { $asked } bewilligt, um die Sie gebeten haben. Der Grund: { $why }
amount-asked = Gewünscht

## Warum
why-used = Was ich verwendet habe: { $data }
why-not-used = Was ich nicht verwendet habe: { $data }
why-rules = Regeln, die galten: { $rules }
why-no-rules = Es galt keine besondere Regel.
why-change = Anders wäre es gewesen mit { $change }.
why-proof = Beweis: Eintrag { $entry } des Protokolls, geprüft.

## Was Kundinnen und Kunden jederzeit verlangen können
contest-noted = Ein Mensch prüft diese Entscheidung. Sie haben eine Antwort bis { $due }.
contest-already = Ein Mensch prüft diese Entscheidung bereits. Sie haben eine Antwort bis { $due }.
contest-reviewed = Diese Entscheidung hat schon ein Mensch geprüft. Wenn noch etwas nicht stimmt, fragen Sie nach einem Menschen.
contest-decision = Entscheidung
contest-about = Worum es ging
contest-said = Was gesagt wurde
contest-rule = Regel
contest-words = Aus Kundensicht
correct-noted = Danke. Ihre Korrekturen stehen jetzt neben dem, was ich geschrieben habe.
bar-noted = Das verwende ich in diesem Gespräch ab der nächsten Antwort nicht mehr.
unbar-noted = Das darf ich ab der nächsten Antwort wieder verwenden.
barred-deed = Dafür bräuchte ich Daten, die ich hier auf Ihren Wunsch nicht verwende. Erlauben Sie sie wieder, oder fragen Sie nach einem Menschen.

## Bewertungen
rating-reasons = Was empfunden wurde
rating-helpful = Es hat geholfen
rating-wrong = Es war falsch
rating-unclear = Es war unklar
rating-not-my-question = Es war nicht meine Frage
rating-intrusive = Es war aufdringlich
rating-unfair = Es war unfair

## Warum, in Worten
sure-fairly = Ich war mir ziemlich sicher, Sie richtig verstanden zu haben.
sure-not = Ich war mir nicht sicher, Sie richtig verstanden zu haben.
why-bought = { $source } ({ $field }): von { $supplier }, erhoben am { $day }, mindestens zu { $sure } sicher.
why-barred = { $source }: auf Ihren Wunsch nicht verwendet.
why-otherwise-do-it = Sofort erledigt hätte ich es bei: { $needed }.
why-otherwise-confirm = Nur zu bestätigen gewesen wäre es bei: { $needed }.
why-otherwise-ask-person = Ein Mensch hätte es entscheiden können bei: { $needed }.
why-otherwise-ask-two = Zwei Menschen hätten es entscheiden können bei: { $needed }.
gate-is = { $name }: { $value }
gate-at-most = { $name }: { $value } oder weniger
gate-at-least = { $name }: { $value } oder mehr
gate-value = { $name ->
    [customer] Sie, in diesem Gespräch
    [colleague] jemand aus dem Team
    [text-from-elsewhere] ein Text von außerhalb
    [processing] noch in unserem Lager
    [in-transit] unterwegs
    [delivered] zugestellt
    [cancelled] storniert
    [fault] ein Mangel
    [wrong-item] das Falsche kam
    [missing] etwas fehlte
    [changed-mind] Sie haben es sich anders überlegt
    [does-not-fit] es passt nicht
   *[other] { $name }
}
gate-input = { $name ->
    [amount] Betrag
    [sure] meine Sicherheit in Prozent
    [days] Tage
    [days-since-delivery] Tage seit der Lieferung
    [asked-by] wer darum gebeten hat
    [identity] wie sicher ich Sie kenne
    [refunds-30d] Erstattungen in 30 Tagen
    [reason] Grund
    [status] Stand der Bestellung
    [delivered] zugestellt
    [paid-in-part] ein Teil davon schon erstattet
   *[other] { $name }
}

## Zur rechten Zeit fragen, und was von dem bleibt, was Sie sagen
offer-yes = Ja, merken
offer-no = Nein danke
offer-until = { $value }, gespeichert bis { $at }
offer-about = Worum es geht
offer-yes-noted = Das merke ich mir fürs nächste Mal. Unter „Ihre Daten und Einstellungen“ können Sie alles sehen, ändern und löschen.
offer-no-noted = Gut, über dieses Gespräch hinaus bleibt nichts, und ich frage hier nicht noch einmal. Unter „Ihre Daten und Einstellungen“ können Sie sich anders entscheiden.
offer-receipt-yes = Ihr Ja
offer-receipt-no = Ihr Nein
offer-not-kept = Für später behalte ich davon nichts. Wenn es bleiben soll, sagen Sie unter „Ihre Daten und Einstellungen“ Ja.
told-kept = Fürs nächste Mal notiert: { $told }.
choice-withdrawn-here = Sie haben Ihr Ja zu „{ $purpose }“ zurückgenommen. Ab meiner nächsten Antwort nutze ich nichts mehr davon.
choice-allowed-here = Sie haben Ja gesagt zu „{ $purpose }“. Das gilt ab meiner nächsten Antwort.
preference-language = { $value ->
    [en] Englisch
    [de] Deutsch
   *[other] { $value }
}
preference-channel = { $value ->
    [mail] E-Mail
    [phone] Telefon
    [chat] Chat
   *[other] { $value }
}
preference-people-first = { $value ->
    [yes] ja
    [no] nein
   *[other] { $value }
}
