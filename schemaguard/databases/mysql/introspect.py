"""A live MySQL or MariaDB database as a value.

Some twenty queries, whatever the number of tables, and one more for each table that is partitioned or merged, has a
full-text index or a period, for each program with a question mark, and on MySQL for each view: information_schema does
not tell all about these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import opened
from schemaguard.databases.mysql.blind_spots import gaps
from schemaguard.databases.mysql.catalogue import Catalogue, query, run
from schemaguard.databases.mysql.read_programs import read_events, read_libraries, read_routines, read_views
from schemaguard.databases.mysql.read_tables import is_readable, read_sequences, read_tables
from schemaguard.databases.mysql.rights import rights
from schemaguard.databases.mysql.rows import DatabaseRow
from schemaguard.databases.mysql.session import reading
from schemaguard.databases.mysql.texts import Texts
from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import Options, SchemaObject
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

_RECORDER = "django_migrations"


def introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    """Read everything. Raises BadInput where that is not possible."""
    with opened(source) as connection, reading(connection, source, wanted) as cursor:
        catalogue = Catalogue(cursor, _database(cursor, source))
        found = rights((row[0] for row in run(cursor, "SHOW GRANTS")), catalogue.name)
        migrations, unknown = _migrations(catalogue)
        snapshot = SchemaSnapshot.of(
            "mysql",
            list(_objects(catalogue)),
            flavour=catalogue.flavour,
            version=catalogue.database.release,
            about=_about(catalogue.database),
            migrations=migrations,
            gaps=tuple(sorted({*gaps(catalogue, found), *unknown})),
        )
        _still_there(cursor, source, catalogue.name)
    return snapshot


def _database(cursor: Any, source: Source) -> DatabaseRow:
    (row,) = run(cursor, query("database"))
    database = DatabaseRow(*row)
    if database.name is None:
        raise BadInput(f"{source.name} names no database. Give its NAME, or a URL that ends with it.")
    return database


def _still_there(cursor: Any, source: Source, name: str) -> None:
    """A database that is dropped meanwhile looks empty, but is not."""
    ((count,),) = run(cursor, query("exists"), [name])
    if not count:
        raise BadInput(f"{source.name} cannot be read: the database was dropped meanwhile.")


def _objects(catalogue: Catalogue) -> Iterator[SchemaObject]:
    names = {*catalogue.tables, *(row.name for row in catalogue.routines)}
    texts = Texts(catalogue.name, names, exact=catalogue.database.lower_case_table_names == 0)
    yield from read_tables(catalogue, texts)
    yield from read_sequences(catalogue)
    yield from read_views(catalogue, texts)
    yield from read_routines(catalogue, texts)
    yield from read_libraries(catalogue)
    yield from read_events(catalogue, texts)


def _about(database: DatabaseRow) -> Options:
    return (
        ("collation", database.collation),
        ("default_engine", database.engine),
        ("lower_case_table_names", str(database.lower_case_table_names)),
    )


def _migrations(catalogue: Catalogue) -> tuple[tuple[tuple[str, str], ...], tuple[Gap, ...]]:
    """The rows of Django's own table, where there is one."""
    if _RECORDER not in catalogue.tables:
        return (), ()
    columns = {column.name for column in catalogue.columns.get(_RECORDER, ())}
    if not is_readable(catalogue, _RECORDER) or not {"app", "name"} <= columns:
        reason = f"The rows of {_RECORDER} may not be read. Grant SELECT on it to know what is applied."
        return (), (Gap("other", _RECORDER, reason, hidden=False),)
    return tuple(sorted((str(app), str(name)) for app, name in catalogue.select(query("migrations")))), ()
