"""One file for each hazard. The file name is the rule's name; its docstring is its page."""
