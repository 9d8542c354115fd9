### Die Datenseite: was bekannt ist, wie es genutzt wurde, Wahlen, Entscheidungen. Vollständig ohne JavaScript.

privacy-at = { $brand }: Ihre Daten und Einstellungen
privacy-skip = Zum Inhalt springen
privacy-language = Sprache
privacy-signed-in = Sie kommen aus Ihrem Konto. Diese Seite schließt sich um { $until }.
privacy-device = Sie sind nicht angemeldet: Das hier gehört zu diesem Besuch.
privacy-sign-out = Verlassen
privacy-left = Sie haben die Seite verlassen. Hier wird nichts mehr von Ihnen gezeigt.
privacy-enter-title = Ihre Daten und Einstellungen öffnen
privacy-enter = Öffnen Sie diese Seite aus dem Chat (Menü, „Ihre Daten und Einstellungen“) oder aus Ihrem Konto. Ein Link gilt einmal und zwei Minuten lang.
privacy-ended = Diese Seite hat sich von selbst geschlossen, oder ihr Link wurde schon benutzt. Öffnen Sie sie noch einmal aus dem Chat.
privacy-saved = Gespeichert.
privacy-newer = Neuere
privacy-older = Ältere
privacy-page = Seite { $page } von { $pages }

## Auf einen Blick
privacy-glance = Auf einen Blick
privacy-glance-uses = Für Sie nachgesehen: { $uses ->
    [0] bisher nichts
    [one] einmal
   *[other] { $uses }-mal
}
privacy-glance-decisions = Entscheidungen: { $count }, davon { $refusals ->
    [0] kein „Nein“
    [one] ein „Nein“
   *[other] { $refusals } „Nein“
}
privacy-glance-open = Wartet auf einen Menschen: { $open }
privacy-glance-predictions = Vorhersagen über Sie: keine. Hier wird nichts vorhergesagt.
privacy-download-json = Alles herunterladen (JSON)
privacy-download-html = Alles herunterladen (zum Lesen)

## Was wir wissen
privacy-known = Was wir wissen
privacy-known-none = Nichts über diesen Besuch hinaus.
privacy-known-how-many = { $count ->
    [0] nichts
    [one] ein Eintrag
   *[other] { $count } Einträge
}
privacy-from = Von: { $owner }
privacy-from-bought = Von: { $owner }, teils von { $supplier }
privacy-why = Genutzt
privacy-keeps = Aufbewahrt
privacy-only-if = Nur, wenn Sie ja sagen
privacy-uses = { $uses ->
    [0] Bisher für keine Entscheidung angesehen.
    [one] Einmal angesehen:
   *[other] { $uses }-mal angesehen, zuletzt:
}
privacy-stop = Nicht mehr nutzen
privacy-start = Wieder nutzen
privacy-stopped = Wird nicht mehr genutzt, in keinem Gespräch.
privacy-correct = Etwas stimmt nicht: einem Menschen sagen
privacy-correct-what = Was soll berichtigt werden?
privacy-correct-send = An einen Menschen schicken
privacy-freeze = Vorerst nichts von mir nutzen
privacy-unfreeze = Meine Daten wieder nutzen
privacy-freeze-words = Was Sie selbst verlangen, und offene Fälle, gehen weiter.

## Wer hineingesehen hat
privacy-looked = Wer in Ihre Daten gesehen hat
privacy-looked-words = Menschen dieses Unternehmens, denen etwas von Ihnen gezeigt wurde, und was das Unternehmen selbst nachgeschlagen hat. Ihre eigenen Blicke stehen in der Datei zum Herunterladen.
privacy-looked-none = Bisher niemand.
privacy-looked-by = { $name ->
    [colleague] Eine Kollegin oder ein Kollege
    [house] Das Unternehmen selbst
    [person] Sie
    [assistant] Der Assistent
   *[other] { $name }
}
privacy-looked-because = Die Begründung: { $text }

## Entscheidungen
privacy-decided = Entscheidungen über Sie
privacy-decided-none = Bisher keine.
privacy-when = Wann
privacy-what = Was
privacy-result-title = Ergebnis
privacy-do = Was Sie tun können
privacy-see-why = Warum
privacy-review = Von einem Menschen prüfen lassen
privacy-asked = Wartet auf einen Menschen
privacy-asked-none = Nichts wartet.
privacy-asked-person = Ihr Wunsch nach einem Menschen
privacy-due = bis { $due }
privacy-state = { $name ->
    [open] wartet auf einen Menschen
    [approved] genehmigt
    [refused] abgelehnt
    [handed-back] erledigt
    [closed] erledigt
   *[other] { $name }
}
privacy-result = { $name ->
    [done] ja, erledigt
    [refused] nein
    [unclear] unklar: ein Mensch sieht nach
    [approval] ein Mensch entscheidet
    [refusal] nein
    [undo] zurückgenommen
    [given] ja
    [renewed] ja
    [withdrawn] widerrufen
    [objected] widersprochen
    [barred] nicht zu nutzen
    [used] darf genutzt werden
    [requested] Sie wurden gefragt
    [signed-in] erledigt
    [exported] erledigt
    [passkey] erledigt
   *[other] { $name }
}
privacy-choice-about = Ihre Wahl: { $what }
privacy-kind = { $name ->
    [outcome] Etwas wurde für Sie getan
    [refusal] Etwas wurde abgelehnt
    [approval] Etwas ging an einen Menschen
    [undo] Etwas wurde zurückgenommen
    [signed-in] Angemeldet
    [exported] Ihre Daten wurden Ihnen ausgehändigt
    [passkey] Ein Passkey wurde benutzt oder geändert
   *[other] { $name }
}

## Eine Entscheidung
privacy-decision = Entscheidung { $id }
privacy-back = Zurück zu Ihren Daten
privacy-said = Was Ihnen gesagt wurde
privacy-rules = Regeln, die galten
privacy-rules-none = Keine Regel stand im Weg.
privacy-would-change = Was es geändert hätte
privacy-data-used = Genutzte Daten
privacy-data-not-used = Nicht genutzt
privacy-proof = Beweis
privacy-proof-words = Eintrag { $index } im signierten Protokoll mit { $size } Einträgen; gerade geprüft.
privacy-proof-trouble = Das ließ sich gerade nicht beweisen: { $trouble }
privacy-receipt = Beleg herunterladen

## Einstellungen
privacy-choices = Ihre Einstellungen
privacy-choices-words = Ein Ja und ein Nein gelten hier gleich viel. Was Sie wählen, gilt ab der nächsten Antwort.
privacy-yes = Ja
privacy-no = Nein
privacy-since = seit { $at }
privacy-never-asked = noch nicht beantwortet
privacy-unless = wird genutzt, solange Sie nicht Nein sagen
privacy-by-signal = Ihr Browser hat für Sie Nein gesagt (Global Privacy Control)
privacy-read = Den genauen Wortlaut lesen
privacy-gain = Mit einem Ja: { $text }
privacy-loss = Mit einem Nein: { $text }
privacy-save = Meine Einstellungen speichern
privacy-changed = Der Wortlaut einer Wahl hat sich inzwischen geändert. Bitte lesen Sie ihn noch einmal und wählen Sie.
privacy-told = Was Sie uns über sich gesagt haben
privacy-told-none = Nichts ist gemerkt.
privacy-until = bis { $at }
privacy-forget = Löschen
privacy-preference = { $name ->
    [size] Größe
    [language] Sprache
    [channel] Wie wir Sie erreichen
    [contact-times] Wann wir Sie erreichen
    [people-first] Menschen zuerst
   *[other] { $name }
}

## Alles löschen
privacy-delete = Alles löschen
privacy-delete-title = Alles über Sie löschen
privacy-delete-goes = Gelöscht werden: Ihre Gespräche, was gemerkt wurde, Ihre Einstellungen, Ihre Sitzungen und die Schlüssel zu dem, was übrig ist.
privacy-delete-stays-title = Das bleibt, und warum
privacy-delete-stays-log = Einträge im signierten Protokoll: Sie nennen niemanden, und jeder Beweis hält weiter.
privacy-delete-stays-facts = Was entschieden wurde, ohne Worte: für Rechtsansprüche, bis die Zeit dafür um ist.
privacy-delete-stays-counters = Zähler gegen Missbrauch und eine Marke, damit keine Sicherung Sie zurückbringt: unter einem Kennzeichen, das niemanden nennt.
privacy-delete-stays-shop = Ihre Bestellungen im Laden selbst: Wie lange, sagen dessen Bedingungen und das Steuerrecht. Dieser Assistent kann nichts mehr damit verbinden.
privacy-delete-systems = Verbundene Systeme, die Sie vergessen sollen: { $names }
privacy-delete-systems-none = Kein anderes System ist verbunden.
privacy-delete-once = Das lässt sich nicht rückgängig machen. Offene Gespräche enden sofort.
privacy-delete-do = Alles über mich löschen
privacy-erasure-title = Ihre Löschung { $id }
privacy-erasure-keep = Bewahren Sie die Adresse dieser Seite auf: Ihr Konto und dieser Besuch führen nicht mehr hierher.
privacy-erasure-state = { $name ->
    [asked] Sie ist vermerkt und geschieht, sobald nichts von Ihnen mehr läuft.
    [gone] Ihre Daten sind gelöscht. Verbundene Systeme werden benachrichtigt.
    [destroyed] Ihre Daten und Ihre Schlüssel sind fort. Verbundene Systeme werden benachrichtigt.
    [done] Sie ist erledigt.
   *[other] { $name }
}
privacy-erasure-due = Sie ist bis { $due } abgeschlossen.
privacy-erasure-held = Vorerst verbietet es: { $law }
privacy-erasure-system = { $name ->
    [waiting] ist benachrichtigt
    [acknowledged] hat Sie vergessen
    [kept] muss es nach eigenem Recht behalten
    [missing] hat nicht rechtzeitig geantwortet
   *[other] { $name }
}
privacy-erasure-receipt = Beleg herunterladen

## Belege
privacy-check = Einen Beleg prüfen
privacy-check-how = Fügen Sie einen Beleg ein. Er wird gegen das signierte Protokoll dieser Firma geprüft; wer ihr nicht vertrauen will, nimmt das Prüfprogramm, das dazugehört.
privacy-check-text = Beleg
privacy-check-do = Prüfen
privacy-check-offline = Im eigenen Browser prüfen, ohne uns zu fragen
privacy-check-good = Er hält: Eintrag { $index } im Protokoll mit { $size } Einträgen, signiert von { $origin }.
privacy-check-bad = Er hält nicht: { $trouble }

## Wie lange
privacy-kept-while = { $unit ->
    [session] bis der Besuch endet
    [while-a-customer] solange Sie Kunde sind
    [while-sold] solange es verkauft wird
   *[other] { $unit }
}
privacy-kept-for = { $unit ->
    [hours] { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
    [days] { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
    [weeks] { $count ->
        [one] { $count } Woche
       *[other] { $count } Wochen
    }
    [months] { $count ->
        [one] { $count } Monat
       *[other] { $count } Monate
    }
    [years] { $count ->
        [one] { $count } Jahr
       *[other] { $count } Jahre
    }
   *[other] { $count } { $unit }
}

## Was allgemein aufbewahrt wird, für alle zu lesen
privacy-about = Was dieser Assistent aufbewahrt
privacy-about-words = Alle Arten von Daten, die der Assistent ansehen kann, wofür, wie lange und wo. Gemacht aus der Datenkarte, der er selbst gehorcht.
privacy-about-source = Daten
privacy-about-purposes = Wofür
privacy-about-kept = Aufbewahrt
privacy-about-where = Wo

## Was Earnest selbst aufbewahrt, für alle zu lesen
privacy-own = Was der Assistent selbst aufbewahrt
privacy-own-words = Neben dem, was er ansieht, führt der Assistent eigene Aufzeichnungen. Worte sind unter einem Schlüssel jeder Person versiegelt; wer alles löschen lässt, dessen Schlüssel wird vernichtet.
privacy-own-what = { $name ->
    [session] Ihre Besuche: dass Sie da waren, durch welche Tür, und wie sicher wir Sie kannten
    [conversation] Ihre Gespräche: was Sie und wir gesagt haben, Karten, was auf einen Menschen wartet, Bewertungen, Notizen von Kolleginnen und Kollegen
    [person] Was Sie hier mit Ihrem Konto verbindet, Ihre Wahlen, Ihre Passkeys, und was nicht genutzt werden soll
    [preferences] Was Sie uns über sich gesagt haben, und nur nach Ihrem Ja
    [record] Was entschieden wurde, nach welchen Regeln und mit welchen Daten, und wer hineingesehen hat: ohne Ihre Worte
    [counter] Zähler gegen Missbrauch, und Zeichen, damit keine Sicherung Gelöschtes zurückbringt
    [work] Was im Gang ist: Löschungen, rechtliche Sperren, Nachrichten über Ihre Wahlen, und wartende Regeln
    [window] Wie oft etwas versucht wurde, etwa falsche Codes
    [log] Das signierte Protokoll: Prüfsummen, die niemanden nennen
    [key] Die Schlüssel, unter denen Ihre Daten versiegelt sind
    [account] Konten unserer Kolleginnen und Kollegen: nichts von Ihnen
   *[other] { $name }
}
privacy-own-why = { $name ->
    [session] Damit ein Gespräch weitergeht, und niemand anderes es weiterführt
    [conversation] Um Ihnen zu helfen, und dort weiterzumachen, wo wir aufgehört haben
    [person] Um Sie wiederzuerkennen, und zu tun, was Sie gewählt haben
    [preferences] Damit Sie es nicht zweimal sagen müssen
    [record] Um für Entscheidungen einzustehen, vor Ihnen und vor Gerichten
    [counter] Grenzen gelten über alle Gespräche hinweg; was gelöscht ist, bleibt gelöscht
    [work] Um es zu Ende zu bringen
    [window] Damit sich niemand hineinrät
    [log] Damit niemand, auch wir nicht, umschreiben kann, was geschehen ist
    [key] Damit Löschen endgültig ist: ohne Schlüssel ist nichts zu lesen, auch in keiner Sicherung
    [account] Damit bekannt ist, wer für uns gehandelt hat
   *[other] { $name }
}
privacy-own-kept = { $name ->
    [visit] bis der Besuch endet oder zu lange ruht
    [session] bis der Besuch endet oder zu lange ruht; bei Besuchern noch { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
    [conversation] { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    } nach der letzten Änderung
    [person] solange Sie Kundin oder Kunde sind, oder bis Sie es löschen lassen
    [record] { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }, und bis zu 28 mehr, bis der ganze Monat auf einmal geht; länger nur, solange etwas Offenes darauf beruht
    [counter] { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
    [work] bis es erledigt ist
    [window] höchstens zwei Stunden
    [log] für immer
    [key] solange etwas darunter versiegelt ist
    [account] bis das Konto entfernt wird
   *[other] { $name } { $count }
}
