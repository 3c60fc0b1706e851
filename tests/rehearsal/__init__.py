"""Whether the verdicts of rehearsals are right."""
