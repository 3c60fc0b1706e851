"""What rules about the Python of RunPython share."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Hit, Severity
from schemaguard.statements import CodeFact, RunCode


def one_hit_each(
    statement: RunCode, kind: str, message: str, *, severity: Severity | None = None, effect: str = ""
) -> Iterator[Hit]:
    """One hit for each thing that facts of this kind are about; ``message`` may use {code} and {name}."""
    for name in dict.fromkeys(fact.name for fact in facts(statement, kind)):
        code = short_name(statement)
        text = message.format(code=code, name=name or "something")
        yield Hit(text, subject=f"{code} {name}".strip(), severity=severity, effect=effect)


def short_name(statement: RunCode) -> str:
    """The function's name without its module."""
    return statement.name.rpartition(".")[2] or statement.name


def facts(statement: RunCode, *kinds: str) -> list[CodeFact]:
    """The facts of these kinds."""
    return [fact for fact in statement.facts if fact.kind in kinds]
