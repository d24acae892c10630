"""A rulebook held against a gold file: F1, silent errors, and how well flags are calibrated."""
