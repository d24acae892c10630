"""A criterion's text -> rules: the clause grammar, from the words (lexicon) up to `clauses.read_criterion`."""
