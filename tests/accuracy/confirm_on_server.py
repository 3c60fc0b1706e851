"""Compares the errors of ``schemaguard check`` with what PostgreSQL does when the migrations run.

Run it with a project's own Python, on an empty PostgreSQL database; ``DJANGO_SETTINGS_MODULE`` names its settings::

    python manage.py schemaguard check --all-apps --offline --format json --output findings.json
    python confirm_on_server.py findings.json

It migrates from zero. After each migration it asks the catalogue which columns and tables came, went or were written
anew, and which locks the transaction holds. It says which errors that confirms, and what of it no finding mentions. It
knows nothing of rows.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

COLUMNS = """
    SELECT c.oid || ' ' || a.attnum, c.relname || '.' || a.attname,
        a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
FILES = """
    SELECT oid, relname, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
LOCKS = """
    SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND c.relkind = 'r'
"""
EXCLUSIVE, SHARE = "AccessExclusiveLock", "ShareLock"


@dataclass(slots=True)
class Change:
    """What one migration did. Tables have the names they have at its end."""

    atomic: bool
    #: Names that are new and whether an INSERT has to give them a value, and names that are gone; renamed ones as well.
    added: dict[str, bool] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    #: The same without what was only renamed, in tables that were there before and still are.
    made: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    remaining: set[str] = field(default_factory=set)
    old_tables: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    rewritten: set[str] = field(default_factory=set)
    #: Tables that have another name, by the old one and by the new one.
    renamed: set[str] = field(default_factory=set)
    locks: set[tuple[str, str]] = field(default_factory=set)

    def locked(self, table: str, *modes: str) -> bool:
        """Whether the migration held such a lock. Without a transaction it is not seen, and counts as held."""
        return not self.atomic or any((table, mode) in self.locks for mode in modes)


def changes() -> dict[str, Change]:
    """Migrate, and look at the catalogue around every migration."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.migration import Migration

    def ask(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    found: dict[str, Change] = {}
    apply = Migration.apply

    def watched(self: Any, state: Any, editor: Any, collect_sql: bool = False) -> Any:
        columns, files = ask(COLUMNS), {oid: rest for oid, *rest in ask(FILES)}
        after = apply(self, state, editor, collect_sql)
        # Leaving the editor runs these; here they run a moment earlier, so that their locks are seen.
        deferred, editor.deferred_sql = editor.deferred_sql, []
        for statement in deferred:
            editor.execute(statement)
        now, new_files = ask(COLUMNS), {oid: rest for oid, *rest in ask(FILES)}
        change = found[f"{self.app_label}.{self.name}"] = Change(bool(editor.atomic_migration))
        names, new_names = {name for _, name, _ in columns}, {name for _, name, _ in now}
        change.added = {name: given for _, name, given in now if name not in names}
        change.removed, change.remaining = names - new_names, new_names
        ids, kept = {column for column, _, _ in columns}, {column for column, _, _ in now}
        both = {str(oid) for oid in files.keys() & new_files.keys()}
        change.made = {name for it, name, given in now if it not in ids and given and it.split()[0] in both}
        change.lost = {name for it, name, _ in columns if it not in kept and it.split()[0] in both}
        change.old_tables = {new_files[oid][0] for oid in files if oid in new_files}
        change.dropped = {name for oid, (name, _) in files.items() if oid not in new_files}
        pairs = [(files[oid], new_files[oid]) for oid in files if oid in new_files]
        change.rewritten = {new[0] for old, new in pairs if old[1] != new[1]}
        change.renamed = {name for old, new in pairs if old[0] != new[0] for name in (old[0], new[0])}
        change.locks = set(ask(LOCKS))
        return after

    setattr(Migration, "apply", watched)  # noqa: B010 - a method is replaced on purpose.
    call_command("migrate", verbosity=0)
    return found


def _indexed(change: Change, table: str) -> bool:
    return table in change.old_tables and change.locked(table, SHARE, EXCLUSIVE)


def _blocked(change: Change, table: str) -> bool:
    return table in change.old_tables and change.locked(table, EXCLUSIVE)


def _renamed_first(change: Change, table: str, subject: str) -> bool:
    return subject not in change.remaining and any(name.startswith(f"{table}.") for name in change.removed)


#: What has to be true, by rule: the change, the finding's table, and its subject.
TESTS: dict[str, Callable[[Change, str, str], bool]] = {
    "create-index-locks-table": lambda change, table, _: _indexed(change, table),
    "index-built-under-lock": lambda change, table, _: _blocked(change, table),
    "add-foreign-key-validates": lambda change, table, _: (
        table in change.old_tables and change.locked(table, "ShareRowExclusiveLock")
    ),
    "add-check-validates": lambda change, table, _: _blocked(change, table),
    "add-unique-locks-table": lambda change, table, _: _blocked(change, table),
    "type-change-rewrites-table": lambda change, table, _: table in change.rewritten,
    "drop-column": lambda change, table, subject: subject in change.removed or _renamed_first(change, table, subject),
    "drop-table": lambda change, table, _: table in change.dropped,
    "dropped-and-made-again": lambda change, table, _: table in change.dropped,
    "rename-column": lambda change, table, subject: subject in change.removed or table in change.renamed,
    "rename-table": lambda change, table, _: table in change.renamed,
    "not-null-without-default": lambda change, table, subject: table in change.old_tables and subject in change.made,
    "not-null-column-without-database-default": lambda change, _, subject: change.added.get(subject, False),
}


def verdicts(findings: list[dict[str, Any]], found: dict[str, Change]) -> Iterator[tuple[str, str, str]]:
    """Each error with "confirmed", "not confirmed" or "not compared"."""
    for finding in findings:
        if finding["severity"] != "error":
            continue
        change, test = found.get(f"{finding['app']}.{finding['migration']}"), TESTS.get(finding["rule"])
        what = f"{finding['app']}.{finding['migration']} {finding['subject']}"
        if change is None or test is None:
            yield "not compared", finding["rule"], what
        else:
            good = test(change, finding["subject"].partition(".")[0], finding["subject"])
            yield "confirmed" if good else "not confirmed", finding["rule"], what


def unsaid(findings: list[dict[str, Any]], found: dict[str, Change]) -> Iterator[str]:
    """What happened to tables that were there before, and no finding of that migration is about."""
    subjects: dict[str, set[str]] = {}
    for finding in findings:
        subjects.setdefault(f"{finding['app']}.{finding['migration']}", set()).add(finding["subject"])
    for migration, change in found.items():
        said = subjects.get(migration, set())
        tables = {subject.partition(".")[0] for subject in said}
        yield from (f"{migration} {name} is new and needs a value" for name in sorted(change.made - said))
        yield from (f"{migration} {name} is gone" for name in sorted(change.lost - said))
        yield from (f"{migration} {name} is gone" for name in sorted(change.dropped - tables))
        yield from (f"{migration} {name} was written anew" for name in sorted(change.rewritten - tables))


def main() -> None:
    """Say how many errors are confirmed, name every one that is not, and everything that no finding mentions."""
    django.setup()
    findings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["findings"]
    found = changes()
    told = list(verdicts(findings, found))
    counted = Counter((verdict, rule) for verdict, rule, _ in told)
    lines = [f"{number:5} {verdict:14} {rule}" for (verdict, rule), number in sorted(counted.items())]
    lines += [f"{verdict}: {rule} {what}" for verdict, rule, what in told if verdict == "not confirmed"]
    lines += [f"not said: {what}" for what in unsaid(findings, found)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
