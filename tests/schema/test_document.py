"""Documents that can be read, and the one line about those that cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from schemaguard.exceptions import BadInput
from schemaguard.schema.document import to_text
from schemaguard.schema.fingerprint import combined, fingerprint
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.reading import from_text
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

TABLE = Table("order", columns=(Column("id", "bigint", position=1), Column("größe", "text", position=2)))
SNAPSHOT = SchemaSnapshot.of(
    "mysql",
    [TABLE],
    flavour="mariadb",
    version=(10, 11),
    about=(("collation", "utf8mb4_bin"),),
    migrations=(("shop", "0001_initial"), ("shop", "0002_more")),
    gaps=(Gap("view", "*", "No right.", hidden=True),),
)
TEXT = to_text({"default": SNAPSHOT})


def test_there_and_back() -> None:
    assert from_text(TEXT, "it") == {"default": SNAPSHOT}


def test_defaults_are_left_out_and_nothing_tells_the_time() -> None:
    body = json.loads(TEXT)["databases"]["default"]
    assert sorted(body) == ["about", "fingerprint", "flavour", "gaps", "migrations", "objects", "vendor", "version"]
    assert body["objects"]["tables"][0]["columns"][1] == {"name": "größe", "position": 2, "type": "text"}


def test_each_part_has_a_line_of_its_own() -> None:
    assert sum('"position"' in line for line in TEXT.splitlines()) == 2


def test_no_database_at_all() -> None:
    assert from_text(to_text({}), "it") == {}


def test_the_fingerprint_is_about_the_schema_only() -> None:
    bare = SchemaSnapshot.of("mysql", [TABLE])
    assert fingerprint(bare) == fingerprint(SNAPSHOT)
    assert fingerprint(bare) != fingerprint(SchemaSnapshot.of("sqlite", [TABLE]))


def test_one_fingerprint_for_several_databases() -> None:
    assert combined({"default": "abc"}) == "abc"
    assert combined({"a": "1", "b": "2"}) != combined({"a": "2", "b": "1"})


def edited(edit: Callable[[Any], object]) -> str:
    document = json.loads(TEXT)
    edit(document)
    return json.dumps(document)


UNREADABLE = {
    "cut off": (TEXT[:300], "breaks off"),
    "empty": ("", "breaks off"),
    "something else": ('{"name": "package"}', "is not a snapshot"),
    "a list": ("[]", "is not a snapshot"),
    "a newer format": (edited(lambda it: it.update(format=2)), "Upgrade schemaguard here"),
    "no format": (edited(lambda it: it.pop("format")), "reads format 1"),
    "edited by hand": (
        edited(lambda it: it["databases"]["default"]["objects"]["tables"][0].update(name="orders")),
        "fingerprint",
    ),
    "an unknown field": (
        edited(lambda it: it["databases"]["default"]["objects"]["tables"][0].update(colour="red")),
        "damaged",
    ),
    "an unknown kind": (edited(lambda it: it["databases"]["default"]["objects"].update(tabels=[{}])), "damaged"),
    "no vendor": (edited(lambda it: it["databases"]["default"].pop("vendor")), "damaged"),
    "databases as a list": (edited(lambda it: it.update(databases=[])), "damaged"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_in_one_line(name: str) -> None:
    text, expected = UNREADABLE[name]
    with pytest.raises(BadInput) as caught:
        from_text(text, "production.json")
    assert expected in str(caught.value)
    assert str(caught.value).startswith("production.json ")
    assert "\n" not in str(caught.value)
