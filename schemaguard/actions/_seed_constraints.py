"""What constraints say in their texts: which columns they are about, limits of one column, and literals to try.

Nothing here decides whether a row is valid; the database does. It only makes it likely that the first row is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from schemaguard.actions._seed_patterns import matching
from schemaguard.databases.values import Accepts
from schemaguard.schema.objects import Table

_WORDS = re.compile(r"\w+")
_STRINGS = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_NUMBERS = re.compile(rf"(?<![\w.']){_NUMBER}(?![\w.'])")
#: A regular expression: PostgreSQL, MySQL, and what Django asks SQLite for.
_MATCHES = re.compile(
    r"(?:~\*?|\bregexp\b|\brlike\b)\s*(?:cast|similar_to_escape)?[\s(]*'((?:[^']|'')*)'", re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_CASTS = re.compile(r"::[a-z][a-z ]*(?:\(\d+(?:, ?\d+)?\))?(?:\[\])?")
_LIMIT = re.compile(rf"""[`"]?(\w+)[`"]? ?(>=|>|<=|<) ?'?({_NUMBER})'?""")
_BETWEEN = re.compile(rf"""[`"]?(\w+)[`"]? between '?({_NUMBER})'? and '?({_NUMBER})'?""")


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison of one column with one number."""

    column: str
    operator: str
    number: Decimal

    def narrowed(self, accepts: Accepts) -> Accepts:
        """What the column takes within it."""
        if accepts.family not in ("integer", "decimal", "float"):
            return accepts
        step = Decimal(1) if accepts.family == "integer" else Decimal(1).scaleb(-(accepts.places or 2))
        if self.operator[0] == ">":
            low = self.number if self.operator == ">=" else self.number + step
            return replace(accepts, low=low if accepts.low is None else max(low, Decimal(accepts.low)))
        high = self.number if self.operator == "<=" else self.number - step
        return replace(accepts, high=high if accepts.high is None else min(high, Decimal(accepts.high)))


def limits(expression: str) -> tuple[Limit, ...]:
    """The comparisons that an expression consists of; empty where there is anything else in it."""
    text = " ".join(_CASTS.sub("", expression).replace("(", " ").replace(")", " ").split()).lower()
    if found := _BETWEEN.fullmatch(text):
        return (Limit(found[1], ">=", Decimal(found[2])), Limit(found[1], "<=", Decimal(found[3])))
    parts = [_LIMIT.fullmatch(part) for part in text.split(" and ")]
    if not all(parts):
        return ()
    return tuple(Limit(part[1], part[2], Decimal(part[3])) for part in parts if part)


def literals(expression: str) -> tuple[list[str], list[Decimal]]:
    """Strings and numbers in an expression."""
    strings = [text.replace("''", "'") for text in _STRINGS.findall(expression)]
    numbers = [Decimal(text) for text in _NUMBERS.findall(_STRINGS.sub("", _CASTS.sub("", expression)))]
    return strings, numbers + [Decimal(text) for text in strings if re.fullmatch(r"-?\d{1,20}(?:\.\d{1,20})?", text)]


def suggested(expressions: list[str], accepts: Accepts) -> Iterator[Any]:
    """Values of a column's own kind that stand in expressions, and those beside them: other numbers, longer texts."""
    found = [literals(expression) for expression in expressions]
    numbers = [number for _, numbers in found for number in numbers]
    if accepts.family == "text":
        patterns = [pattern for expression in expressions for pattern in _MATCHES.findall(expression)]
        yield from (text for pattern in patterns for text in matching(pattern.replace("''", "'").replace("\\\\", "\\")))
        texts = [text.strip("%^$") for strings, _ in found for text in strings]
        yield from (text + end for end in ("", "1", "2", "3") for text in texts)
        lengths = [int(number) for number in numbers if 0 < number <= 200]
        yield from ((start * 200)[:length] for start in ("12345", "Abcde", "xyz0-", "XYZ98") for length in lengths)
    elif accepts.family == "integer":
        yield from (int(number) + step for number in numbers for step in (0, 1, -1))
    elif accepts.family in ("decimal", "float"):
        make = float if accepts.family == "float" else Decimal
        yield from (make(number) + step for number in numbers for step in (0, 1, -1))
    elif accepts.family in ("date", "timestamp"):
        days = [day for strings, _ in found for text in strings for day in _days(text)]
        yield from (_moment(day + dt.timedelta(days=step), accepts) for step in (1, 5, 2, 0, -1) for day in days)


def _days(text: str) -> Iterator[dt.date]:
    if _DAY.match(text):
        with suppress(ValueError):
            yield dt.date.fromisoformat(text[:10])


def _moment(day: dt.date, accepts: Accepts) -> dt.date:
    return day if accepts.family == "date" else dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def holds_json(expression: str, column: str) -> bool:
    """Whether a check asks for JSON in a column, in which only JSON may be looked for."""
    return bool(re.search(rf"\bjson_\w+\(\W*{re.escape(column)}\W", expression, re.IGNORECASE))


def holds_list(expression: str, column: str) -> bool:
    """Whether a check asks for a list in JSON."""
    return bool(re.search(rf"json\w*_type\w*\(\W*{re.escape(column)}\W.*'array'", expression, re.IGNORECASE))


def mentioned(table: Table, text: str) -> set[str]:
    """The columns of a table whose names stand in a text."""
    words = {word.lower() for word in _WORDS.findall(text)}
    return {
        column.name
        for column in table.columns
        if column.name.lower() in words or (not column.name.isidentifier() and column.name in text)
    }


def constrained(table: Table) -> Mapping[str, set[str]]:
    """The columns of each constraint that a row can break, by its name."""
    found = {check.name: mentioned(table, check.expression) for check in table.checks}
    for keys in (table.primary_key, table.uniques, table.foreign_keys):
        found |= {key.name: set(key.columns) for key in keys}
    found |= {
        index.name: mentioned(table, " ".join((*index.elements, index.predicate)))
        for index in table.indexes
        if index.unique
    }
    return found | {
        item.name: mentioned(table, " ".join((*item.elements, item.predicate))) for item in table.exclusions
    }


def blamed(error: BaseException, table: Table) -> set[str]:
    """The columns that an error is about; empty where it does not say."""
    cause = error.__cause__ or error
    known = constrained(table)
    details = getattr(cause, "diag", None)
    if details is not None:
        if details.constraint_name in known:
            return known[details.constraint_name]
        if details.column_name:
            return {details.column_name}
        if details.datatype_name:
            return {column.name for column in table.columns if details.datatype_name in column.type}
    text = str(cause)
    for name in sorted(known, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            return known[name]
    if "for key" in text and "PRIMARY" in text and table.primary_key:
        return set(table.primary_key[0].columns)
    return mentioned(table, text)
