"""Views and triggers, from their text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from schemaguard.databases import refusing
from schemaguard.databases.sqlite import normalize
from schemaguard.databases.sqlite.catalogue import ObjectRow
from schemaguard.databases.sqlite.parse import lexer
from schemaguard.databases.tokens import Token
from schemaguard.schema.objects import Trigger, View


def views(rows: Iterable[ObjectRow], triggers: Mapping[str, Sequence[Trigger]]) -> list[View]:
    """All views, also those that no longer work."""
    return [_view(row, tuple(triggers.get(row.name, ()))) for row in rows if row.type == "view"]


def _view(row: ObjectRow, triggers: tuple[Trigger, ...]) -> View:
    tokens = lexer().read(row.sql)
    # CREATE VIEW name [(columns)] AS …
    start = 3
    while start < len(tokens) and tokens[start].word != "AS":
        start += 1
    columns = normalize.body(tokens[4 : start - 1])
    return View(
        row.name,
        body=normalize.body(tokens[start + 1 :]),
        triggers=triggers,
        options=(("columns", columns),) if columns else (),
    )


def triggers(rows: Iterable[ObjectRow], tables: Mapping[str, str]) -> Mapping[str, list[Trigger]]:
    """All triggers by the name of their table or view. ``tables`` are the names, by folded name."""
    found: dict[str, list[Trigger]] = defaultdict(list)
    for row in rows:
        # Those that protect the ledger are no part of the schema.
        if row.type == "trigger" and not row.name.startswith(refusing.NAME):
            table = tables.get(normalize.folded(row.table), row.table)
            found[table].append(Trigger(row.name, _definition(lexer().read(row.sql))))
    return found


def _definition(tokens: Sequence[Token]) -> str:
    """All but the names of the trigger and the table, and what is the default: BEFORE, FOR EACH ROW."""
    event = tokens[3:]
    if event[0].word not in ("BEFORE", "AFTER", "INSTEAD"):
        event = lexer().read("BEFORE") + list(event)
    on = next(number for number, token in enumerate(event) if token.word == "ON")
    rest = event[on + 2 :]
    if rest[0].text == ".":
        rest = rest[2:]
    if rest[0].word == "FOR":
        rest = rest[3:]
    return f"{normalize.body(event[:on])} {normalize.body(rest)}"
