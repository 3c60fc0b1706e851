"""Output formats: a package for each kind of report, in it one file for each format, found by its name ``as_NAME``.

Each has ``render(report, style)``, which gives a text or its pieces.
"""
