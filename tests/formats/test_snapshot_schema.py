"""Snapshot documents follow the schema that describes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_type_hints

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemaguard.schema.document import PLURALS, to_text
from schemaguard.schema.kinds import HOLDERS, HOLDS, KIND_OF, PARTS, TOP
from schemaguard.schema.snapshot import Gap, SchemaSnapshot
from tests.formats.comparisons import DOCUMENTS, LEFT, RIGHT

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/snapshot.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
OPTIONS = st.dictionaries(TEXTS, TEXTS, max_size=2).map(lambda found: tuple(sorted(found.items())))


def values(cls: Any, name: str, hint: Any) -> st.SearchStrategy[Any]:
    """Anything that the field of a class may hold."""
    if name in HOLDERS[cls]:
        return st.lists(objects(PARTS[HOLDS[name]]), max_size=2, unique_by=lambda item: item.name).map(tuple)
    if name == "options":
        return OPTIONS
    simple = {bool: st.booleans(), int: st.integers(1, 9), str: TEXTS}
    return simple.get(hint, st.lists(TEXTS, max_size=2).map(tuple))


def objects(cls: Any) -> st.SearchStrategy[Any]:
    """Objects of a class, with parts."""
    hints = get_type_hints(cls)
    return st.builds(cls, **{name: values(cls, name, hints[name]) for name in cls._fields})


@pytest.mark.parametrize("cls", TOP.values(), ids=TOP)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_snapshot_follows_the_schema(cls: Any, data: st.DataObject) -> None:
    snapshot = SchemaSnapshot.of("mysql", (data.draw(objects(cls)),), flavour="mariadb", version=(10, 11))
    VALIDATOR.validate(json.loads(to_text({"default": snapshot})))


def test_a_whole_document_follows_the_schema() -> None:
    VALIDATOR.check_schema(SCHEMA)
    full = SchemaSnapshot(
        "postgresql",
        "postgresql",
        (18,),
        LEFT.objects,
        about=(("collation", "C"),),
        migrations=(("shop", "0001_initial"),),
        gaps=(Gap("policy", "*", "No right to read them."),),
    )
    VALIDATOR.validate(json.loads(to_text({"default": full, "right": RIGHT, "documents": DOCUMENTS.left})))
    VALIDATOR.validate(json.loads(to_text({"empty": SchemaSnapshot("sqlite", "sqlite")})))


@pytest.mark.parametrize("cls", KIND_OF, ids=lambda cls: cls.__name__)
def test_the_schema_has_exactly_the_attributes_there_are(cls: Any) -> None:
    described = SCHEMA["$defs"][KIND_OF[cls]]
    assert tuple(described["properties"]) == cls._fields
    assert tuple(described.get("required", ())) == tuple(
        name for name in cls._fields if name not in cls._field_defaults
    )
    for name, default in cls._field_defaults.items():
        assert described["properties"][name].get("default") is (default if isinstance(default, bool) else None)


def test_every_kind_of_object_has_its_list() -> None:
    lists = SCHEMA["$defs"]["snapshot"]["properties"]["objects"]["properties"]
    assert lists == {
        plural: {"type": "array", "items": {"$ref": f"#/$defs/{kind}"}}
        for kind, plural in PLURALS.items()
        if kind in TOP
    }


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"schemaguard": "check"},
        {"databases": {"default": {}}},
        {
            "databases": {
                "default": {"vendor": "oracle", "flavour": "", "version": "", "fingerprint": "0" * 64, "objects": {}}
            }
        },
    ],
)
def test_the_schema_refuses_other_documents(change: dict[str, Any]) -> None:
    document = json.loads(to_text({"default": LEFT}))
    VALIDATOR.validate(document)
    assert not VALIDATOR.is_valid({**document, **change})
