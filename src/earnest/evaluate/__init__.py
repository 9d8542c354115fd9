"""Measure the parts on public or own data: what `earnest eval` runs."""
