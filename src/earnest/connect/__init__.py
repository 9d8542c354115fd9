"""Shops, tickets, mail, models: the world outside, one folder each."""
