"""What means the same is spelled the same, and nothing else is touched."""

from __future__ import annotations

import pytest

from schemaguard.databases.postgresql.normalize import as_made

#: As pg_get_expr spells what a dump made, and what it was made of; then both as they are for people to read.
SPELLINGS = {
    "(ARRAY[('a'::character varying)::text, ('b''c'::character varying(2))::text])": (
        "((ARRAY['a'::character varying, 'b''c'::character varying(2)])::text[])"
    ),
    "ALL (ARRAY[(NULL::character varying)::text])": "ALL ((ARRAY[NULL::character varying])::text[])",
    "ARRAY['a'::character varying::text, E'b\\\\'::character varying::text]": (
        "ARRAY['a'::character varying, E'b\\\\'::character varying]::text[]"
    ),
}
UNTOUCHED = (
    *SPELLINGS.values(),
    "ARRAY['a'::text, 'b'::text]",
    "ARRAY[(name)::text, ('b'::character varying)::text]",
    "('a'::character varying)::text",
    "note <> 'ARRAY[(''a''::character varying)::text]'",
    "\"it's ARRAY[('a'::character varying)::text]\" > 0",
)


@pytest.mark.parametrize("restored", SPELLINGS)
def test_lists_of_texts_are_spelled_as_they_were_made(restored: str) -> None:
    assert as_made(restored) == SPELLINGS[restored]
    assert as_made(f"x = 'ARRAY[' OR {restored}") == f"x = 'ARRAY[' OR {SPELLINGS[restored]}"


@pytest.mark.parametrize("text", UNTOUCHED)
def test_nothing_else_is_touched(text: str) -> None:
    assert as_made(text) == text
