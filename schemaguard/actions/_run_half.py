"""How far a migration got that was interrupted, as the ledger says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from schemaguard.runs import Entry, Event


@dataclass(frozen=True, slots=True)
class Half:
    """A migration that is neither applied nor not, on a server that does not undo half of it."""

    #: How many operations it has.
    count: int
    #: The operations before this one have had their effect, as their entries say.
    reached: int = 0
    #: The operation that may have run in part, whichever way; None: each has run, or has not.
    doubtful: int | None = None
    #: Statements of RunSQL that are done in it, and the way in which they went.
    statements: int = 0
    statements_backwards: bool = False
    #: Hashes of these statements, by their number.
    texts: Mapping[int, str] = field(default_factory=dict)
    #: Whether both ways of it were interrupted.
    tangled: bool = False
    #: The way in which it went last.
    backwards: bool = False
    #: What the file did then.
    digest: str = ""
    #: The run that was interrupted; empty where nobody knows whether there was one.
    run: str = ""
    #: The operations from the first of these to before the second may have run since it was whole, whichever way.
    touched: tuple[int, int] = (0, 0)

    def first(self, *, backwards: bool) -> int:
        """Where to go on. What may have run in part runs once more, and is taken back as well."""
        if backwards:
            return self.reached - 1 if self.doubtful is None else max(self.reached - 1, self.doubtful)
        return self.reached if self.doubtful is None else min(self.reached, self.doubtful)

    def ran(self, *, backwards: bool) -> range:
        """The operations before the one where it goes on, in their order, that have run since it was whole."""
        low, high = self.touched
        first = self.first(backwards=backwards)
        return range(high - 1, first, -1) if backwards else range(low, first)

    def is_unsure(self, number: int) -> bool:
        """Whether this operation may have run in part."""
        return not self.run or number == self.doubtful

    def turned(self, *, backwards: bool) -> bool:
        """Whether the way was changed after the interruption."""
        return bool(self.run) and self.backwards != backwards

    def as_wanted(self, number: int, *, backwards: bool) -> bool:
        """Whether an operation that runs as a whole, with its entry, is as it should be without running it."""
        return bool(self.run) and (number < self.reached) != backwards

    def statements_done(self, number: int, *, backwards: bool) -> int:
        """How many statements of this operation are done."""
        return self.statements if number == self.doubtful and self.statements_backwards == backwards else 0


def unrecorded(count: int, *, backwards: bool) -> Half:
    """Nothing is recorded before the tables of the ledger are there, so any of a migration may have run."""
    reached = count if backwards else 0
    return Half(count, reached=reached, touched=(reached, reached))


def half_of(entries: Iterable[Entry], operations: int) -> Half | None:
    """What the entries about one migration say, in their order; None where it is whole.

    ``operations``: how many it has. Servers that undo what is not committed have no halves: there nobody asks.
    """
    half: Half | None = None
    for entry in entries:
        event = entry.what.event
        if event in (Event.DONE, Event.FAKED, Event.OBSERVED):
            half = None
        elif event is Event.STARTED:
            half = _started(half or unrecorded(operations, backwards=entry.what.backwards), entry)
        elif event is Event.OPERATION and half is not None:
            half = _moved(half, entry)
        half = half and replace(half, touched=_touched(half))
    return half


def _touched(half: Half) -> tuple[int, int]:
    (low, high), begun = half.touched, half.reached if half.doubtful is None else half.doubtful
    end = half.reached if half.doubtful is None else half.doubtful + 1
    return min(low, half.reached, begun), max(high, half.reached, end)


def _started(half: Half, entry: Entry) -> Half:
    what = entry.what
    tangled = half.tangled or (half.doubtful is not None and half.turned(backwards=what.backwards))
    half = replace(half, tangled=tangled, backwards=what.backwards, digest=what.digest, run=entry.run.id)
    return half if half.doubtful is not None else _doubting_next(half)


def _doubting_next(half: Half) -> Half:
    """The operation that comes next may have begun."""
    number = half.first(backwards=half.backwards)
    return replace(half, doubtful=number if 0 <= number < half.count else None, statements=0, texts={}, tangled=False)


def _moved(half: Half, entry: Entry) -> Half:
    what = entry.what
    half = replace(half, run=entry.run.id)
    if what.statement is not None:
        return replace(
            half,
            statements=what.statement + 1,
            statements_backwards=what.backwards,
            texts={**_known(half, backwards=what.backwards), what.statement: str(what.details.get("statement") or "")},
        )
    number = what.operation or 0
    return _doubting_next(replace(half, reached=number if what.backwards else number + 1, doubtful=None))


def _known(half: Half, *, backwards: bool) -> Mapping[int, str]:
    return half.texts if half.statements_backwards == backwards else {}
