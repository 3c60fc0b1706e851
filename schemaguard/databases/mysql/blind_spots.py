"""What could not be read, and what would help. "Not listed" proves nothing where a right is missing."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.mysql.catalogue import Catalogue
from schemaguard.databases.mysql.read_programs import routine_name
from schemaguard.databases.mysql.read_tables import is_readable
from schemaguard.databases.mysql.rights import COLUMN, ROUTINE, TABLE, Rights
from schemaguard.schema.snapshot import Gap

#: information_schema has three bytes for a character; what needs four is shown as question marks.
_LOST = "????"


def gaps(catalogue: Catalogue, rights: Rights) -> Iterator[Gap]:
    """Everything that this user could not see, or not in full."""
    yield from _hidden(catalogue, rights)
    yield from _tables(catalogue, rights)
    yield from _foreign_keys(catalogue)
    yield from _views(catalogue)
    yield from _programs(catalogue)
    yield from _lost_characters(catalogue)
    for name, why in catalogue.undefined.items():
        yield Gap("table", name, f"Its partitions, periods and parsers are unknown: {why}.", hidden=False)
    for message in catalogue.warnings:
        yield Gap("table", "*", f"The server left something out: {message}")


def _hidden(catalogue: Catalogue, rights: Rights) -> Iterator[Gap]:
    """Kinds of objects of which some may not be listed."""
    if not rights.has(TABLE):
        for kind in ("table", "view", *(("sequence",) if catalogue.flavour == "mariadb" else ())):
            yield Gap(kind, "*", "Only what this user has rights on is listed. Grant SELECT on the whole database.")
        if catalogue.flavour == "mariadb":
            yield Gap("check", "*", "MariaDB lists checks to users of the whole database. Grant SELECT on all of it.")
    if not rights.has(("TRIGGER",)):
        yield Gap("trigger", "*", "Triggers are listed to users with the right TRIGGER. Grant it on the database.")
    if not rights.has(("EVENT",)):
        yield Gap("other", "*", "Events are listed to users with the right EVENT. Grant it on the database.")
    if not rights.has(ROUTINE) and not rights.has_globally(("SELECT", "SHOW_ROUTINE")):
        yield Gap("routine", "*", "Routines are listed to users with the right EXECUTE. Grant it on the database.")
        if catalogue.has_libraries():
            yield Gap("other", "*", "Libraries are listed to users with the right EXECUTE. Grant it on the database.")


def _tables(catalogue: Catalogue, rights: Rights) -> Iterator[Gap]:
    for name, row in catalogue.tables.items():
        if row.type == "VIEW":
            continue
        if row.type == "SEQUENCE":
            if not is_readable(catalogue, name):
                yield Gap("sequence", name, f"The sequence may not be read. Grant SELECT on {name}.", hidden=False)
        elif not row.engine:
            yield Gap("table", name, f"The server cannot open the table: {row.comment}", hidden=False)
        elif not rights.has(COLUMN, name):
            reason = f"Only some columns may be seen. Grant SELECT on {name}."
            yield Gap("table", name, reason, hidden=False)
        elif not catalogue.columns.get(name):
            yield Gap("table", name, "Its columns were not listed: it was changed while it was read.", hidden=False)


def _foreign_keys(catalogue: Catalogue) -> Iterator[Gap]:
    """MariaDB 10.11 tells what foreign keys do only to users who have more than SELECT."""
    for table, rows in catalogue.foreign_keys.items():
        for name in dict.fromkeys(row.name for row in rows):
            if (table, name) not in catalogue.actions:
                reason = f"What it does on delete and on update is not shown. Grant SHOW VIEW or REFERENCES on {table}."
                yield Gap("foreign_key", f"{table}.{name}", reason, hidden=False)


def _views(catalogue: Catalogue) -> Iterator[Gap]:
    for view in catalogue.views:
        if not view.body:
            reason = f"Its body is not shown. Grant SELECT and SHOW VIEW on {view.name}."
            yield Gap("view", view.name, reason, hidden=False)
        elif view.name in catalogue.partly_shown:
            reason = f"Its algorithm is not shown. Grant SHOW VIEW on {view.name}."
            yield Gap("view", view.name, reason, hidden=False)


def _programs(catalogue: Catalogue) -> Iterator[Gap]:
    for rows in catalogue.triggers.values():
        for row in rows:
            if row.body is None:
                reason = f"Its body is not shown. Grant TRIGGER on {row.table}."
                yield Gap("trigger", f"{row.table}.{row.name}", reason, hidden=False)
    for library in catalogue.libraries:
        if not library.code:
            reason = "Its code is shown to users with SHOW_ROUTINE, and that of WebAssembly to nobody. Grant that."
            yield Gap("other", library.name, reason, hidden=False)
    right = "SHOW_ROUTINE" if catalogue.flavour == "mysql" else "SELECT on mysql.proc"
    for routine in catalogue.routines:
        if routine.body is None:
            reason = f"Its body is shown to its definer and to users with {right}. Grant that."
            yield Gap("routine", routine_name(routine), reason, hidden=False)


def _lost_characters(catalogue: Catalogue) -> Iterator[Gap]:
    reason = "information_schema shows question marks for what needs four bytes in UTF-8, or is no text."
    for rows in catalogue.columns.values():
        for row in rows:
            is_list, is_binary = row.data_type in ("enum", "set"), "binary" in row.data_type or "blob" in row.data_type
            is_lost = (is_list and "?" in row.type) or (is_binary and "?" in (row.default or ""))
            if is_lost or _LOST in row.generation:
                yield Gap("column", f"{row.table}.{row.name}", reason, hidden=False)
    for checks in catalogue.checks.values():
        yield from (
            Gap("check", f"{row.table}.{row.name}", reason, hidden=False) for row in checks if _LOST in row.clause
        )
    for view in catalogue.views:
        if _LOST in view.body:
            yield Gap("view", view.name, reason, hidden=False)
    for triggers in catalogue.triggers.values():
        yield from (
            Gap("trigger", f"{row.table}.{row.name}", reason, hidden=False)
            for row in triggers
            if _LOST in (row.body or "")
        )
    yield from (
        Gap("routine", routine_name(row), reason, hidden=False)
        for row in catalogue.routines
        if _LOST in (row.body or "")
    )
