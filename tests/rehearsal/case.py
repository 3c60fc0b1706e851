"""What a case is made of: tables, rows, migrations, and the truth about each of these.

The words of the truth are those of ``rehearsals.py``, and mean this:

- ``lost``: values that are not what they were before, in the row with that key: "item.note": 2. In a column that is gone
  there is none. Rows that are gone count as rows, "item": 1, and their values do not count besides.
- ``left``: rows with keys that were not there before, "item": 1, and values where there was NULL, "item.note": 1.
- ``residue``: how the schema differs from the one before: kinds and names of changes, "*" for any letters.
- ``no-op``: after the reverse everything is as before it, and that is not as before the migration. It goes before
  ``lossy`` and ``residue``; what is lost or left is said all the same.
- ``lossy`` goes before ``residue``.
- From the end (``head``), what the reverse of a later migration has left already does not count once more.
- ``again`` compares the database after going forward with that after going forward again. Columns that a migration fills
  with what is new each time are ``fresh``, and do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SQL = ("sqlite", "postgresql", "mariadb")
MONGODB = ("mongodb",)

#: What the names of tables and apps stand as in texts.
APP = "APP"

_ENDED = ("failed-forward", "failed-reverse", "irreversible")


@dataclass(frozen=True)
class Truth:
    """What becomes of a database."""

    verdict: str
    again: str = ""
    lost: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    residue: Sequence[tuple[str, str]] = ()
    #: A part of the error, as server and Python say it.
    error: str = ""
    #: Columns whose values are new each time.
    fresh: Sequence[str] = ()
    #: Notes that must be there.
    notes: Sequence[str] = ()
    #: An irreversible one says so in its file.
    declared: bool = False

    @property
    def forward_again(self) -> str:
        """``again``, or what it usually is for this verdict."""
        return self.again or ("not-run" if self.verdict in _ENDED else "same")


RESTORED = Truth("restored")
IRREVERSIBLE = Truth("irreversible")


def lossy(again: str = "", residue: Sequence[tuple[str, str]] = (), **lost: int) -> Truth:
    """Cells are lost; "__" stands for the dot: ``item__note=2``."""
    return Truth("lossy", again, lost=_dotted(lost), residue=residue)


def residue(*changes: str, again: str = "", **left: int) -> Truth:
    """Changes as "add_index item.name", and rows that are left; "__" stands for the dot."""
    return Truth("residue", again, residue=pairs(*changes), left=_dotted(left))


def no_op(*changes: str, again: str = "same", lost: Mapping[str, int] | None = None, **left: int) -> Truth:
    """Nothing is undone."""
    return Truth("no-op", again, lost=lost or {}, left=_dotted(left), residue=pairs(*changes))


def _dotted(numbers: Mapping[str, int]) -> Mapping[str, int]:
    return {name.replace("__", "."): number for name, number in numbers.items()}


def fails(error: str = "", way: str = "forward") -> Truth:
    """It does not run."""
    return Truth(f"failed-{way}", error=error)


def pairs(*changes: str) -> Sequence[tuple[str, str]]:
    """Kind and name of each."""
    return tuple((kind, name) for kind, _, name in (change.partition(" ") for change in changes))


@dataclass(frozen=True)
class Step:
    """One migration, and what is true of it. Texts may differ by engine."""

    operations: str | Mapping[str, str]
    truth: Truth | None = None
    #: Where an engine differs.
    on: Mapping[str, Truth] = field(default_factory=dict)
    #: After everything that comes later went back before it.
    head: Truth | None = None
    head_on: Mapping[str, Truth] = field(default_factory=dict)
    #: Text before its class, and in it.
    above: str | Mapping[str, str] = ""
    attributes: str = ""
    #: Its name; empty: one with a number.
    name: str = ""
    #: Parts of names after it, and what they are before it: for what a later one has lost.
    renames: Mapping[str, str] = field(default_factory=dict)
    #: What it needs; None: the one before it.
    after: Sequence[tuple[str, str]] | None = None

    def truth_on(self, engine: str) -> Truth | None:
        """What is true of going back one step."""
        return self.on.get(engine, self.truth)

    def head_truth_on(self, engine: str) -> Truth | None:
        """What is true of going back from the end."""
        return self.head_on.get(engine, self.head)


def table(model: str = "Item", options: str = "", **fields: str) -> str:
    """An operation that makes a model; fields as "TextField(null=True)"."""
    made = "".join(f'    ("{name}", models.{text}),\n' for name, text in fields.items())
    return f'migrations.CreateModel("{model}", [\n    ("id", AUTO),\n{made}], options={{{options}}}),\n'


ITEM = table(name="CharField(max_length=50)", note="TextField(null=True)", qty="IntegerField(null=True)")
#: Three rows, one of them with NULL.
ITEMS = (
    {"name": "apple", "note": "sweet", "qty": 5},
    {"name": "Berry", "note": None, "qty": 0},
    {"name": "cherry", "note": "dark red", "qty": 7},
)


@dataclass(frozen=True)
class Case:
    """A history of one app. First come its tables and their rows."""

    #: The label of its app.
    name: str
    steps: Sequence[Step]
    tables: str | Mapping[str, str] = ITEM
    #: By model.
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=lambda: {"Item": ITEMS})
    engines: Sequence[str] = SQL
    #: Databases that all its migrations run on; the truth is about the first.
    aliases: Sequence[str] = ("default",)
    #: Lines of settings.
    settings: str = ""


def case(
    name: str, operations: str | Mapping[str, str], truth: Truth | None = None, above: str = "", **rest: Any
) -> Case:
    """A case of one step."""
    of_step = {key: rest.pop(key) for key in ("on", "attributes") if key in rest}
    return Case(name, (Step(operations, truth, above=above, **of_step),), **rest)
