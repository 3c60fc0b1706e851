"""Between the plain values and the ledger's rows: the only place that converts one into the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connections, router, transaction
from django.utils import timezone

from schemaguard.models import Run, RunStep

Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Applied:
    """One migration that ran."""

    node: Node
    backwards: bool
    digest: str
    reason: str = ""
    ticket: str = ""


def ledger_database() -> str | None:
    """The alias that holds the ledger, or None where its tables are not there yet."""
    alias = router.db_for_write(Run)
    tables = set(connections[alias].introspection.table_names())
    return alias if {Run._meta.db_table, RunStep._meta.db_table} <= tables else None


def record(alias: str, environment: str, command: str, steps: Sequence[Applied]) -> None:
    """Add one run with its steps, or nothing where there is no ledger or no step."""
    ledger = ledger_database() if steps else None
    if ledger is None:
        return
    run = Run(environment=environment, database=alias, command=command, finished_at=timezone.now())
    rows = [
        RunStep(
            run=run,
            position=position,
            app=step.node[0],
            migration=step.node[1],
            backwards=step.backwards,
            digest=step.digest,
            reason=step.reason,
            ticket=step.ticket[:255],
        )
        for position, step in enumerate(steps)
    ]
    with transaction.atomic(using=ledger):
        run.save(using=ledger, force_insert=True)
        RunStep.objects.using(ledger).bulk_create(rows)


def digests(aliases: Iterable[str]) -> dict[Node, tuple[str, str]]:
    """The digest each migration had when it was last applied, and on which database."""
    ledger = ledger_database()
    if ledger is None:
        return {}
    rows = (
        RunStep.objects.using(ledger)
        .filter(run__database__in=tuple(aliases))
        .order_by("run__finished_at", "position")
        .values_list("app", "migration", "backwards", "digest", "run__database")
    )
    found: dict[Node, tuple[str, str]] = {}
    for app, migration, backwards, digest, database in rows.iterator():
        if backwards:
            found.pop((app, migration), None)
        elif digest:
            found[app, migration] = (digest, database)
    return found
