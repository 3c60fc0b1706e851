"""What a migration's own comments say about its way back: that there is none, or that what it loses is meant to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from django.utils import timezone

from schemaguard.actions._ignores import is_valid
from schemaguard.databases.stage import TableRows
from schemaguard.rehearsals import Lost, Outcome, Verdict
from schemaguard.rules.catalogue import all_rules
from schemaguard.steps.source import MigrationFile

#: Rules that a migration silences, with a reason, to say that it has no reverse on purpose …
_NO_REVERSE = frozenset({"operation-cannot-be-reversed", "run-python-without-reverse", "run-sql-without-reverse"})
#: … that tables and columns go with what is in them …
_DROPS = frozenset({"drop-column", "drop-table", "drop-partition", "drop-schema-or-database"})
#: … and that values or rows go out of tables that stay.
_OVERWRITES = frozenset(
    {
        "charset-changes",
        "code-deletes-rows",
        "code-updates-every-row",
        "delete-without-where",
        "mongodb-loses-documents",
        "truncate-table",
        "type-narrows",
        "update-without-where",
    }
)


def no_reverse(file: MigrationFile) -> bool:
    """Whether the file says so."""
    return _silences(file, _NO_REVERSE)


def with_meaning(outcome: Outcome, file: MigrationFile, after: Mapping[str, TableRows]) -> Outcome:
    """The outcome, declared where all that is lost was meant to go. ``after``: the tables after going forward."""
    if outcome.verdict is not Verdict.LOSSY:
        return outcome
    rules = [_DROPS if _is_dropped(item, after) else _OVERWRITES for item in outcome.lost]
    return replace(outcome, declared=bool(rules) and all(_silences(file, found) for found in rules))


def _is_dropped(item: Lost, after: Mapping[str, TableRows]) -> bool:
    table = after.get(item.table)
    return table is None or bool(item.column and item.column not in table.columns)


def _silences(file: MigrationFile, rules: frozenset[str]) -> bool:
    today = timezone.now().date()
    return any(
        ignore.covers and is_valid(ignore, today) and _words(rules) & set(ignore.rules) for ignore in file.ignores
    )


@cache
def _words(rules: frozenset[str]) -> frozenset[str]:
    """Their names and numbers: a comment may have either."""
    return frozenset(word for rule in all_rules() if rule.name in rules for word in (rule.name, rule.id))
