"""The objects of a schema as frozen values.

All are named tuples: made in bulk, compared and sorted without running Python code for each. A field that
holds its default is left out of documents and fingerprints: a new field with a default, at the end, changes neither.
Texts are spelled as the database spells them, after normalisation. An empty text means "none".
"""

from __future__ import annotations

from typing import Any, NamedTuple

#: Rare attributes by name, sorted.
Options = tuple[tuple[str, str], ...]


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: str
    nullable: bool = True
    #: An expression, or a literal with its quotes.
    default: str = ""
    #: How the database fills it: "always", "by default", "serial", "auto_increment", "rowid"; with options that differ.
    identity: str = ""
    #: "stored EXPRESSION" or "virtual EXPRESSION".
    generated: str = ""
    #: Only where it is not what the type, the table or the database gives anyway.
    collation: str = ""
    comment: str = ""
    options: Options = ()
    #: Place in the table, from 1, without gaps. It means nothing to a comparison, but is noted.
    position: int = 0


class PrimaryKey(NamedTuple):
    """The primary key of a table."""

    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    #: "deferrable" or "initially deferred".
    deferrable: str = ""
    options: Options = ()
    comment: str = ""
    #: Whether the database or Django chose the name, which then means nothing.
    auto_named: bool = False


class Unique(NamedTuple):
    """A unique constraint."""

    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_distinct: bool = True
    deferrable: str = ""
    options: Options = ()
    comment: str = ""
    auto_named: bool = False


class Check(NamedTuple):
    """A check constraint."""

    name: str
    expression: str
    validated: bool = True
    options: Options = ()
    comment: str = ""
    auto_named: bool = False


class Exclusion(NamedTuple):
    """An exclusion constraint."""

    name: str
    #: Each with its operator: "period WITH &&".
    elements: tuple[str, ...]
    method: str = ""
    predicate: str = ""
    include: tuple[str, ...] = ()
    deferrable: str = ""
    options: Options = ()
    comment: str = ""
    auto_named: bool = False


class ForeignKey(NamedTuple):
    """A foreign key."""

    name: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    #: "CASCADE", "SET NULL", …; "NO ACTION" is the default everywhere and empty here.
    on_delete: str = ""
    on_update: str = ""
    match: str = ""
    deferrable: str = ""
    validated: bool = True
    options: Options = ()
    comment: str = ""
    auto_named: bool = False


class Index(NamedTuple):
    """An index that is not just the means of a constraint."""

    name: str
    #: Columns, or expressions in brackets, each with what is not the default: collation, operator class, direction.
    elements: tuple[str, ...]
    unique: bool = False
    #: "btree", "gin", "fulltext", "hash" …; empty where the database has one kind only.
    method: str = ""
    include: tuple[str, ...] = ()
    predicate: str = ""
    nulls_distinct: bool = True
    #: False: a build that failed left it behind, and no query uses it.
    valid: bool = True
    #: False: kept up to date, but hidden from the planner.
    visible: bool = True
    options: Options = ()
    comment: str = ""
    auto_named: bool = False


class Trigger(NamedTuple):
    """A trigger of a table or a view."""

    name: str
    #: When, on what, and what it runs, as one normalised text.
    definition: str
    #: How it is enabled, where that is not the default: "disabled", "replica", "always".
    enabled: str = ""
    options: Options = ()
    comment: str = ""


class Policy(NamedTuple):
    """A row-level-security policy."""

    name: str
    command: str
    permissive: bool = True
    roles: tuple[str, ...] = ()
    using: str = ""
    with_check: str = ""
    comment: str = ""


class Rule(NamedTuple):
    """A rewrite rule that is not just the body of a view."""

    name: str
    definition: str
    enabled: str = ""
    comment: str = ""


class Statistics(NamedTuple):
    """Extended statistics on several columns or expressions."""

    name: str
    elements: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    options: Options = ()
    comment: str = ""
    auto_named: bool = False


class Field(NamedTuple):
    """A field found in the documents of a collection. Its path is dotted; an array adds "[]"."""

    name: str
    #: BSON types as ``$type`` names them, sorted.
    types: tuple[str, ...]
    #: Whether every document that was read has it; inside an array, whether every element has.
    always: bool = False


class Database(NamedTuple):
    """What holds for the database as a whole."""

    name: str = "database"
    options: Options = ()


class Schema(NamedTuple):
    """A namespace other than the one the snapshot was taken for."""

    name: str
    comment: str = ""


class Table(NamedTuple):
    """A table with everything that belongs to it."""

    name: str
    #: Empty for the schema the snapshot was taken for.
    schema: str = ""
    #: "partitioned", "foreign", "virtual"; empty for an ordinary one.
    kind: str = ""
    columns: tuple[Column, ...] = ()
    primary_key: tuple[PrimaryKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    policies: tuple[Policy, ...] = ()
    rules: tuple[Rule, ...] = ()
    statistics: tuple[Statistics, ...] = ()
    partition_by: str = ""
    partition_of: str = ""
    partition_bound: str = ""
    inherits: tuple[str, ...] = ()
    options: Options = ()
    comment: str = ""


class View(NamedTuple):
    """A view; in MongoDB its body is the pipeline."""

    name: str
    schema: str = ""
    #: "materialized" or empty.
    kind: str = ""
    body: str = ""
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    rules: tuple[Rule, ...] = ()
    statistics: tuple[Statistics, ...] = ()
    options: Options = ()
    comment: str = ""


class Sequence(NamedTuple):
    """A sequence that is not just the means of an identity or serial column."""

    name: str
    schema: str = ""
    type: str = ""
    start: str = ""
    increment: str = ""
    minimum: str = ""
    maximum: str = ""
    cache: str = ""
    cycle: bool = False
    #: "table.column".
    owned_by: str = ""
    options: Options = ()
    comment: str = ""


class Routine(NamedTuple):
    """A function, procedure or aggregate. The name carries the types of its arguments."""

    name: str
    schema: str = ""
    kind: str = "function"
    arguments: str = ""
    returns: str = ""
    language: str = ""
    body: str = ""
    options: Options = ()
    comment: str = ""


class Enum(NamedTuple):
    """An enumerated type. The order of its labels means something."""

    name: str
    schema: str = ""
    labels: tuple[str, ...] = ()
    comment: str = ""


class Domain(NamedTuple):
    """A type with constraints."""

    name: str
    schema: str = ""
    type: str = ""
    nullable: bool = True
    default: str = ""
    collation: str = ""
    checks: tuple[Check, ...] = ()
    comment: str = ""


class CompositeType(NamedTuple):
    """A row type that stands alone. Each attribute is "name type"."""

    name: str
    schema: str = ""
    attributes: tuple[str, ...] = ()
    comment: str = ""


class Extension(NamedTuple):
    """An extension of the server. What it owns is not listed."""

    name: str
    version: str = ""
    #: The schema its objects are in.
    home: str = ""
    comment: str = ""


class Collection(NamedTuple):
    """A MongoDB collection."""

    name: str
    #: "time-series" or empty.
    kind: str = ""
    #: Capped, clustered, collation …: each value as canonical JSON.
    options: Options = ()
    #: Canonical JSON.
    validator: str = ""
    validation_level: str = ""
    validation_action: str = ""
    indexes: tuple[Index, ...] = ()
    fields: tuple[Field, ...] = ()
    #: How the fields were found: "inferred" from a sample, "exact", or empty: not looked at.
    profile: str = ""


class Other(NamedTuple):
    """Anything else that has a name and a definition: an event, a publication, a range type, a foreign server …"""

    name: str
    schema: str = ""
    kind: str = ""
    definition: str = ""
    options: Options = ()
    comment: str = ""


#: What Python can say of any of them; the classes above say which fields there are.
SchemaObject = Any
