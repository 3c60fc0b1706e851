"""The verbs: one function each. The only place where reading, judging and storing meet."""
