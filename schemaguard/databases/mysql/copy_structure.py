"""What SHOW CREATE says of each object of a database, as statements that make it again in another database.

Only the own name of the database is taken out, so that a copy refers to itself, and the definer, who may not exist
elsewhere. What still names another database that is there would read or write it: such an object is not made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from schemaguard.databases.mysql.catalogue import quoted, run
from schemaguard.databases.mysql.parse_grammar import PATTERNS
from schemaguard.databases.mysql.session import variables
from schemaguard.databases.tokens import Lexer, Token
from schemaguard.schema.objects import ForeignKey, Table

_ACCOUNT = r"(?:`(?:[^`]|``)*`|'(?:[^']|'')*'|[\w.%-]+)"
_DEFINER = re.compile(
    rf"\A(CREATE\s+(?:OR\s+REPLACE\s+)?(?:ALGORITHM=\w+\s+)?)DEFINER\s*=\s*{_ACCOUNT}(?:@{_ACCOUNT})?\s+",
    re.IGNORECASE,
)
_ENABLED = re.compile(r"(\bON COMPLETION (?:NOT )?PRESERVE) (?:ENABLE|DISABLE ON (?:SLAVE|REPLICA))\b")
#: Which column of SHOW CREATE has the text, and which the mode it was written in.
_COLUMNS = {"TABLE": (1, None), "VIEW": (1, None), "SEQUENCE": (1, None), "TRIGGER": (2, 1), "EVENT": (3, 1)}
_PROGRAM = (2, 1)
#: Whoever reads these writes nothing.
_READ_ONLY = {"information_schema", "performance_schema"}


class Elsewhere(ValueError):
    """An object that has to do with another database. The text is its name."""


@dataclass(frozen=True, slots=True)
class Names:
    """What names of databases mean in texts of one of them."""

    own: str
    #: All databases that this user knows of, folded where case means nothing.
    databases: Container[str]
    fold: Callable[[str], str] = field(default=str)


@dataclass(frozen=True, slots=True)
class Made:
    """A statement that makes an object, and the mode in which it must be sent; None: any."""

    kind: str
    name: str
    sql: str
    sql_mode: str | None = None


def names_of(cursor: Any, own: str) -> Names:
    """The databases of the server, as this user may know them."""
    ((lower,),) = run(cursor, "SELECT @@lower_case_table_names")
    fold = str if int(lower) == 0 else str.casefold
    found = [str(row[0]) for row in run(cursor, "SHOW DATABASES")]
    return Names(fold(own), frozenset(fold(name) for name in found) - _READ_ONLY, fold)


def made(cursor: Any, kind: str, name: str, names: Names) -> Made | None:
    """How to make an object again. None: this user may not see it. Raises Elsewhere."""
    ((*row,),) = run(cursor, f"SHOW CREATE {kind} {quoted(name)}")
    text_at, mode_at = _COLUMNS.get(kind, _PROGRAM)
    if not row[text_at]:
        return None
    text = _DEFINER.sub(r"\1", str(row[text_at]))
    mode = None if mode_at is None else str(row[mode_at])
    return Made(kind, name, at_home(text, names, mode or ""), mode)


def run_made(cursor: Any, item: Made) -> None:
    """Make it."""
    if item.sql_mode is None:
        cursor.execute(item.sql)
        return
    with variables(cursor, {"sql_mode": item.sql_mode}):
        cursor.execute(item.sql)


def stored_columns(table: Table) -> str:
    """The columns that a row is written with, as a list in SQL: the others are computed."""
    return ", ".join(quoted(column.name) for column in table.columns if not column.generated)


def orphans(child: Table, key: ForeignKey, parent: Table) -> str:
    """Rows ``c`` of the child in the copy that refer to nothing. Where a part of the key is NULL, nothing is meant."""
    given = [f"c.{quoted(name)} IS NOT NULL" for name in key.columns]
    refers = equal("t", key.target_columns, "c", key.columns)
    return (
        f"{quoted(child.name)} c LEFT JOIN {quoted(parent.name)} t ON {refers} "
        f"WHERE {' AND '.join(given)} AND t.{quoted(key.target_columns[0])} IS NULL"
    )


def equal(left: str, names: Sequence[str], right: str, others: Sequence[str]) -> str:
    """A condition that joins two tables."""
    pairs = zip(names, others, strict=True)
    return " AND ".join(f"{left}.{quoted(name)} = {right}.{quoted(other)}" for name, other in pairs)


def said(error: BaseException) -> str:
    """What the server has to say, as a sentence."""
    text = " ".join(str(error.args[1] if len(error.args) > 1 else error).split())
    return text if text.endswith(".") else f"{text}."


def disabled(event: Made) -> Made:
    """An event that does not run. Its text comes from the server, which always says whether it is enabled."""
    return Made(event.kind, event.name, _ENABLED.sub(r"\1 DISABLE", event.sql, count=1), event.sql_mode)


def at_home(text: str, names: Names, sql_mode: str = "") -> str:
    """The text without the database's own name. Raises Elsewhere where another one is named."""
    kinds = ("word", "name", "double") if "ANSI_QUOTES" in sql_mode else ("word", "name")
    tokens = _lexer().read(text)
    pieces, position = [], 0
    for index in range(len(tokens) - 2):
        if not _is_qualifier(tokens, index, kinds):
            continue
        name = names.fold(tokens[index].value)
        if name == names.own:
            pieces.append(text[position : tokens[index].start])
            position = tokens[index + 2].start
        elif name in names.databases:
            raise Elsewhere(tokens[index].value)
    return "".join((*pieces, text[position:]))


def _is_qualifier(tokens: Sequence[Token], index: int, kinds: Container[str]) -> bool:
    """Whether a name stands before a dot, and not behind one. NEW and OLD are rows."""
    after_dot = index > 0 and tokens[index - 1].text == "."
    token = tokens[index]
    return token.kind in kinds and tokens[index + 1].text == "." and not after_dot and token.word not in ("NEW", "OLD")


@cache
def _lexer() -> Lexer:
    return Lexer(PATTERNS, backslash=True)
