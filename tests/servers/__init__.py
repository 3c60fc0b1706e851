"""Real database servers for tests: found, started once per test run, and gone afterwards.

One module per server; ``base`` holds what they share, ``keeper`` is the process that owns them
during a test run, and ``client`` is how fixtures talk to it.
"""
