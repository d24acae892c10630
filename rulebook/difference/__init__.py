"""Year against year: what changed between two rulebooks, as values, text and pages."""
