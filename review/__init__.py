"""The reviewers' page: see the source, decide, and it stays decided."""
