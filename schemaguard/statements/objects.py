"""What is done to types, and to any other object that has a name."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import Statement

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Comment(Statement):
    """COMMENT ON."""

    kind: str
    name: str
