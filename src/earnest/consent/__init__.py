"""What may we use? Purposes, consent events, purpose-bound views, the data map."""
