"""Comments in a migration that silence findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

#: ``# schemaguard: ignore drop-column, SG301 -- why (until 2027-03-01)``
_IGNORE = re.compile(
    r"#\s*schemaguard:\s*ignore\s*(?P<rules>[\w\s,-]*?)\s*"
    r"(?:--\s*(?P<reason>.*?)\s*(?:\(until\s+(?P<until>[^)]*)\))?)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment that silences rules.

    ``covers`` is the part of the operation it stands at, such as ``"2"`` or ``"2.d0"``; ``"class"``
    for findings about the migration as a whole; empty where it stands at nothing.
    """

    rules: tuple[str, ...]
    reason: str
    until: date | None
    line: int
    covers: str
    #: What could not be read, such as a date that is none.
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UsedIgnore:
    """An ignore comment after a check: which of its rules silenced something, and which are known."""

    ignore: Ignore
    used: frozenset[str]
    known: frozenset[str]
    today: date
    #: False where only a part was judged: then silence proves nothing.
    judged: bool = True


def parse_ignore(comment: str, line: int, covers: str) -> Ignore:
    """The comment at ``line``, which stands at the part ``covers``; what is wrong with it stands in ``problem``."""
    found = _IGNORE.search(comment)
    if found is None:
        return Ignore((), "", None, line, covers, "write: # schemaguard: ignore RULE -- why (until YYYY-MM-DD)")
    rules = tuple(word for word in re.split(r"[\s,]+", found["rules"]) if word)
    problem, until = "", None
    if found["until"]:
        try:
            until = date.fromisoformat(found["until"].strip())
        except ValueError:
            problem = f"{found['until'].strip()!r} is not a date such as 2027-03-01"
    reason = (found["reason"] or "").strip()
    if "(until" in reason.lower():
        problem = "the date stands at the end: (until YYYY-MM-DD)"
    if not rules:
        problem = "it names no rule"
    return Ignore(rules, reason, until, line, covers, problem)
