"""Tries rows until the database takes them: what it refuses is changed where the error says, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from django.db.utils import DatabaseError

from schemaguard.actions._seed_constraints import blamed
from schemaguard.databases.values import Values
from schemaguard.schema.objects import Table

#: Tries for one row: where the error names a constraint, and where it does not (a trigger, mostly).
_TRIES, _BLIND = 250, 40
#: Combinations of values that are put in order before they are tried.
_COMBINATIONS = 4000
#: Columns of one constraint that are more than a few.
_SEVERAL = 3

Option = tuple[Any, ...]


@dataclass(eq=False)
class Slot:
    """Columns that get their values together: a foreign key, or one column."""

    columns: tuple[str, ...]
    #: Each with a value for every column.
    options: Sequence[Option]
    nullable: bool = False
    #: The row that has NULL, where there may be one.
    without: int = 2
    #: Values for certain rows, which come first.
    preferred: dict[int, Option] = field(default_factory=dict)
    #: A foreign key: other values lead to no row, and a database may say so at the end only.
    is_key: bool = False

    def order(self, number: int) -> list[Option]:
        """For a row, the options from the best to the worst."""
        start = number % len(self.options) if self.options else 0
        found = [*self.options[start:], *self.options[:start]]
        if self.nullable:
            nothing = (None,) * len(self.columns)
            found = [nothing, *found] if number == self.without else [*found, nothing]
        if number in self.preferred:
            found = [self.preferred[number], *found]
        return found


Write = Callable[[dict[str, Any]], None]


@dataclass
class Tries:
    """The rows of one table."""

    values: Values
    table: Table
    slots: Sequence[Slot]
    #: What earlier rows have got.
    used: dict[Slot, list[Option]] = field(default_factory=dict)

    def first(self, number: int) -> dict[str, Any]:
        """The best values for a row, not tried."""
        return _row({slot: slot.order(number)[0] for slot in self.slots})

    def hopeful(self, count: int) -> list[dict[str, Any]]:
        """The values that ``write`` gives to so many rows where all are taken at once."""
        rows = []
        for number in range(count):
            chosen = {slot: self._fresh_first(slot, number)[0] for slot in self.slots}
            for slot, option in chosen.items():
                self.used.setdefault(slot, []).append(option)
            rows.append(_row(chosen))
        self.used = {}
        return rows

    def write(self, number: int, write: Write) -> DatabaseError | None:
        """Write one row with values that the database takes; otherwise give its last word."""
        orders = {slot: self._fresh_first(slot, number) for slot in self.slots}
        chosen = {slot: order[0] for slot, order in orders.items()}
        searches, blind = _Searches(orders, self._with_values()), 0
        for _ in range(_TRIES):
            error = self._try(write, _row(chosen))
            if error is None:
                for slot, option in chosen.items():
                    self.used.setdefault(slot, []).append(option)
                return None
            columns = blamed(error, self.table)
            slots = [slot for slot in self.slots if columns & set(slot.columns) and len(orders[slot]) > 1]
            blind += not slots
            change = searches.next(slots or list(self.slots)) if blind <= _BLIND else None
            if change is None:
                return error
            chosen.update(change)
        return error

    def _with_values(self) -> frozenset[Slot]:
        """Those that had something else than NULL in an earlier row."""
        return frozenset(slot for slot, used in self.used.items() if not all(map(is_null, used)))

    def _fresh_first(self, slot: Slot, number: int) -> list[Option]:
        """What no other row has comes first, so that rows differ where they can."""
        used, order = self.used.get(slot, []), slot.order(number)
        return [option for option in order if option not in used] + [option for option in order if option in used]

    def _try(self, write: Write, row: dict[str, Any]) -> DatabaseError | None:
        try:
            with self.values.attempt():
                write(row)
        except DatabaseError as error:
            return error
        return None


def _row(chosen: dict[Slot, Option]) -> dict[str, Any]:
    return {name: value for slot, option in chosen.items() for name, value in zip(slot.columns, option, strict=True)}


class _Searches:
    """Goes through the combinations of those slots that were blamed together, or in turn."""

    def __init__(self, orders: dict[Slot, list[Option]], served: frozenset[Slot]) -> None:
        self._orders, self._served = orders, served
        self._running: list[tuple[set[Slot], Iterator[dict[Slot, Option]]]] = []

    def next(self, slots: Sequence[Slot]) -> dict[Slot, Option] | None:
        """Other values for these slots; None where there are no more."""
        wanted = set(slots)
        touching = [search for search in self._running if search[0] & wanted]
        if len(touching) == 1 and wanted <= touching[0][0]:
            return next(touching[0][1], None)
        together = wanted.union(*(search[0] for search in touching))
        ordered = [slot for slot in self._orders if slot in together]
        search = (together, islice(self._combinations(ordered), 1, None))
        self._running = [item for item in self._running if item not in touching] + [search]
        return next(search[1], None)

    def _combinations(self, slots: Sequence[Slot]) -> Iterator[dict[Slot, Option]]:
        """Those that change little come first."""
        most = max(2, int(_COMBINATIONS ** (1 / len(slots))))
        lists = [_some(self._orders[slot], most) for slot in slots]
        if len(slots) >= _SEVERAL:
            lists = [_nothing_early(options) for options in lists]
        if len(slots) > 11:
            yield {}
            for slot, options in zip(slots, lists, strict=True):
                yield from ({slot: option} for option in options[1:])
            return
        served = [slot in self._served for slot in slots]

        def cost(places: tuple[int, ...]) -> tuple[int, int]:
            """Of equal ones, those come first that give a value to a column that had none."""
            again = zip(served, lists, places, strict=True)
            return sum(places), sum(had and not is_null(options[place]) for had, options, place in again)

        for places in sorted(
            product(*(range(len(options)) for options in lists)), key=cost if len(slots) >= _SEVERAL else sum
        ):
            yield {slot: options[place] for slot, options, place in zip(slots, lists, places, strict=True)}


def is_null(option: Option) -> bool:
    """Whether there is no value in it. Those of MongoDB cannot all be put into a set."""
    return all(value is None for value in option)


def _nothing_early(options: list[Option]) -> list[Option]:
    """NULL directly after the first one: a constraint over several columns may want it in most of them."""
    empty = [option for option in options[1:] if is_null(option)]
    return [options[0], *empty, *(option for option in options[1:] if option not in empty)]


def _some(options: list[Option], most: int) -> list[Option]:
    """The first ones and the last one, which may be NULL."""
    return options if len(options) <= most else [*options[: most - 1], options[-1]]
