"""What may not be concluded, because one side could not read everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from schemaguard.schema.changes import Change
from schemaguard.schema.objects import full_name
from schemaguard.schema.snapshot import Gap


class Blindness:
    """The gaps of both sides of a comparison."""

    def __init__(self, before: Sequence[Gap], after: Sequence[Gap]) -> None:
        self.before = before
        self.after = after

    def hides(self, change: Change) -> bool:
        """Whether the change may be none."""
        if not self.before and not self.after:
            return False
        return any(_covers(gap, change) for gap in self._that_matter(change))

    def _that_matter(self, change: Change) -> Iterator[Gap]:
        """A gap that hides objects matters on the side that lacks one; one in an object on either side."""
        for gaps, value in ((self.before, change.before), (self.after, change.after)):
            yield from (gap for gap in gaps if not gap.hidden or value is None)


def _covers(gap: Gap, change: Change) -> bool:
    if gap.kind == change.type and fnmatchcase(change.object, gap.name):
        return True
    owner = change.owner
    return owner is not None and gap.kind == owner.kind and fnmatchcase(full_name(owner), gap.name)
