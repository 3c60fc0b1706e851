"""What statements speak of: columns, indexes and constraints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """The far side of a foreign key."""

    table: str
    columns: tuple[str, ...] = ()
    on_delete: str = ""
    on_update: str = ""
    #: MATCH FULL: of several columns all have a value, or none.
    full: bool = False


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
