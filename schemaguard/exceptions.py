"""The errors schemaguard raises on purpose.

Each one carries one line that says what is wrong and what to do about it.
The command line prints that line and exits with code 2.
"""

from __future__ import annotations


class SchemaguardError(Exception):
    """Something could not run. The text is one line and names the way out."""


class BadInput(SchemaguardError):
    """An option, a setting or a file the user gave cannot be used."""


class BrokenHistory(SchemaguardError):
    """The migration files cannot be read as one graph."""


class UnknownTarget(BadInput):
    """A database server description such as ``postgresql 16`` is not understood."""
