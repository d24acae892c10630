"""A cell's text: traced to its characters, repaired, split into numbered items, what is suspect in it."""
