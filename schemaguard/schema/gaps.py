"""What may not be concluded, because one side could not read everything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from schemaguard.schema.changes import Change
from schemaguard.schema.kinds import full_name
from schemaguard.schema.snapshot import Gap


class Blindness:
    """The gaps of both sides of a comparison."""

    def __init__(self, before: Sequence[Gap], after: Sequence[Gap]) -> None:
        self.before = before
        self.after = after

    def hides(self, change: Change) -> bool:
        """Whether the change may be none."""
        lacking = self.before if change.before is None else self.after if change.after is None else ()
        if any(gap.hidden and (_is_it(gap, change) or _holds_it(gap, change)) for gap in lacking):
            return True
        return any(_obscures(gap, change) for gap in (*self.before, *self.after) if not gap.hidden)


def _obscures(gap: Gap, change: Change) -> bool:
    """Whether the object is known, but not all of it. That it is there is certain."""
    return _holds_it(gap, change) or (change.action == "alter" and _is_it(gap, change))


def _is_it(gap: Gap, change: Change) -> bool:
    return gap.kind == change.type and matches(gap.name, change.object)


def _holds_it(gap: Gap, change: Change) -> bool:
    owner = change.owner
    return owner is not None and gap.kind == owner.kind and matches(gap.name, full_name(owner))


def matches(pattern: str, name: str) -> bool:
    """Whether the name of a gap covers that of an object."""
    return _expression(pattern).fullmatch(name) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """Only "*" is special: names may hold anything else."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
