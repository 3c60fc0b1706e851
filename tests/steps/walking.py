"""Walks over migrations that are given as text."""

from __future__ import annotations

from typing import Any

from django.db.migrations.state import ProjectState

from schemaguard.databases.registry import database
from schemaguard.statements import Statement
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import MigrationSteps, Step
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target
from tests.rules.harness import migration_file

BASIC = """
operations = [
    migrations.CreateModel("Author", [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
        ("friends", models.ManyToManyField("self")),
    ]),
    migrations.CreateModel("Book", [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=50)),
        ("author", models.ForeignKey("shop.Author", models.CASCADE)),
        ("readers", models.ManyToManyField("shop.Author", related_name="+")),
    ]),
]
"""


def plan(*bodies: str) -> list[MigrationFile]:
    """Migrations made from the bodies of their classes, one after the other."""
    return [migration_file(body, f"{number:04}_step") for number, body in enumerate(bodies, 1)]


def course(target: str = "postgresql 16", *aliases: str) -> Course:
    """What is judged: a server, and the databases on it."""
    chosen = Target.parse(target)
    return Course(chosen, database(chosen.vendor), aliases or ("default",))


def walked(*bodies: str, target: str = "postgresql 16", together: bool = False) -> list[MigrationSteps]:
    """The steps of each migration. ``together``: all are one release."""
    options: dict[str, Any] = {"unit_of": lambda file: "this change"} if together else {}
    return list(Walk([course(target)], ProjectState(), **options).migrations(plan(*bodies)))


def steps(*bodies: str, **options: Any) -> tuple[Step, ...]:
    """The steps of the last migration."""
    return walked(*bodies, **options)[-1].steps


def statements(*bodies: str, **options: Any) -> list[tuple[str, Statement]]:
    """The forward statements of the last migration, each with its kind."""
    return [(type(s).__name__, s) for step in steps(*bodies, **options) for s in step.statements]


def body(*operations: str) -> str:
    """A migration with these operations."""
    return "operations = [\n" + "".join(f"    {operation},\n" for operation in operations) + "]"
