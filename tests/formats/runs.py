"""Reports of apply and rollback, as the tests of their formats use them: one for each way in which a run can end."""

from __future__ import annotations

from dataclasses import replace

from schemaguard.runs import MigrationRun, Outcome, RunReport

RUN = "3f9c0a1b2c3d4e5f60718293a4b5c6d7"

NOTE = MigrationRun(
    "default", "shop", "0007_order_note", False, Outcome.DONE, 0.138, statements=1, verified=1, effects=1
)
WAITED = replace(
    NOTE,
    migration="0008_order|index",
    seconds=125.0,
    lock_seconds=2.9,
    attempts=2,
    notes=("Waited for pid 15287 (user web, idle in transaction for 11 s).",),
)
ERROR = (
    "shop.0009_score failed on 'default', operation 2 (Raw Python operation), line 18: RuntimeError: too high. "
    "Operations 0 to 1 are done and stay. Mend the migration, or what stands in its way, and run the same command again."
)
BROKEN = MigrationRun(
    "default", "shop", "0009_score", False, Outcome.FAILED, 0.2, statements=3, resumed_at=2, error=ERROR
)
DRIFTED = replace(
    BROKEN, resumed_at=None, verified=0, effects=1, drift=("After the migration there is no such index.",)
)
VALIDATOR = replace(NOTE, database="documents", app="reviews", migration="0002_validator", effects=0, verified=0)

DONE = RunReport(
    "apply",
    "staging",
    Outcome.DONE,
    runs={"default": RUN, "documents": RUN},
    migrations=(NOTE, WAITED, VALIDATOR),
    rollback="manage.py schemaguard rollback --run 3f9c0a1b",
    ledger={"default": "201 8569d3a1ad1ead94", "documents": "12 4429ea57b566a1a1"},
    seconds=128.5,
    notes=("'documents' has no triggers.",),
)
NOTHING = RunReport("apply", "staging", Outcome.DONE)
FAILED = RunReport(
    "apply",
    "staging",
    Outcome.FAILED,
    runs={"default": RUN},
    migrations=(NOTE, BROKEN),
    error=ERROR,
    rollback="manage.py schemaguard rollback --run 3f9c0a1b",
    code=1,
)
NOT_AS_SAID = replace(FAILED, migrations=(DRIFTED,), rollback="")
STOPPED = replace(
    FAILED,
    outcome=Outcome.STOPPED,
    migrations=(replace(BROKEN, outcome=Outcome.STOPPED),),
    rollback="",
    code=130,
)
REFUSED = RunReport(
    "apply",
    "staging",
    Outcome.NOT_RUN,
    refusals=("shop.0010_drop_phone on default: drop-column: Dropping shop_order.phone destroys its values.",),
    code=1,
)
DRY = RunReport("apply", "staging", Outcome.NOT_RUN, dry_run=True)
DRY_REFUSED = replace(REFUSED, dry_run=True)
BACK = RunReport(
    "rollback",
    "staging",
    Outcome.DONE,
    runs={"default": RUN},
    migrations=(replace(NOTE, backwards=True),),
    ledger={"default": "207 bae1f2ac3e550076"},
    seconds=1.25,
)
NOT_BACK = replace(REFUSED, command="rollback")

RUNS = {
    "done": DONE,
    "nothing": NOTHING,
    "failed": FAILED,
    "not as said": NOT_AS_SAID,
    "stopped": STOPPED,
    "refused": REFUSED,
    "dry": DRY,
    "dry and refused": DRY_REFUSED,
    "back": BACK,
    "not back": NOT_BACK,
}
