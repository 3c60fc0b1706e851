"""What a database is asked to do, as plain values.

Operations of migrations and the SQL inside ``RunSQL`` are both translated to these statements,
so a rule is written once and sees both. No Django here, and no I/O.

Names are physical: the table and column names the database knows, without quotes. A name that
was given with a schema keeps it, as in ``audit.log``. ``None`` means that the text does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Reference:
    """The far side of a foreign key."""

    table: str
    columns: tuple[str, ...] = ()
    on_delete: str = ""
    on_update: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``default`` is what the database keeps; ``fill`` is written to existing rows only."""

    name: str
    #: As the database spells it, lower case: ``varchar(20)``, ``numeric(8, 2)``. None: unknown.
    type: str | None = None
    null: bool = True
    #: "constant", "stable" (computed once, such as now()), "volatile" (computed for each row),
    #: "unknown" (an expression nobody could judge), or None.
    default: str | None = None
    #: The SQL text of the default or the repr of the value, for messages.
    default_text: str = ""
    #: "constant" or "callable": Django fills existing rows once and drops the default again.
    fill: str | None = None
    primary_key: bool = False
    unique: bool = False
    index: bool = False
    collation: str | None = None
    charset: str | None = None
    #: "stored" or "virtual".
    generated: str | None = None
    #: serial, identity or auto_increment.
    identity: bool = False
    references: Reference | None = None
    check: bool = False
    comment: str | None = None
    #: MySQL: "first" or "after other_column".
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One index. ``columns`` holds plain columns only; ``expressions`` says whether there are others."""

    name: str = ""
    columns: tuple[str, ...] = ()
    unique: bool = False
    #: btree, gin, gist, fulltext, spatial …; empty: the default.
    method: str = ""
    predicate: bool = False
    expressions: bool = False
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One table constraint."""

    #: "unique", "check", "foreign_key", "exclude", "primary_key" or "not_null".
    kind: str
    name: str = ""
    columns: tuple[str, ...] = ()
    references: Reference | None = None
    #: False where it is added NOT VALID (PostgreSQL) or NOT ENFORCED (MySQL).
    validated: bool = True
    #: PostgreSQL's ADD CONSTRAINT … USING INDEX.
    using_index: bool = False
    deferrable: bool = False
    #: A partial unique constraint: Django makes a unique index of it.
    condition: bool = False
    expressions: bool = False
    #: For messages: the text of a check.
    text: str = ""
    #: PostgreSQL: columns that a check in SQL, once it is valid, proves to hold no NULL.
    not_null: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Statement:
    """Base of all statements. ``sql`` is the text it was read from; empty for Django's operations."""

    sql: str = ""

    def __repr__(self) -> str:
        # Written once here: generating it for each class took half of this module's import time.
        values = ((item.name, getattr(self, item.name), item.default) for item in fields(self))
        shown = ", ".join(f"{name}={value!r}" for name, value, default in values if value != default)
        return f"{type(self).__name__}({shown})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TableStatement(Statement):
    """Anything done to one table or to something in it."""

    table: str


# Tables


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateTable(TableStatement):
    """CREATE TABLE. ``kind`` is "table", "m2m", "partition" or "temporary"."""

    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    if_not_exists: bool = False
    #: CREATE TABLE … AS SELECT, or LIKE: the columns are not known.
    copied: bool = False
    kind: str = "table"
    #: MySQL: the storage engine, where stated.
    engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropTable(TableStatement):
    """DROP TABLE. ``kind`` is "table", "m2m" or "temporary"."""

    cascade: bool = False
    if_exists: bool = False
    kind: str = "table"
    #: Tables that its foreign keys point to, where known.
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameTable(TableStatement):
    """ALTER TABLE … RENAME TO."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterTable(TableStatement):
    """Any other change of a table as a whole.

    ``what`` is one of: engine, charset, row_format, logged, unlogged, access_method, tablespace,
    schema, comment, storage_parameters, partitioning, auto_increment, row_security, owner, cluster,
    triggers, replica_identity, inherit, statistics, force_rebuild, other.
    """

    what: str
    detail: str = ""
    algorithm: str = ""
    lock: str = ""


# Columns


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AddColumn(TableStatement):
    """ALTER TABLE … ADD COLUMN. A foreign key, unique, index or check it carries is part of ``column``."""

    column: Column
    if_not_exists: bool = False
    #: MySQL: as stated, lower case ("instant", "none"); empty where not stated.
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropColumn(TableStatement):
    """ALTER TABLE … DROP COLUMN."""

    column: Column
    cascade: bool = False
    if_exists: bool = False
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameColumn(TableStatement):
    """ALTER TABLE … RENAME COLUMN."""

    column: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterColumn(TableStatement):
    """A column changes in place.

    ``changed`` holds what changes: type, null, default, collation, charset, identity, generated,
    comment, position, statistics, storage, check. ``before`` is None where only SQL is known;
    ``after`` then holds just what the SQL states.
    """

    before: Column | None
    after: Column
    changed: frozenset[str]
    #: PostgreSQL: the statement has a USING clause.
    using: bool = False
    algorithm: str = ""
    lock: str = ""


# Indexes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateIndex(TableStatement):
    """CREATE INDEX."""

    index: Index
    concurrently: bool = False
    if_not_exists: bool = False
    #: PostgreSQL: ON ONLY a partitioned table, whose partitions get no index yet.
    only: bool = False
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropIndex(Statement):
    """DROP INDEX. PostgreSQL and SQLite do not name the table."""

    index: Index
    table: str | None = None
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameIndex(Statement):
    """ALTER INDEX … RENAME TO."""

    name: str
    to: str
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reindex(Statement):
    """REINDEX. ``scope`` is index, table, schema, database or system."""

    name: str
    scope: str = "index"
    concurrently: bool = False


# Constraints


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AddConstraint(TableStatement):
    """ALTER TABLE … ADD CONSTRAINT."""

    constraint: Constraint
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropConstraint(TableStatement):
    """ALTER TABLE … DROP CONSTRAINT. SQL does not always tell the kind: then it is ""."""

    constraint: Constraint
    cascade: bool = False
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ValidateConstraint(TableStatement):
    """ALTER TABLE … VALIDATE CONSTRAINT."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterConstraint(TableStatement):
    """ALTER TABLE … ALTER or RENAME CONSTRAINT. ``to`` is the new name, if any."""

    name: str
    to: str = ""


# Partitions


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AttachPartition(TableStatement):
    """ALTER TABLE … ATTACH PARTITION."""

    partition: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DetachPartition(TableStatement):
    """ALTER TABLE … DETACH PARTITION."""

    partition: str
    concurrently: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropPartition(TableStatement):
    """MySQL's ALTER TABLE … DROP PARTITION, or TRUNCATE PARTITION where ``truncate``."""

    partition: str
    truncate: bool = False


# Types


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AddEnumValue(Statement):
    """ALTER TYPE … ADD VALUE."""

    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameEnumValue(Statement):
    """ALTER TYPE … RENAME VALUE."""

    type: str
    value: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterDomain(Statement):
    """ALTER DOMAIN. ``what`` is add_constraint, set_not_null, validate, drop_constraint or other."""

    domain: str
    what: str
    validated: bool = True


# Any other object: view, materialized_view, function, procedure, trigger, schema, database, extension, sequence,
# type, domain, policy, role, rule, event, server, publication, subscription, statistics, aggregate, cast, operator …


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateObject(Statement):
    """CREATE of anything without a class of its own. ``table`` is set for triggers, rules and policies."""

    kind: str
    name: str
    replace: bool = False
    if_not_exists: bool = False
    table: str | None = None
    #: Rules: what they do, as in "delete instead nothing" or "insert where also something".
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropObject(Statement):
    """DROP of anything without a class of its own."""

    kind: str
    name: str
    cascade: bool = False
    if_exists: bool = False
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterObject(Statement):
    """ALTER of anything without a class of its own. ``what`` is "rename", "update", "owner" … or ""."""

    kind: str
    name: str
    what: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RefreshView(Statement):
    """REFRESH MATERIALIZED VIEW."""

    name: str
    concurrently: bool = False


# Rows


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Update(TableStatement):
    """UPDATE. ``where`` is False without a condition, or with one that is always true."""

    where: bool
    #: LIMIT, or a primary key range: the statement touches a bounded number of rows.
    bounded: bool = False
    #: The columns it sets.
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Delete(TableStatement):
    """DELETE FROM."""

    where: bool
    bounded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Insert(TableStatement):
    """INSERT. ``source`` is "values", "select" or "default"."""

    source: str = "values"
    #: REPLACE INTO or INSERT OR REPLACE: rows may be overwritten.
    replaces: bool = False
    #: ON CONFLICT / ON DUPLICATE KEY: safe to run twice.
    on_conflict: bool = False


@dataclass(frozen=True, slots=True)
class MergeAction:
    """One WHEN … THEN of a MERGE."""

    #: "insert", "update", "delete" or "nothing".
    verb: str
    #: "matched", "not matched by target" or "not matched by source".
    when: str
    #: Whether more than the match is asked: AND …, or for "matched" a join condition that is not always true.
    where: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Merge(TableStatement):
    """MERGE INTO."""

    actions: tuple[MergeAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Truncate(TableStatement):
    """TRUNCATE; one statement for each table named."""

    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Select(Statement):
    """SELECT and other reads (SHOW, EXPLAIN, VALUES, reading PRAGMAs).

    ``functions`` holds the functions it calls: a SELECT may write through them.
    """

    functions: tuple[str, ...] = ()


# The session and the server


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Transaction(Statement):
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT …: ``verb`` is "begin", "commit", "rollback" or "savepoint"."""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SetParameter(Statement):
    """SET or a writing PRAGMA. ``name`` is lower case; ``local`` is SET LOCAL."""

    name: str
    value: str = ""
    local: bool = False
    #: SET GLOBAL, ALTER SYSTEM, ALTER DATABASE/ROLE … SET: outlives the session.
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LockTable(TableStatement):
    """LOCK TABLE."""

    mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Maintenance(Statement):
    """``verb`` is vacuum, vacuum_full, cluster, analyze, optimize, checkpoint, repair, check or flush."""

    verb: str
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Grant(Statement):
    """GRANT and REVOKE: ``verb`` is "grant" or "revoke"."""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Comment(Statement):
    """COMMENT ON."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Block(Statement):
    """DO $$ … $$, CALL, or an anonymous block: code that was not looked into."""

    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Copy(TableStatement):
    """COPY, LOAD DATA: rows from or to a file."""

    reads_file: bool = True
    writes_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opaque(Statement):
    """Something that could not be understood. ``reason`` says why; a human has to look."""

    reason: str


# Code


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CodeFact:
    """One thing that Python code does, found by reading its syntax tree.

    ``kind`` is one of the words in ``schemaguard/steps/python_code.py``.
    """

    kind: str
    line: int = 0
    #: The name it is about: a model, a function, a module.
    name: str = ""
    #: For rows that are changed: the fields that get other values; None where that is not known.
    fields: tuple[str, ...] | None = field(default=None, compare=False)
    #: The only kinds of databases on which the code gets here. None: all of them.
    only: frozenset[str] | None = None
    #: Kinds of databases on which it never gets here.
    never: frozenset[str] = frozenset()

    def happens_on(self, vendor: str) -> bool:
        """Whether the code may get here on this kind of database."""
        return vendor not in self.never and (self.only is None or vendor in self.only)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RunCode(Statement):
    """Python that a RunPython operation calls."""

    name: str
    #: RunPython.noop, or a function whose body does nothing.
    noop: bool = False
    #: False where the source could not be read: nothing is known then.
    readable: bool = True
    #: The operation's own ``atomic``; None follows the migration.
    atomic: bool | None = None
    path: str = ""
    facts: tuple[CodeFact, ...] = ()
