"""Views, triggers, routines, libraries and events. Who defined them is no part of the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemaguard.databases import refusing
from schemaguard.databases.mysql import normalize
from schemaguard.databases.mysql.catalogue import Catalogue
from schemaguard.databases.mysql.rows import EventRow, ParameterRow, RoutineRow, TriggerRow
from schemaguard.databases.mysql.texts import Texts
from schemaguard.schema.objects import Options, Other, Routine, Trigger, View


def read_views(catalogue: Catalogue, texts: Texts) -> Iterator[View]:
    """All views."""
    for row in catalogue.views:
        options = {
            "algorithm": "" if row.algorithm == "UNDEFINED" else row.algorithm.lower(),
            "check_option": "" if row.check_option == "NONE" else row.check_option.lower(),
            "security": _security(row.security),
        }
        kind = "materialized" if row.materialized else ""
        yield View(row.name, kind=kind, body=texts.body(row.body), options=_some(options))


def read_triggers(rows: Iterable[TriggerRow], texts: Texts) -> tuple[Trigger, ...]:
    """The triggers of a table. Of several for one event, each names the one before it."""
    found, before = [], ("", "", "")
    for row in rows:
        if row.name.startswith(refusing.NAME):  # They protect the ledger, and are no part of the schema.
            continue
        follows = (("follows", before[2]),) if before[:2] == (row.timing, row.event) else ()
        before = (row.timing, row.event, row.name)
        body = texts.body(row.body or "", row.sql_mode)
        definition = f"{row.timing} {row.event} FOR EACH ROW {body}"
        found.append(Trigger(row.name, definition, options=(*follows, *normalize.sql_mode(row.sql_mode))))
    return tuple(found)


def read_routines(catalogue: Catalogue, texts: Texts) -> Iterator[Routine]:
    """All functions, procedures and packages. A function and a procedure may have the same name."""
    for row in catalogue.routines:
        kind = row.type.lower()
        parameters = catalogue.parameters.get((row.name, row.type), ())
        yield Routine(
            routine_name(row),
            kind=kind,
            arguments=", ".join(_parameter(item, catalogue) for item in parameters),
            returns=_typed(row.returns, row.collation, catalogue),
            language="" if row.language == "SQL" else row.language.lower(),
            body=_code(row, texts),
            options=_routine_options(row, catalogue),
            comment=row.comment,
        )


def routine_name(row: RoutineRow) -> str:
    """What tells a routine from all others: functions have no overloads, and other kinds are named."""
    return row.name if row.type == "FUNCTION" else f"{row.name} ({row.type.lower()})"


def _code(row: RoutineRow, texts: Texts) -> str:
    """Other languages have other comments. MariaDB names none."""
    if row.language in ("", "SQL"):
        return texts.body(row.body or "", row.sql_mode)
    return (row.body or "").strip()


def _parameter(row: ParameterRow, catalogue: Catalogue) -> str:
    mode = f"{row.mode} " if row.mode not in ("", "IN") else ""
    return f"{mode}{row.name} {_typed(row.type, row.collation, catalogue)}"


def _typed(text: str, collation: str, catalogue: Catalogue) -> str:
    """A type, with its collation where that is not the database's."""
    unusual = collation and collation != catalogue.database.collation
    return normalize.column_type(text) + (f" COLLATE {normalize.collation(collation)}" if unusual else "")


def _routine_options(row: RoutineRow, catalogue: Catalogue) -> Options:
    options = {
        "data_access": "" if row.data_access == "CONTAINS SQL" else row.data_access.lower(),
        "deterministic": "yes" if row.deterministic == "YES" else "",
        "libraries": ", ".join(catalogue.imports.get((row.name, row.type), ())),
        "security": _security(row.security),
    }
    return (*_some(options), *normalize.sql_mode(row.sql_mode))


def read_libraries(catalogue: Catalogue) -> Iterator[Other]:
    """All libraries of code in other languages."""
    for row in catalogue.libraries:
        options = {
            "language": row.language.lower(),
            "libraries": ", ".join(catalogue.imports.get((row.name, "LIBRARY"), ())),
        }
        yield Other(row.name, "", "library", (row.code or "").strip(), _some(options), row.comment)


def read_events(catalogue: Catalogue, texts: Texts) -> Iterator[Other]:
    """All events of the scheduler."""
    for row in catalogue.events:
        options = {
            "enabled": "no" if row.status == "DISABLED" else "",  # On a replica the status says something else.
            "preserved": "yes" if row.on_completion == "PRESERVE" else "",
            "time_zone": "" if row.time_zone == "SYSTEM" else row.time_zone,
        }
        definition = f"{_schedule(row)} DO {texts.body(row.body, row.sql_mode)}"
        together = tuple(sorted((*_some(options), *normalize.sql_mode(row.sql_mode))))
        yield Other(row.name, "", "event", definition, together, row.comment)


def _schedule(row: EventRow) -> str:
    if row.execute_at:
        return f"AT '{row.execute_at}'"
    words = [f"EVERY {row.interval} {row.unit}"]
    if row.starts and not _started_when_made(row, row.starts):
        words.append(f"STARTS '{row.starts}'")
    if row.ends:
        words.append(f"ENDS '{row.ends}'")
    return " ".join(words)


def _started_when_made(row: EventRow, starts: str) -> bool:
    """Whether nobody chose when an event starts: then it is the moment it was created or altered, which means nothing.

    A dump states that moment, so it may lie before the creation. What people choose has no odd seconds.
    """
    return starts in (row.created, row.altered) or (starts <= (row.altered or "") and not starts.endswith(":00"))


def _security(text: str) -> str:
    return "" if text == "DEFINER" else text.lower()


def _some(options: dict[str, str]) -> Options:
    return tuple((name, text) for name, text in options.items() if text)
