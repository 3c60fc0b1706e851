"""Runs a rule over the body of a ``class Migration``, given as text.

The models that exist beforehand are those of ``GIVEN``; a case may add to them. Everything given
counts as released earlier.
"""

from __future__ import annotations

import atexit
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import migrations, models
from django.db.migrations.state import ProjectState

from schemaguard.conf import Settings
from schemaguard.databases.registry import database
from schemaguard.findings import Finding
from schemaguard.rules.base import Rule
from schemaguard.rules.judge import Judge
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import Context, MigrationSteps
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target

GIVEN = """
operations = [
    migrations.CreateModel("Customer", [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=100)),
        ("email", models.CharField(max_length=254, null=True)),
        ("joined", models.DateTimeField(null=True)),
    ]),
    migrations.CreateModel("Tag", [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
    ]),
    migrations.CreateModel("Product", [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=100)),
        ("sku", models.CharField(max_length=20, unique=True)),
        ("price", models.DecimalField(max_digits=8, decimal_places=2)),
        ("stock", models.IntegerField(default=0)),
    ]),
    migrations.CreateModel("Order", [
        ("id", models.BigAutoField(primary_key=True)),
        ("customer", models.ForeignKey("shop.Customer", models.CASCADE)),
        ("number", models.CharField(max_length=20)),
        ("total", models.DecimalField(max_digits=8, decimal_places=2)),
        ("note", models.TextField(null=True)),
        ("status", models.CharField(max_length=10, default="new")),
        ("created", models.DateTimeField(null=True)),
    ]),
]
"""

_FILES = TemporaryDirectory(prefix="schemaguard-cases-")
atexit.register(_FILES.cleanup)
_ATTRIBUTE = r"^(atomic|phase|operations|reason|ticket|initial|dependencies|replaces|run_before)\b"
_HEADER = "class Migration(migrations.Migration):\n"
_MARK = re.compile(r"#\s*finding\b(?::\s*(?P<what>class))?")


def namespace() -> dict[str, Any]:
    """The names that a case may use without importing them."""
    names: dict[str, Any] = {"migrations": migrations, "models": models}
    from django.contrib.postgres import operations as postgres
    from django.db.models import functions

    names |= {name: value for name, value in vars(postgres).items() if isinstance(value, type)}
    names["functions"] = functions
    return names


def migration_file(body: str, name: str, app: str = "shop") -> MigrationFile:
    """A migration made from the body of its class; line numbers are those of the whole text."""
    text, body = _split(textwrap.dedent(body).strip("\n"))
    source = f"{text}{_HEADER}{textwrap.indent(body, '    ')}\n"
    names = namespace()
    # A real file: the code of RunPython is read from where its function says it stands.
    path = Path(_FILES.name) / f"{sha256(source.encode()).hexdigest()[:16]}.py"
    path.write_text(source, encoding="utf-8")
    exec(compile(source, str(path), "exec"), names)
    return MigrationFile(names["Migration"](name, app), path=path)


def _split(body: str) -> tuple[str, str]:
    """Functions and imports before the first attribute stand at module level."""
    match = re.search(_ATTRIBUTE, body, re.MULTILINE)
    start = match.start() if match else 0
    return body[:start], body[start:]


@dataclass
class Case:
    """One body of a migration and what surrounds it."""

    body: str
    target: str = "postgresql 16"
    given: str = ""
    settings: Settings = field(default_factory=Settings)
    aliases: tuple[str, ...] = ("default",)

    def expected_lines(self) -> list[int]:
        """Lines that must have a finding: marked ones, and the class where "# finding: class" stands."""
        file = migration_file(self.body, "0003_case")
        lines = []
        for number, line in enumerate(file.text.splitlines(), 1):
            if found := _MARK.search(line):
                lines.append(file.class_line if found["what"] else number)
        return sorted(lines)

    def findings(self, *rules: Rule) -> list[Finding]:
        """What the rules say about the body; rules that are off by default are on."""
        judge = Judge(rules, {rule.name: str(rule.severity) for rule in rules if rule.optional})
        return [finding for steps in self.steps() for finding in judge.migration(steps)]

    def steps(self) -> Iterator[MigrationSteps]:
        """The body as rules are given it."""
        target = Target.parse(self.target)
        plan = [migration_file(GIVEN, "0001_initial")]
        if self.given:
            plan.append(migration_file(self.given, "0002_given"))
        plan.append(migration_file(self.body, "0003_case"))
        context = Context(self.settings, self.aliases, date(2026, 11, 22))
        course = Course(target, database(target.vendor), self.aliases[:1])
        walk = Walk([course], ProjectState(), context=context, wanted=lambda file: file.name == "0003_case")
        return walk.migrations(plan)
