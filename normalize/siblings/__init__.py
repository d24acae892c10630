"""What several sheets of one run say of the same task: copies found, voted on, restored."""
