### How values read inside sentences.

## Deadlines; they follow "by" and "until"
due-today = { $time } today
due-tomorrow = { $time } tomorrow
due-day = { $time } on { $day }

## Lists
list-empty = nothing
list-more = { $count } more

## How sure we are who you are
level-anyone = not identified
level-reachable = identified
level-signed-in = signed in
level-just-proved = signed in and just confirmed

yes = yes
no = no
unknown = not known
days = { $count ->
    [one] one day
   *[other] { $count } days
}
hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
