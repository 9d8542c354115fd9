### Fehler, denen Kunden begegnen können. Jeder sagt, was war und was zu tun ist.

error-empty = Diese Nachricht war leer. Bitte schreiben Sie etwas.
error-too-long = Diese Nachricht ist zu lang: { $limit } Zeichen passen hinein. Bitte senden Sie sie in Teilen.
error-unreadable = Diese Nachricht kann ich nicht lesen. Bitte senden Sie einfachen Text.
error-not-found = Unter diesem Namen finde ich nichts. Bitte prüfen Sie ihn.
error-not-allowed = Das steht Ihnen hier nicht offen. Sie können nach einem Menschen fragen.
error-signed-out = Ihre Sitzung ist beendet. Bitte melden Sie sich wieder an; das Gespräch bleibt erhalten.
error-expired = Das gilt nicht mehr. Bitte beginnen Sie neu.
error-conflict = Inzwischen ist etwas anderes geschehen. Bitte sehen Sie noch einmal nach, und wiederholen Sie es, wenn es noch stimmt.
error-busy = Gerade ist viel los. Bitte versuchen Sie es gleich noch einmal, oder fragen Sie nach einem Menschen.
error-store = Ich kann gerade nichts festhalten, darum tue ich nichts. Bitte versuchen Sie es gleich noch einmal.
error-fault = Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal, oder fragen Sie nach einem Menschen.
error-paused = Der Assistent macht Pause. Sie können einem Menschen eine Nachricht hinterlassen.
error-declined = Das andere System hat abgelehnt, und es wurde nichts geändert: { $why }
