"""Values that another type does not hold in PostgreSQL.

With USING, which Django writes where the kind of type changes, longer texts are cut and fractions rounded without a
word; without it they are refused: see type_losses. Where a condition can say which values fail, it does. All other
casts are tried by the server itself, row by row in a block that writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemaguard.databases.postgresql.quoting import literal
from schemaguard.databases.postgresql.type_losses import losses
from schemaguard.databases.postgresql.type_names import TypeName, read
from schemaguard.databases.probing import EXAMPLES, CannotTell, Counted, Misfits, TooLong
from schemaguard.databases.probing_sql import Asked, shown

if TYPE_CHECKING:
    from schemaguard.databases.postgresql.probing import PostgreSQLProber

_TEXTS = frozenset({"varchar", "text", "citext", "char"})
_BITS = {"smallint": 16, "integer": 32, "bigint": 64}
_NUMBERS = frozenset({*_BITS, "numeric", "real", "double precision"})
_TIMES = frozenset({"date", "timestamp", "timestamp with time zone", "time", "time with time zone", "interval"})
#: pg_input_is_valid came with 16.
_VALIDATES = (16,)
_BETWEEN, _AFTER = "\x1f", "\x1e"


def misfit(question: Misfits, value: str, version: tuple[int, ...]) -> Asked | None:
    """The condition for values that do not fit; None where only the cast itself can tell. Raises CannotTell."""
    old, new = _types(question)
    if losses(old, new) == []:
        return Asked("FALSE")
    if old.array or new.array:
        return None
    if new.name in _TEXTS and new.limit is not None:
        return _too_long(old, new, value, question.using)
    if {old.name, new.name} <= _NUMBERS:
        return _number(new, value)
    if new.name == "boolean" and old.name in _BITS:
        return Asked(f"{value} NOT IN (0, 1)", what="is neither 0 nor 1, and would become true")
    if {old.name, new.name} <= _TIMES:
        back = f"({value}::{question.after.type})::{question.before.type}"
        return Asked(f"{back} IS DISTINCT FROM {value}", what="would lose a part of its time")
    if old.name in _TEXTS and version >= _VALIDATES:
        valid = f"pg_input_is_valid({value}::text, {literal(str(question.after.type))})"
        return Asked(f"NOT {valid}", what=f"is no {new.name}")
    return None


def _types(question: Misfits) -> tuple[TypeName, TypeName]:
    before, after = question.before.type, question.after.type
    if before is None or after is None:
        raise CannotTell("the types are not known")
    return read(before), read(after)


def _too_long(old: TypeName, new: TypeName, value: str, using: bool) -> Asked:
    limit = new.limit or 0
    if old.name in _TEXTS and not using:
        # Blanks at the end go without an error: manual 18, section 8.3.
        return Asked(f"rtrim(substr({value}, {limit + 1}), ' ') <> ''", what=f"is longer than {limit} characters")
    cut = f"is longer than {limit} characters, and would be cut without an error"
    return Asked(f"char_length({value}::text) > {limit}", what=cut)


def _number(new: TypeName, value: str) -> Asked:
    number = f"{value}::numeric"
    if new.name in _BITS:
        most = 2 ** (_BITS[new.name] - 1)
        outside = f"round({number}) NOT BETWEEN {-most} AND {most - 1}"
        return Asked(
            f"({outside} OR round({number}) <> {number})",
            what=f"is no whole number from {-most:,} to {most - 1:,}, and would be refused or rounded",
        )
    if new.name == "numeric" and new.sizes:
        precision, scale = new.sizes
        outside = f"abs(round({number}, {scale})) >= 1e{precision - scale}::numeric"
        return Asked(
            f"({outside} OR round({number}, {scale}) <> {number})",
            what=f"does not fit numeric({precision}, {scale}), and would be refused or rounded",
        )
    return Asked(f"({value}::{new.name})::numeric <> {number}", what="would lose digits")


# Casts that the server tries


def tried(prober: PostgreSQLProber, question: Misfits) -> Counted:
    """How many values the server does not cast. Raises CannotTell."""
    old, new = _types(question)
    if losses(old, new) == "no cast":
        raise CannotTell(f"there is no cast from {old.name} to {new.name}, so the migration fails as soon as it runs")
    try:
        return _try(prober, question, prober.seconds * 0.8, sample=False)
    except TooLong:
        pass
    try:
        return _try(prober, question, prober.seconds * 0.2, sample=True)
    except TooLong as error:
        raise CannotTell("there was no answer in time, not even for a part of the rows") from error


def _try(prober: PostgreSQLProber, question: Misfits, seconds: float, *, sample: bool) -> Counted:
    view, value = question.view, prober.value(question.view, question.column)
    source = prober.source(view, question.column, sample=sample)
    keys = prober.keys(view)
    text = "||".join(f"{key}::text||{literal(_BETWEEN)}" for key in keys) or "''"
    order = f" ORDER BY {', '.join(keys)}" if keys else ""
    rows = f"SELECT {value} AS v, {text} AS k FROM {source} WHERE {value} IS NOT NULL{order}"
    body = (
        f"DECLARE r record; n bigint := 0; m bigint := 0; k text := ''; BEGIN FOR r IN {rows} LOOP m := m + 1;"
        f" BEGIN PERFORM r.v::{question.after.type}; EXCEPTION WHEN OTHERS THEN n := n + 1;"
        f" IF n <= {EXAMPLES} THEN k := k || r.k || {literal(_AFTER)}; END IF; END; END LOOP;"
        f" PERFORM set_config('schemaguard.found', n || {literal(_AFTER)} || m || {literal(_AFTER)} || k, true); END"
    )
    block = (f"DO {_dollars(body)}", "SELECT current_setting('schemaguard.found')")
    ((said,),) = prober.rows(block, seconds)
    count, looked_at, *found = said.split(_AFTER)
    examples = tuple(
        ", ".join(f"{name}={shown(key)}" for name, key in zip(view.key, item.split(_BETWEEN), strict=False))
        for item in found
        if item.strip(_BETWEEN)
    )
    return Counted(
        int(count),
        examples,
        _shown(prober, question, value) if int(count) else "",
        int(looked_at) if sample else None,
        what=f"cannot be read as {read(str(question.after.type)).name}",
    )


def _shown(prober: PostgreSQLProber, question: Misfits, value: str) -> str:
    """A block that says the keys: before 16 no condition does."""
    keys = "||' '||".join(f"{key}::text" for key in prober.keys(question.view)) or "''"
    source = prober.source(question.view, question.column)
    body = (
        f"DECLARE r record; BEGIN FOR r IN SELECT {value} AS v, {keys} AS k FROM {source} WHERE {value} IS NOT NULL"
        f" LOOP BEGIN PERFORM r.v::{question.after.type}; EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', r.k; END;"
        " END LOOP; END"
    )
    return f"DO {_dollars(body)};"


def _dollars(body: str) -> str:
    return f"$schemaguard$ {body} $schemaguard$"
