## Der Platz der Kolleginnen und Kollegen spricht zum Kunden
desk-closed = Unser Team hat das abgeschlossen. Schreiben Sie jederzeit wieder, ich bin da.
desk-taken-back = { $name } hat das zurückgenommen, bevor es hinausging: { $title }. Ein Mensch entscheidet neu darüber.
incident-doubt = Was nicht bekannt ist
incident-check = Was zu prüfen ist
incident-look = Sehen Sie im anderen System unter der Entscheidung { $decision } nach: Wurde es dort ausgeführt, und zwar einmal? Halten Sie das Ergebnis hier fest. Von selbst wird nichts wiederholt.
incident-happened = Jetzt ist es geklärt: Das wurde ausgeführt. { $title }
incident-not-happened = Jetzt ist es geklärt: Das wurde nicht ausgeführt, und es hat sich nichts geändert. { $title }

## Post an die Kolleginnen und Kollegen: Nummern und feste Gründe, nie ein Wort eines Kunden
desk-mail-subject = { $brand }: Jemand wartet ({ $waits })
desk-mail-subject-overdue = { $brand }: Wartet noch, die Zeit ist um ({ $waits })
desk-mail-waiting = Bei { $brand } wartet jemand auf einen Menschen: { $waits }.
desk-mail-overdue = Bei { $brand } wartet jemand noch immer auf einen Menschen, und die zugesagte Zeit ist um: { $waits }.
desk-mail-due = Zugesagt: bis { $due }.
desk-mail-sign-in = Der Link öffnet diesen Fall, sobald Sie angemeldet sind.
desk-mail-others = { $count ->
    [one] Eine weitere Sache wartet auf einen Menschen.
   *[other] { $count } weitere Sachen warten auf einen Menschen.
  }
desk-mail-why-approval = Grund: Eine Regel des Hauses will das Ja oder Nein eines Menschen.
desk-mail-why-asked = Grund: Es wurde nach einem Menschen gefragt.
desk-mail-why-unsure = Grund: Der Assistent war nicht sicher genug.
desk-mail-why-gate = Grund: Eine Regel des Hauses gibt es an einen Menschen.
desk-mail-why-reputation = Grund: Das soll ein Mensch beantworten.
desk-mail-why-unclear-outcome = Grund: Es ist nicht klar, ob etwas ausgeführt wurde.
desk-mail-why-out-of-scope = Grund: Der Assistent kann dabei nicht helfen.
desk-mail-why-fault = Grund: Bei uns ging etwas schief.
desk-mail-why-switched-off = Grund: Das hat das Haus abgeschaltet.
desk-mail-why-contested = Grund: Eine Entscheidung soll überprüft werden.
desk-mail-why-intrusive = Grund: Etwas kam aufdringlich an.
desk-mail-why-unfair = Grund: Etwas kam unfair an.

## Post an alle mit einer Rolle: Namen von Regeln und Entscheidungen, nie die von Kunden oder Kollegen
desk-announced-subject-waits = { $brand }: Eine geänderte Regel wartet auf eine zweite Person
desk-announced-subject-alone = { $brand }: Eine Person hat entschieden, wofür es zwei braucht
desk-announced-gate-waits = Bei { $brand } wurde eine Regel geändert und wartet auf eine zweite Person: { $about }. Bis dahin gilt die vorige Fassung.
desk-announced-gate = Bei { $brand } hat eine Person eine geänderte Regel allein veröffentlicht: { $about }.
desk-announced-hold = Bei { $brand } hat eine Person ihre eigene Aufbewahrungspflicht allein beendet: { $about }.
desk-announced-approval = Bei { $brand } hat eine Person allein genehmigt, wofür es zwei braucht: { $about }.
desk-announced-how-waited = Das Team ist klein; zuvor lag es 24 Stunden offen.
desk-announced-how-confirmed = Das Team ist klein; eine verantwortliche Person hat es mit einer zweiten Anmeldung bestätigt.
desk-announced-look = Sehen Sie es sich am Platz der Kolleginnen und Kollegen an. Wer anderer Meinung ist, sagt es den Verantwortlichen.
