"""What changes of tables as a whole, types, views, functions and rights mean for old and new code."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.actions._plan_seen import Beside, Effect, Seen
from schemaguard.rules._effects import leaves_something
from schemaguard.rules._rebuilds import rebuilt_by_hand
from schemaguard.rules.rename_object import NAMED_IN_QUERIES
from schemaguard.statements import (
    AddEnumValue,
    AlterDomain,
    AlterObject,
    AlterTable,
    AttachPartition,
    Block,
    CreateObject,
    CreateTable,
    DetachPartition,
    DropObject,
    DropPartition,
    DropTable,
    Grant,
    Opaque,
    RenameEnumValue,
    RenameTable,
    SetParameter,
    Statement,
)
from schemaguard.steps.step import Step

TableStatement = AlterTable | CreateTable | DropTable | RenameTable
_ObjectStatement = AlterObject | CreateObject | DropObject

#: Changes of a table that no statement of the old code can notice, apart from how long it takes.
_UNNOTICED = frozenset(
    """
    engine row_format logged unlogged access_method tablespace comment storage_parameters auto_increment cluster
    replica_identity statistics force_rebuild partitioning
    """.split()
)


def table_effects(step: Step, statement: TableStatement) -> Iterator[Seen]:
    """What is done to a table that was there before, or to a new one."""
    table = statement.table
    if isinstance(statement, CreateTable):
        if statement.kind != "temporary":
            yield Seen(Effect.ADDS, f"makes {table}")
    elif isinstance(statement, AlterTable):
        yield from _altered_table(statement)
    elif step.is_atomic() and table in rebuilt_by_hand(step):
        yield Seen(Effect.HIDES, f"makes {table} anew by hand, and nobody has compared the two")
    elif isinstance(statement, RenameTable):
        yield Seen(Effect.SWAPS, f"renames {table} to {statement.to}")
    elif statement.kind != "temporary":
        yield Seen(Effect.TAKES, f"drops {table}")


def _altered_table(statement: AlterTable) -> Iterator[Seen]:
    table, what = statement.table, statement.what
    if what == "schema":
        yield Seen(Effect.SWAPS, f"moves {table} to the schema {statement.detail}")
    elif what == "row_security":
        effect = Effect.TAKES if statement.detail in ("enable", "force") else Effect.EASES
        yield Seen(effect, f"switches row level security of {table}")
    elif what in _UNNOTICED:
        yield Seen(Effect.EASES, f"changes how {table} is kept ({what.replace('_', ' ')})")
    else:
        yield Seen(Effect.HIDES, f"changes {table} ({what.replace('_', ' ')})")


def other_effects(step: Step, statement: Statement, beside: Beside) -> Iterator[Seen]:
    """What is neither a table nor a column, an index, a constraint, a row or Python."""
    if isinstance(statement, AlterObject | CreateObject | DropObject):
        yield from _object(step, statement, beside)
    elif isinstance(statement, AddEnumValue | RenameEnumValue | AlterDomain):
        yield from _type(statement)
    elif isinstance(statement, AttachPartition | DetachPartition | DropPartition):
        yield from _partition(statement)
    elif isinstance(statement, Grant):
        revokes = statement.verb == "revoke"
        yield Seen(Effect.TAKES, "takes rights away") if revokes else Seen(Effect.ADDS, "grants rights")
    elif isinstance(statement, Opaque):
        yield Seen(Effect.HIDES, f"holds what cannot be read: {statement.reason}")
    elif isinstance(statement, Block):
        yield Seen(Effect.HIDES, "runs a block of code on the server that was not looked into")
    elif isinstance(statement, SetParameter) and statement.permanent:
        yield Seen(Effect.HIDES, f"sets {statement.name} for other sessions as well")
    elif leaves_something(statement) is None:
        yield Seen(Effect.HIDES, "calls a function of the server that may change anything")


def _partition(statement: AttachPartition | DetachPartition | DropPartition) -> Iterator[Seen]:
    table, partition = statement.table, statement.partition
    if isinstance(statement, AttachPartition):
        yield Seen(Effect.ADDS, f"attaches {partition} to {table}")
    else:
        yield Seen(Effect.TAKES, f"takes the partition {partition} from {table}")


def _type(statement: AddEnumValue | RenameEnumValue | AlterDomain) -> Iterator[Seen]:
    if isinstance(statement, AddEnumValue):
        yield Seen(Effect.ADDS, f"adds the value {statement.value!r} to {statement.type}")
    elif isinstance(statement, RenameEnumValue):
        yield Seen(Effect.SWAPS, f"renames the value {statement.value!r} of {statement.type}")
    elif statement.what in ("add_constraint", "set_not_null"):
        yield Seen(Effect.TAKES, f"makes the domain {statement.domain} stricter")
    elif statement.what == "drop_constraint":
        yield Seen(Effect.EASES, f"makes the domain {statement.domain} less strict")
    elif statement.what != "validate":
        yield Seen(Effect.HIDES, f"changes the domain {statement.domain}")


def _object(step: Step, statement: _ObjectStatement, beside: Beside) -> Iterator[Seen]:
    kind, name = statement.kind.replace("_", " "), statement.name
    if isinstance(statement, AlterObject):
        yield from _altered_object(statement, beside)
    elif isinstance(statement, DropObject):
        again = (statement.kind, name) in beside.made
        yield Seen(Effect.HIDES if again else Effect.TAKES, f"{'makes anew' if again else 'drops'} the {kind} {name}")
    elif statement.replace or statement.table:
        yield Seen(Effect.HIDES, f"makes the {kind} {name}, which may change what statements of the old code do")
    else:
        yield Seen(Effect.ADDS, f"makes the {kind} {name}")


def _altered_object(statement: AlterObject, beside: Beside) -> Iterator[Seen]:
    kind = statement.kind.replace("_", " ")
    if statement.what in ("rename", "schema"):
        if statement.kind in NAMED_IN_QUERIES and (statement.kind, statement.name) not in beside.made:
            yield Seen(Effect.SWAPS, f"gives the {kind} {statement.name} another name")
    elif statement.kind == "extension":
        yield Seen(Effect.TAKES, f"changes the extension {statement.name}")
    else:
        yield Seen(Effect.HIDES, f"changes the {kind} {statement.name}")
