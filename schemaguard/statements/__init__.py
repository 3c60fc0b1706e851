"""What a database is asked to do, as plain values.

Operations of migrations and the SQL inside ``RunSQL`` are both translated to these statements,
so a rule is written once and sees both. No Django here, and no I/O.

Names are physical: the table and column names the database knows, without quotes. A name that
was given with a schema keeps it, as in ``audit.log``. ``None`` means that the text does not say.
"""

from schemaguard.statements.base import Opaque, Statement, TableStatement
from schemaguard.statements.code import Block, CodeFact, RunCode
from schemaguard.statements.columns import AddColumn, AlterColumn, DropColumn, RenameColumn
from schemaguard.statements.constraints import AddConstraint, AlterConstraint, DropConstraint, ValidateConstraint
from schemaguard.statements.indexes import CreateIndex, DropIndex, Reindex, RenameIndex
from schemaguard.statements.objects import (
    AddEnumValue,
    AlterDomain,
    AlterObject,
    Comment,
    CreateObject,
    DropObject,
    RefreshView,
    RenameEnumValue,
)
from schemaguard.statements.parts import Column, Constraint, Index, Reference
from schemaguard.statements.rows import Copy, Delete, Insert, Merge, MergeAction, Select, Truncate, Update
from schemaguard.statements.session import Grant, LockTable, Maintenance, SetParameter, Transaction
from schemaguard.statements.tables import (
    AlterTable,
    AttachPartition,
    CreateTable,
    DetachPartition,
    DropPartition,
    DropTable,
    RenameTable,
)

__all__ = [
    "AddColumn",
    "AddConstraint",
    "AddEnumValue",
    "AlterColumn",
    "AlterConstraint",
    "AlterDomain",
    "AlterObject",
    "AlterTable",
    "AttachPartition",
    "Block",
    "CodeFact",
    "Column",
    "Comment",
    "Constraint",
    "Copy",
    "CreateIndex",
    "CreateObject",
    "CreateTable",
    "Delete",
    "DetachPartition",
    "DropColumn",
    "DropConstraint",
    "DropIndex",
    "DropObject",
    "DropPartition",
    "DropTable",
    "Grant",
    "Index",
    "Insert",
    "LockTable",
    "Maintenance",
    "Merge",
    "MergeAction",
    "Opaque",
    "Reference",
    "RefreshView",
    "Reindex",
    "RenameColumn",
    "RenameEnumValue",
    "RenameIndex",
    "RenameTable",
    "RunCode",
    "Select",
    "SetParameter",
    "Statement",
    "TableStatement",
    "Transaction",
    "Truncate",
    "Update",
    "ValidateConstraint",
]
