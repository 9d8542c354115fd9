### Wie sich Werte in Sätzen lesen.

## Fristen; sie folgen auf „bis“
due-today = heute, { $time } Uhr
due-tomorrow = morgen, { $time } Uhr
due-day = { $day }, { $time } Uhr

## Listen
list-empty = nichts
list-more = { $count } weitere

## Wie sicher wir wissen, wer Sie sind
level-anyone = nicht erkannt
level-reachable = erkannt
level-signed-in = angemeldet
level-just-proved = angemeldet und gerade bestätigt

yes = ja
no = nein
unknown = nicht bekannt
days = { $count ->
    [one] ein Tag
   *[other] { $count } Tage
}
hours = { $count ->
    [one] eine Stunde
   *[other] { $count } Stunden
}
minutes = { $count ->
    [one] eine Minute
   *[other] { $count } Minuten
}
