### Ein Gast zeigt mit Bestellnummer und Postleitzahl, welche Bestellung gemeint ist.

guest-how = Bitte melden Sie sich an. Haben Sie als Gast bestellt, nennen Sie mir die Bestellnummer und die Postleitzahl der Lieferadresse, dann sage ich Ihnen, wo sie ist.
guest-still-zip = An welche Postleitzahl geht Bestellung { $number }? Dann sage ich Ihnen, wo sie ist. Oder melden Sie sich an, dann kann ich mehr tun.
guest-still-order = Ich brauche noch die Bestellnummer; sie steht in der E-Mail, die Ihre Bestellung bestätigt hat.
guest-wrong = Zu dieser Nummer und Postleitzahl finde ich keine Bestellung. Bitte prüfen Sie beide und schicken Sie sie zusammen.
