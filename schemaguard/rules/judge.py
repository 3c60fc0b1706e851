"""Runs the rules over what they judge and turns their hits into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schemaguard.findings import Finding, Location, Severity
from schemaguard.rules.base import Direction, Hit, Rule
from schemaguard.steps.history import History
from schemaguard.steps.step import MigrationSteps, Step


@dataclass(frozen=True, slots=True)
class Place:
    """What every finding of one visit shares."""

    location: Location
    databases: tuple[str, ...]
    vendor: str


class Judge:
    """Applies rules. ``levels`` are the severities from the settings; "off" switches a rule off."""

    def __init__(self, rules: Iterable[Rule], levels: dict[str, str] | None = None) -> None:
        self.levels = levels or {}
        self.catalogue = tuple(rules)
        self.rules = tuple(rule for rule in self.catalogue if self._is_on(rule))
        self._migration_tables: dict[tuple[str, frozenset[type]], tuple[Rule, ...]] = {}
        self._tables: dict[tuple[str, Direction, type], tuple[Rule, ...]] = {}

    def _is_on(self, rule: Rule) -> bool:
        level = self._level(rule)
        return level != "off" and not (rule.optional and level is None)

    def _level(self, rule: Rule) -> str | None:
        return self.levels.get(rule.name, self.levels.get(rule.id))

    def migration(self, migration: MigrationSteps) -> Iterator[Finding]:
        """All findings in one migration, on one kind of database."""
        vendor = migration.target.vendor
        for step in migration.steps:
            if step.databases:
                yield from self._step(step, vendor)
        for rule in self._for_migration(vendor, frozenset({type(item) for _, item in migration.statements()})):
            for hit in _hits(rule, migration):
                place = _place(hit.at) if hit.at is not None else _whole(migration)
                yield self._finding(rule, hit, _at(place, hit.line) if hit.line else place)

    def _step(self, step: Step, vendor: str) -> Iterator[Finding]:
        place: Place | None = None
        for rule, judged in self._matches(step, vendor):
            for hit in _hits(rule, *judged):
                place = place or _place(step)
                yield self._finding(rule, hit, _at(place, hit.line) if hit.line else place)

    def _matches(self, step: Step, vendor: str) -> Iterator[tuple[Rule, tuple[object, ...]]]:
        for statement in step.statements:
            for rule in self._for(vendor, "forward", type(statement)):
                yield rule, (step, statement)
        for rule in self._for(vendor, "forward", Step):
            yield rule, (step,)
        for statement in step.reverse_statements:
            for rule in self._for(vendor, "reverse", type(statement)):
                yield rule, (step, statement)

    def history(self, history: History) -> Iterator[Finding]:
        """Findings about the migrations as a graph: these rules say themselves where they are."""
        for rule in self._for("", "forward", History):
            for where, hit in rule.check(history):
                yield self._finding(rule, hit, Place(where, history.databases, ""))

    def other(self, judged: object, location: Location) -> Iterator[Finding]:
        """Findings about anything else that a rule names in ``on``, such as an ignore comment."""
        for rule in self._for("", "forward", type(judged)):
            for hit in _hits(rule, judged):
                yield self._finding(rule, hit, Place(location, (), ""))

    def _for(self, vendor: str, direction: Direction, kind: type) -> tuple[Rule, ...]:
        key = (vendor, direction, kind)
        if key not in self._tables:
            self._tables[key] = tuple(
                rule
                for rule in self.rules
                if rule.direction == direction and issubclass(kind, rule.on) and (not vendor or rule.applies_to(vendor))
            )
        return self._tables[key]

    def _for_migration(self, vendor: str, kinds: frozenset[type]) -> tuple[Rule, ...]:
        """The rules over a whole migration for which it holds the right kinds of statements."""
        key = (vendor, kinds)
        if key not in self._migration_tables:
            self._migration_tables[key] = tuple(
                rule
                for rule in self._for(vendor, "forward", MigrationSteps)
                if not rule.having or any(issubclass(kind, rule.having) for kind in kinds)
            )
        return self._migration_tables[key]

    def _finding(self, rule: Rule, hit: Hit, place: Place) -> Finding:
        level = self._level(rule)
        return Finding(
            rule=rule.name,
            id=rule.id,
            severity=Severity(level) if level else hit.severity or rule.severity,
            axis=rule.axis,
            location=place.location,
            message=hit.message,
            effect=hit.effect or rule.effect,
            remedy=hit.remedy or rule.remedy,
            databases=place.databases,
            vendor=place.vendor,
            subject=hit.subject,
            direction=rule.direction,
        )


def _hits(rule: Rule, *judged: object) -> Iterator[Hit]:
    """The rule's hits. A rule that stumbles says so in a finding: nobody may take its silence for a pass."""
    try:
        yield from rule.check(*judged)
    except Exception as error:  # noqa: BLE001 - a rule may be anybody's code
        yield Hit(
            f"Cannot tell: the rule {rule.name} stopped with {type(error).__name__}: {error}.",
            subject="rule-stopped",
            effect="This place was not judged by this rule.",
            remedy="Look at the operation yourself, and report the rule's mistake to its author.",
            severity=Severity.WARNING,
        )


def _place(step: Step) -> Place:
    file = step.file
    location = Location(file.app, file.name, step.index, step.part, file.display_path, step.line)
    return Place(location, step.databases, step.target.vendor)


def _whole(migration: MigrationSteps) -> Place:
    file = migration.file
    location = Location(file.app, file.name, path=file.display_path, line=file.class_line)
    return Place(location, migration.databases, migration.target.vendor)


def _at(place: Place, line: int) -> Place:
    return replace(place, location=replace(place.location, line=line))
