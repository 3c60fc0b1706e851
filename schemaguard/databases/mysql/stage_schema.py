"""The schema of a scratch database, look after look: only tables that a statement has named are read again.

What SHOW CREATE TABLE says of a table decides whether it is one that was seen before: a reverse brings back tables that
are known, and forward again those that came of the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.mysql.catalogue import Catalogue, query, quoted, run
from schemaguard.databases.mysql.introspect import introspect
from schemaguard.databases.mysql.read_tables import read_tables
from schemaguard.databases.mysql.rows import DatabaseRow
from schemaguard.databases.mysql.session import variables
from schemaguard.databases.mysql.stage_changes import Sent, changes_schema
from schemaguard.databases.mysql.texts import Texts
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot, arranged

RECORDER = "django_migrations"
#: Statements that change tables, and nothing else.
_OF_TABLES = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|RENAME\s+TABLES?|ALTER\s+(?:ONLINE\s+)?(?:IGNORE\s+)?TABLE"
    r"|CREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|(?:UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)?INDEX)|DROP\s+(?:TABLE|INDEX))\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r" AUTO_INCREMENT=\d+")
#: More texts than this are not kept.
_MOST = 5000


class SchemaReader:
    """Remembers tables by their texts."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[tuple[str, str], Table] = {}

    def read(
        self, cursor: Any, last: SchemaSnapshot | None, sent: Sequence[Sent], changed: set[str] | None
    ) -> SchemaSnapshot:
        """The schema now. ``last`` is what it was before these statements, None where that means nothing."""
        if last is None or changed is None:
            return introspect(self._source, Wanted())
        if not changes_schema(sent):
            return _with_migrations(cursor, last) if RECORDER in changed else last
        old = {table.name: table for table in last.all("table")}
        with_programs = not all(_OF_TABLES.match(note.text) for note in sent)
        if with_programs or any(old[name].triggers for name in changed & old.keys()):
            return introspect(self._source, Wanted())
        with variables(cursor, {"sql_mode": ""}):
            tables = self._tables(cursor, last, old, changed)
        others = [item for item in last.objects if not isinstance(item, Table)]
        found = replace(last, objects=arranged([*others, *tables]))
        return _with_migrations(cursor, found) if RECORDER in changed else found

    def _tables(
        self, cursor: Any, last: SchemaSnapshot, old: Mapping[str, Table], changed: set[str]
    ) -> Iterable[Table]:
        sql = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = %s"
        names = [str(name) for kind in ("BASE TABLE", "SYSTEM VERSIONED") for (name,) in run(cursor, sql, [kind])]
        texts = {name: _text(cursor, name) for name in names if name in changed or name not in old}
        unknown = [name for name, text in texts.items() if (name, text) not in self._known]
        if len(self._known) > _MOST:
            self._known.clear()
            unknown = list(texts)
        if unknown:
            ((*row,),) = run(cursor, query("database"))
            catalogue = Catalogue(cursor, DatabaseRow(*row), unknown)
            objects = {*names, *(item.name.partition(" (")[0] for item in last.all("routine"))}
            exact = catalogue.database.lower_case_table_names == 0
            for table in read_tables(catalogue, Texts(catalogue.name, objects, exact=exact)):
                self._known[table.name, texts[table.name]] = table
        return [self._known[name, texts[name]] if name in texts else old[name] for name in names]


def _text(cursor: Any, name: str) -> str:
    """How to make a table, without the number that it counts its keys from."""
    ((_, text, *_rest),) = run(cursor, f"SHOW CREATE TABLE {quoted(name)}")
    body, closing, options = str(text).rpartition("\n)")
    return body + closing + _COUNTED.sub("", options, count=1)


def _with_migrations(cursor: Any, schema: SchemaSnapshot) -> SchemaSnapshot:
    """The schema with the migrations that are applied now."""
    if not any(table.name == RECORDER for table in schema.all("table")):
        return replace(schema, migrations=())
    rows = run(cursor, query("migrations"))
    return replace(schema, migrations=tuple(sorted((str(app), str(name)) for app, name in rows)))
