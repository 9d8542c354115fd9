"""What do we answer for? Obligations as data, and reports that are pure functions over counted facts."""
