"""Formal, reviewed, rehearsed, recorded and reversible schema changes for Django."""

__version__ = "0.1.0"
