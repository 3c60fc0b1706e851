"""Compares the errors of ``schemaguard check`` with what PostgreSQL does when the migrations run.

Run it with a project's own Python, on an empty PostgreSQL database; ``DJANGO_SETTINGS_MODULE`` names its settings::

    python manage.py schemaguard check --all-apps --offline --format json --output findings.json
    python confirm_on_server.py findings.json

It migrates from zero. After each migration it asks the catalogue which columns and tables came, went or were written
anew, and which locks the transaction holds, and says which errors that confirms. It knows nothing of rows.
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
    SELECT c.relname || '.' || a.attname, a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
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
    """What one migration did. Names are those at its end; ``renamed`` leads to them from the ones before."""

    atomic: bool
    #: New columns, and whether an INSERT has to give them a value.
    added: dict[str, bool] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    old_tables: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    rewritten: set[str] = field(default_factory=set)
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
        columns, files = dict(ask(COLUMNS)), {oid: rest for oid, *rest in ask(FILES)}
        after = apply(self, state, editor, collect_sql)
        # Leaving the editor runs these; here they run a moment earlier, so that their locks are seen.
        deferred, editor.deferred_sql = editor.deferred_sql, []
        for statement in deferred:
            editor.execute(statement)
        now, new_files = dict(ask(COLUMNS)), {oid: rest for oid, *rest in ask(FILES)}
        change = found[f"{self.app_label}.{self.name}"] = Change(bool(editor.atomic_migration))
        change.added = {name: given for name, given in now.items() if name not in columns}
        change.removed = columns.keys() - now.keys()
        change.old_tables = {new_files[oid][0] for oid in files if oid in new_files}
        change.gone = {name for name, _ in files.values()} - {name for name, _ in new_files.values()}
        pairs = [(files[oid], new_files[oid]) for oid in files if oid in new_files]
        change.rewritten = {new[0] for old, new in pairs if old[1] != new[1]}
        change.renamed = {new[0] for old, new in pairs if old[0] != new[0]}
        change.locks = set(ask(LOCKS))
        return after

    Migration.apply = watched  # type: ignore[method-assign]
    call_command("migrate", verbosity=0)
    return found


def _indexed(change: Change, table: str) -> bool:
    return table in change.old_tables and change.locked(table, SHARE, EXCLUSIVE)


def _blocked(change: Change, table: str) -> bool:
    return table in change.old_tables and change.locked(table, EXCLUSIVE)


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
    "drop-column": lambda change, _, subject: subject in change.removed,
    "drop-table": lambda change, table, _: table in change.gone or table in change.old_tables,
    "rename-column": lambda change, table, subject: subject in change.removed or table in change.renamed,
    "rename-table": lambda change, table, _: table in change.gone,
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


def main() -> None:
    """Print how many errors are confirmed, and every one that is not."""
    django.setup()
    findings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["findings"]
    told = list(verdicts(findings, changes()))
    for (verdict, _rule), _number in sorted(Counter((verdict, rule) for verdict, rule, _ in told).items()):
        pass
    for verdict, _rule, _what in told:
        if verdict == "not confirmed":
            pass


if __name__ == "__main__":
    main()
