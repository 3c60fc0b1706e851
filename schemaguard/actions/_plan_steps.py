"""All that is known of each migration of a plan on one database, before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemaguard import store
from schemaguard.actions._plan_effects import effects_of
from schemaguard.actions._plan_evidence import Evidences, because
from schemaguard.actions._plan_parts import OURS, Part
from schemaguard.actions._plan_phase import DECLARED, Judged, Needs, Settled, judge, needs_of, settle
from schemaguard.actions._plan_seen import Seen
from schemaguard.actions._plan_words import in_words
from schemaguard.actions._rehearsal_check import Claim, Foreseen, Question, foresee
from schemaguard.actions._run_gone import sentences
from schemaguard.conf import MetadataField, Settings
from schemaguard.databases.registry import database
from schemaguard.findings import Finding, Severity
from schemaguard.plans import Lacks, Locked, Obstacle, Phase, PlannedStep
from schemaguard.steps.loader import Node
from schemaguard.steps.metadata import value_of
from schemaguard.steps.step import MigrationSteps

#: The rules about what METADATA requires.
_ABOUT_METADATA = frozenset({"missing-reason", "placeholder-reason", "metadata-misses-pattern"})

#: The phase of what runs on a new database.
_UNUSED: Settled = (Phase.EXPAND, "Nothing is applied to this database yet, so no code uses it.")


@dataclass
class Described:
    """What is known of the migrations of one database."""

    steps: dict[Node, PlannedStep] = field(default_factory=dict)
    phases: Mapping[Node, Settled] = field(default_factory=dict)
    needs: Needs = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pass:
    """What one pass over the migrations of a part gives."""

    own: frozenset[str]
    known: Mapping[Node, Foreseen]
    seen: Mapping[Node, _Seen]
    needs: Needs
    phases: Mapping[Node, Settled]

    @classmethod
    def over(cls, part: Part, asked: str | None, settings: Settings) -> _Pass:
        own = part.project.own_apps(settings.apps, settings.exclude_apps)
        shown = own | {asked} if asked else own
        pending = frozenset(part.nodes)
        seen: dict[Node, _Seen] = {}
        judged = frozenset(node for node in pending if node[0] in shown)
        together = pending | _begun(part.alias)
        known = foresee(
            Question(part.project, part.alias, part.target, judged, together=together, walked=together),
            settings,
            lambda steps: seen.update({steps.file.key: _Seen.of(steps)}),
        )
        needs = needs_of(part.project, part.nodes)
        unused = all(migration.app_label == OURS for migration in part.plan.done)
        alone = {node: seen[node].judged(known[node].mentioned) for node in part.nodes}
        phases = dict.fromkeys(part.nodes, _UNUSED) if unused else settle(alone, needs)
        return cls(own, known, seen, needs, phases)


def phases_of(part: Part, settings: Settings) -> Mapping[Node, Settled]:
    """The phases of the migrations of a part, and nothing else."""
    return _Pass.over(part, None, settings).phases


def described(part: Part, asked: str | None, settings: Settings) -> Described:
    """One pass over the migrations of a part. ``asked``: an app whose findings are told although others maintain it."""
    found = _Pass.over(part, asked, settings)
    evidences = Evidences.of(part, settings)
    steps = {node: _step(part, node, found, evidences, settings) for node in part.nodes}
    notes = (*evidences.notes, *sentences(part.alias, lambda: part.plan, part.vendor))
    return Described(steps, found.phases, found.needs, notes)


def _begun(alias: str) -> frozenset[Node]:
    """What an interrupted run of the same release has applied. A database that is not there has no ledger either."""
    ledger = store.Ledger.of(alias)
    return store.unfinished(ledger) if ledger is not None else frozenset()


@dataclass(frozen=True)
class _Seen:
    """What is taken from the steps of a migration while its models stand where it is."""

    effects: tuple[Seen, ...]
    operations: tuple[str, ...]
    reversible: bool
    declared: object

    @classmethod
    def of(cls, steps: MigrationSteps) -> _Seen:
        migration = steps.file.migration
        return cls(
            effects_of(steps),
            tuple(text for operation in migration.operations for text in in_words(operation, steps.file.text)),
            all(step.reversible for step in steps.steps),
            steps.file.attributes.get(DECLARED),
        )

    def judged(self, findings: Iterable[Finding]) -> Judged:
        return judge(self.effects, findings, self.declared)


def _step(part: Part, node: Node, found: _Pass, evidences: Evidences, settings: Settings) -> PlannedStep:
    known, seen, settled, own = found.known[node], found.seen[node], found.phases[node], found.own
    file = part.project.files[node]
    digest = file.digest
    evidence = evidences.get(node, digest)
    obstacles = (
        *_reasons(known.findings, settings),
        *_errors(known.findings),
        *evidences.obstacles(node, digest, node[0] in own),
    )
    return PlannedStep(
        database=part.alias,
        vendor=part.vendor,
        app=node[0],
        migration=node[1],
        digest=digest,
        path=file.display_path,
        reason=value_of(file.attributes, MetadataField("reason")),
        ticket=value_of(file.attributes, MetadataField("ticket")),
        phase=settled[0],
        phase_because=settled[1],
        atomic=file.migration.atomic and database(part.vendor).transactional_ddl,
        reversible=seen.reversible,
        operations=seen.operations,
        findings=known.findings,
        rehearsal=evidence,
        seconds=evidence.seconds if evidence is not None else None,
        seconds_because=because(evidence),
        locks=tuple(_locks(known.forward)),
        destroys=tuple(dict.fromkeys(f"{table}.{column}" if column else table for _, table, column in _sorted(known))),
        missing=tuple(item.text for item in obstacles if item.kind not in (Lacks.FINDING, Lacks.PROBE)),
        obstacles=obstacles,
        own=node[0] in own,
    )


def _sorted(known: Foreseen) -> list[tuple[str, str, str]]:
    return sorted(known.destroys, key=lambda item: (item[1], item[2]))


def _reasons(findings: Iterable[Finding], settings: Settings) -> Iterator[Obstacle]:
    """What METADATA requires and the migration does not say, as far as ``check`` shows it."""
    required = {name for name, wanted in settings.metadata.items() if wanted.required}
    for finding in findings:
        if finding.rule in _ABOUT_METADATA and finding.subject in required:
            yield Obstacle(Lacks.REASON, f"{finding.message} Write it into the class of {finding.location.path}.")


def _errors(findings: Iterable[Finding]) -> Iterator[Obstacle]:
    """Findings that have to be named before they are accepted."""
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.rule not in _ABOUT_METADATA:
            yield Obstacle(Lacks.FINDING, f"{finding.rule}: {finding.message}", finding.rule)


def _locks(claims: Iterable[Claim]) -> Iterator[Locked]:
    """Each lock on a table once, with the worst of what it is held for."""
    found: dict[tuple[str, str], Locked] = {}
    for claim in claims:
        lock, key = claim.lock, (claim.table, claim.lock.mode)
        known = found.get(key, Locked(claim.table, lock.mode))
        found[key] = Locked(
            claim.table,
            lock.mode,
            known.blocks_reads or lock.blocks_reads,
            known.blocks_writes or lock.blocks_writes,
            known.scans or lock.scans,
            known.rewrites or lock.rewrites,
        )
    return iter(found.values())
