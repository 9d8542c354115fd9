## Der Platz der Kolleginnen und Kollegen spricht zum Kunden
desk-closed = Unser Team hat das abgeschlossen. Schreiben Sie jederzeit wieder, ich bin da.
