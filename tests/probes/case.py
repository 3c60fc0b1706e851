"""One app of a project: rows that are there, a migration that is pending, and the truth about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.projects import migration

SQL = ("postgresql", "mariadb", "mysql", "sqlite")
ALL = (*SQL, "mongodb")
#: Probe, answer and count, as they stand in the report.
Said = tuple[str, str, int | None]
Rows = Mapping[str, list[Any]]

NULLS = "nulls-before-not-null"
DUPLICATES = "duplicates-before-unique"
ORPHANS = "orphans-before-foreign-key"
CHECKS = "violations-before-check"
OVERLAPS = "overlaps-before-exclusion"
MISFITS = "values-that-do-not-fit"
DROPS = "destroyed-by-drop"

_ABOVE = """
import datetime
import decimal

from django.db.models import F, Q
from django.db.models.functions import Lower
"""


@dataclass(frozen=True)
class Case:
    """Its name is the label of the app. The model is T; its table is ``NAME_t``."""

    name: str
    #: Fields of T beside its key.
    fields: str
    rows: Rows
    #: What is pending; ``{t}`` is the table.
    operations: str
    #: What is said beside what is clean; nothing is expected where nothing is named.
    said: tuple[Said, ...] = ()
    #: Whether the migration really fails.
    fails: bool = False
    on: tuple[str, ...] = SQL
    #: What is otherwise on some engines: what is said, and whether it fails.
    but: Mapping[str, tuple[tuple[Said, ...], bool]] = field(default_factory=dict)
    #: Operations after the model is made.
    more: str = ""
    #: Further migrations before the last one, that are pending as well.
    earlier: tuple[str, ...] = ()
    above: str = ""
    atomic: bool = True

    def truth(self, engine: str) -> tuple[tuple[Said, ...], bool]:
        """What is to be said on an engine, and whether the migration fails there."""
        return self.but.get(engine, (self.said, self.fails))

    def files(self) -> dict[str, str]:
        """Its migrations."""
        fields = "".join(f"    {line.strip()},\n" for line in self.fields.strip().splitlines())
        made = f'migrations.CreateModel("T", [\n    ("id", models.IntegerField(primary_key=True)),\n{fields}]),\n'
        above = _ABOVE + self.above
        texts = [made + self.more.replace("{t}", f"{self.name}_t")]
        texts += [text.replace("{t}", f"{self.name}_t") for text in (*self.earlier, self.operations)]
        names = [f"{number:04}_step" for number in range(1, len(texts) + 1)]
        return {
            name: migration(
                text,
                after=[(self.name, names[number - 1])] if number else [],
                above=above,
                attributes="" if self.atomic else "atomic = False",
            )
            for number, (name, text) in enumerate(zip(names, texts, strict=True))
        }


def rows(*values: Any, name: str = "x") -> Rows:
    """Rows of T with these values in a column, and keys from 1 on."""
    return {"T": [{"id": number, name: value} for number, value in enumerate(values, 1)]}
