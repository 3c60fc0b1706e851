"""Which differences a pattern takes."""

from __future__ import annotations

import pytest

from schemaguard.actions._patterns import GIVEN, Ignores, Pattern
from schemaguard.exceptions import BadInput
from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.objects import Column, Index, Table

TABLE = Change("add", after=Table("audit_log"))
COLUMN = Change("add", after=Column("at", "date"), owner=Owner("table", "audit_log"))
INDEX = Change("drop", before=Index("by_at", ("at",)), owner=Owner("table", "log", "archive"))

#: A pattern, and the changes that it takes from the database "default".
PATTERNS = [
    ("audit_log", [TABLE, COLUMN]),
    ("audit_*", [TABLE, COLUMN]),
    ("*", [TABLE, COLUMN, INDEX]),
    ("table:*", [TABLE, COLUMN, INDEX]),
    ("column:*", [COLUMN]),
    ("column:audit_log.at", [COLUMN]),
    ("index:*.by_at", [INDEX]),
    ("archive.log", [INDEX]),
    ("log", []),
    ("audit", []),
    ("audit.log", []),
    ("audit_lo?", []),
    ("[a]udit_log", []),
    ("default/audit_log", [TABLE, COLUMN]),
    ("def*/table:audit_log", [TABLE, COLUMN]),
    ("other/audit_log", []),
]


@pytest.mark.parametrize(("text", "taken"), PATTERNS, ids=[case[0] for case in PATTERNS])
def test_a_pattern(text: str, taken: list[Change]) -> None:
    ignores = Ignores.of({text: "Why."})
    assert [change for change in (TABLE, COLUMN, INDEX) if ignores.reason("default", change)] == taken
    assert len(ignores.unused()) == (not taken)


def test_names_with_signs_that_patterns_use() -> None:
    ignores = Ignores.of({"*/a/b": "Why.", "table:c:d": "Why."})
    assert ignores.reason("default", Change("add", after=Table("a/b")))
    assert ignores.reason("default", Change("add", after=Table("c:d")))


def test_reasons_of_the_settings_come_first_and_given_patterns_may_take_nothing() -> None:
    ignores = Ignores.of({"audit_*": "Owned by the audit tool."}, ["audit_*", "x*"])
    assert ignores.reason("default", TABLE) == "Owned by the audit tool."
    assert Ignores.of({}, ["audit_*"]).reason("default", TABLE) == GIVEN
    assert ignores.unused() == ()


@pytest.mark.parametrize("text", ["", " ", "table:", "default/", "/x", "default/table:", "tabel:x"])
def test_a_pattern_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(BadInput):
        Pattern.parse(text, "Why.")


def test_what_is_no_object() -> None:
    ignores = Ignores.of({"migration:shop.*": "Taken over."})
    assert ignores.reason_for("default", ("migration", "shop.0001_initial")) == "Taken over."
    assert ignores.reason_for("default", ("migration", "library.0001_initial")) is None
