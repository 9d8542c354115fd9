### Fragen nach einem Sortiment, das zu lang zum Aufzählen ist.

nothing-by-name = Unter diesem Namen finde ich bei uns nichts.
