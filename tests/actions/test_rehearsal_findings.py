"""Where findings and measurements contradict each other, and where they only look as if they did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemaguard.actions._rehearsal_check import Claim, Foreseen
from schemaguard.actions._rehearsal_findings import Measured, disagreements
from schemaguard.databases.base import Lock as Held
from schemaguard.databases.postgresql.modes import named
from schemaguard.databases.stage import State, TableRows
from schemaguard.findings import Axis, Finding, Location, Severity
from schemaguard.rehearsals import Failure, Lock, Lost, MigrationRehearsal, Outcome, Phase, Verdict
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.projects import migration, shop

ROWS = TableRows(("id", "note"), ("id",), {"1": (1, 5), "2": (2, None)}, count=2)
TABLES = [Table("t"), Table("u"), Table("parts", kind="partitioned"), Table("part", partition_of="parts")]
BEFORE = State(SchemaSnapshot.of("postgresql", TABLES), {"t": ROWS, "u": TableRows(), "part": ROWS})
RESTORED = Outcome(Verdict.RESTORED)
EXCLUSIVE = "AccessExclusiveLock"
NOT_GONE = Phase()


def finding(axis: Axis, subject: str = "t", part: str = "0", **rest: Any) -> Finding:
    severity = rest.pop("severity", Severity.ERROR)
    return Finding("a-rule", "SG1", severity, axis, Location("a", "1", 0, part), "Says it.", subject=subject, **rest)


def claim(table: str = "t", part: str = "0", *, far: bool = False, **lock: Any) -> Claim:
    return Claim(part, table, Held("ACCESS EXCLUSIVE", **lock), far=far)


def foreseen(*findings: Finding, claims: Sequence[Claim] = (), reverse: Sequence[Claim] = (), **rest: Any) -> Foreseen:
    tables = {"0": frozenset({"t"})}
    return Foreseen(
        **{"tables": tables, "mentioned": findings, **rest},
        findings=findings,
        forward=tuple(claims),
        reverse=tuple(reverse),
    )


def said(
    known: Foreseen, forward: Phase = NOT_GONE, reverse: Phase = NOT_GONE, step: Outcome | None = RESTORED
) -> list[str]:
    result = MigrationRehearsal("a", "1", step, forward=forward, reverse=reverse)
    return list(disagreements(known, Measured(result, BEFORE, BEFORE, named)))


BLOCKS = finding(Axis.BLOCKS)
REWRITES: dict[str, Any] = {"rewrites": True, "blocks_reads": True, "blocks_writes": True}
SCANS: dict[str, Any] = {"scans": True}
LOCKS: dict[str, Any] = {"blocks_reads": True, "blocks_writes": True}
LOCKED = (Lock("t", EXCLUSIVE),)
REWRITTEN = Phase(rewrites=("t",), scans=("t",), locks=LOCKED)
SCANNED = Phase(scans=("t",))

CASES: dict[str, tuple[list[str], list[str]]] = {
    # A finding, and it was not so.
    "no rewrite": (
        said(foreseen(BLOCKS, claims=[claim(**REWRITES)]), Phase(locks=LOCKED)),
        ["check says a-rule, and t was not written anew."],
    ),
    "by another algorithm": (
        said(foreseen(BLOCKS, claims=[claim(**REWRITES)]), Phase(locks=LOCKED, ways={"t": "instant"})),
        ["check says a-rule, and t was not written anew (instant)."],
    ),
    "a rewrite as foreseen": (said(foreseen(BLOCKS, claims=[claim(**REWRITES)]), REWRITTEN), []),
    "no scan": (
        said(foreseen(BLOCKS, claims=[claim(**SCANS)])),
        ["check says a-rule, and t was not read from end to end."],
    ),
    "no scan that can be seen": (said(foreseen(BLOCKS, claims=[claim(**SCANS)]), Phase(notes=("Not atomic.",))), []),
    "a weaker lock": (
        said(foreseen(BLOCKS, claims=[claim(**LOCKS)]), Phase(locks=(Lock("t", "ShareLock"),))),
        ["check says a-rule, and readers of t need not wait: it was locked with ShareLock."],
    ),
    "two rules, one fact": (
        said(foreseen(BLOCKS, replace(BLOCKS, rule="b-rule"), claims=[claim(**REWRITES)]), Phase(locks=LOCKED)),
        ["check says a-rule and b-rule, and t was not written anew."],
    ),
    "another axis says nothing of locks": (
        said(foreseen(finding(Axis.HYGIENE), claims=[claim(**REWRITES)]), Phase(locks=LOCKED)),
        [],
    ),
    "a table without rows proves nothing": (
        said(foreseen(finding(Axis.BLOCKS, "u"), claims=[claim("u", **REWRITES)])),
        [],
    ),
    "rows are in partitions": (
        said(foreseen(finding(Axis.BLOCKS, "parts"), claims=[claim("parts", **REWRITES)]), Phase(rewrites=("part",))),
        [],
    ),
    # It was so, and no finding.
    "a rewrite": (said(foreseen(), REWRITTEN), ["t was written anew, and check does not say so."]),
    "a rewrite that is judged to be small": (said(foreseen(claims=[claim(**REWRITES)]), REWRITTEN), []),
    "a rewrite that was silenced": (said(replace(foreseen(), mentioned=(BLOCKS,)), REWRITTEN), []),
    "a scan": (said(foreseen(), SCANNED), ["All of t was read, and check does not say so."]),
    "the far side of a key": (said(foreseen(claims=[claim(far=True)]), SCANNED), []),
    "a lock": (
        said(foreseen(), Phase(locks=LOCKED)),
        ["t was locked with AccessExclusiveLock, and check does not say so."],
    ),
    "a short lock": (said(foreseen(claims=[claim(**LOCKS)]), Phase(locks=LOCKED)), []),
    "a lock that nobody waits for": (said(foreseen(), Phase(locks=(Lock("t", "RowExclusiveLock"),))), []),
    "a lock on the way back": (
        said(foreseen(), reverse=Phase(locks=LOCKED)),
        ["On the way back, t was locked with AccessExclusiveLock, and check does not say so."],
    ),
    # Values
    "values that came back": (
        said(foreseen(finding(Axis.LOSES_DATA), destroys=frozenset({("0", "t", "note")}))),
        ["check says a-rule, and the values of t.note came back."],
    ),
    "no values to lose": (said(foreseen(finding(Axis.LOSES_DATA), destroys=frozenset({("0", "u", "")}))), []),
    "only where a value is too long": (said(foreseen(finding(Axis.LOSES_DATA))), []),
    "a loss": (
        said(foreseen(), step=Outcome(Verdict.LOSSY, lost=(Lost("t", "note", 1),))),
        ["Values of t are lost, and check does not say so."],
    ),
    "a loss as foreseen": (
        said(foreseen(finding(Axis.LOSES_DATA, "t.note")), step=Outcome(Verdict.LOSSY, lost=(Lost("t", "note", 1),))),
        [],
    ),
    "code may be about any table": (
        said(
            foreseen(finding(Axis.IRREVERSIBLE, "code"), tables={"0": frozenset()}),
            step=Outcome(Verdict.LOSSY, lost=(Lost("u", "", 1),)),
        ),
        [],
    ),
    "something is left": (
        said(foreseen(), step=Outcome(Verdict.RESIDUE)),
        ["Not everything comes back, and check does not say so."],
    ),
    "all came back": (
        said(foreseen(finding(Axis.IRREVERSIBLE, severity=Severity.WARNING))),
        ["check says a-rule, and with these rows everything came back."],
    ),
    "all but a counter": (
        said(
            foreseen(finding(Axis.IRREVERSIBLE, severity=Severity.WARNING)),
            step=replace(RESTORED, notes=("sequences",)),
        ),
        [],
    ),
    "no way back": (
        said(foreseen(), step=Outcome(Verdict.IRREVERSIBLE)),
        ["There is no way back, and check does not say so."],
    ),
    # Failures
    "it ran": (
        said(foreseen(finding(Axis.FAILS_ON_ROWS, "t.note"))),
        ["check says a-rule, and it did not fail on the 2 rows of t."],
    ),
    "it may run": (said(foreseen(finding(Axis.FAILS_ON_ROWS, "t.note", severity=Severity.WARNING))), []),
    "it failed": (
        said(foreseen(), step=Outcome(Verdict.FAILED_FORWARD, error=Failure("no", "ALTER"))),
        ["It fails going forward, and check does not say that it may."],
    ),
    "it failed as foreseen": (
        said(
            foreseen(finding(Axis.FAILS_ON_ROWS)),
            step=Outcome(Verdict.FAILED_FORWARD, error=Failure("no", "ALTER")),
        ),
        [],
    ),
    "it failed going back": (
        said(foreseen(), step=Outcome(Verdict.FAILED_REVERSE, error=Failure("no", "ALTER"))),
        ["It fails going back, and check does not say that it may."],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_pointed_out(name: str) -> None:
    found, expected = CASES[name]
    assert found == expected


def test_findings_stand_beside_what_was_measured(tmp_path: Path) -> None:
    """Judged for the server that is used, whatever TARGET says, and for the project's own apps only."""
    project = shop(tmp_path)
    first = project.migration_names("shop")[0]
    after = [("shop", first)]
    project.add_migration(
        "shop",
        "0002_length",
        migration('migrations.AlterField("customer", "name", models.CharField(max_length=60)),', after=after),
    )
    drop = '# schemaguard: ignore drop-column -- nobody reads it\nmigrations.RemoveField("customer", "note"),'
    project.add_migration("shop", "0003_note", migration(drop, after=[("shop", "0002_length")]))
    done = project.schemaguard("rehearse", "--all", "--format", "json", "--fail-on", "never")
    assert done.code == 0, done.err
    found: Mapping[str, Any] = {item["migration"]: item for item in json.loads(done.out)["migrations"]}
    rules = {name: {item["rule"] for item in found[name]["findings"]} for name in ("0002_length", "0003_note")}
    assert "sqlite-rebuilds-table" in rules["0002_length"]
    assert "drop-column" not in rules["0003_note"]
    assert found["0003_note"]["verdict"] == "lossy"
    assert not any(item["remarks"] for item in found.values())
    assert found["0002_length"]["forward"]["ways"] == {"shop_customer": "rebuild"}
