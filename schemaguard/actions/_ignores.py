"""Comments that silence findings, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from schemaguard.findings import Finding, Location
from schemaguard.rules.judge import Judge
from schemaguard.steps.history import History
from schemaguard.steps.ignores import Ignore, UsedIgnore
from schemaguard.steps.source import MigrationFile


@dataclass(frozen=True, slots=True)
class Silenced:
    """What is left, and how many findings were silenced."""

    kept: list[Finding]
    count: int


def apply(
    findings: Iterable[Finding],
    files: Mapping[tuple[str, str], MigrationFile],
    judge: Judge,
    vendors: frozenset[str],
    *,
    complete: bool,
) -> Silenced:
    """Drop what a valid comment silences; add findings about comments that are not right.

    ``complete`` is False where not everything was judged as usual: then an ignore that silenced
    nothing may still be needed elsewhere.
    """
    today = timezone.now().date()
    used: dict[tuple[tuple[str, str], int], set[str]] = {}
    kept, count = [], 0
    for finding in findings:
        key = (finding.location.app, finding.location.migration)
        file = files.get(key)
        comment = _comment_for(finding, file, today) if file is not None else None
        if comment is None:
            kept.append(finding)
        else:
            used.setdefault((key, comment.line), set()).update({finding.rule, finding.id})
            count += 1
    judged = _judged_rules(judge, vendors)
    known = frozenset(word for rule in judge.catalogue for word in (rule.name, rule.id))
    for key, file in files.items():
        for ignore in file.ignores:
            silenced = frozenset(used.get((key, ignore.line), ()))
            idle = frozenset(word for word in ignore.rules if word in known and word not in judged)
            location = Location(file.app, file.name, path=file.display_path, line=ignore.line)
            kept += judge.other(UsedIgnore(ignore, silenced | idle, known, today, complete), location)
    return Silenced(kept, count)


def _judged_rules(judge: Judge, vendors: frozenset[str]) -> frozenset[str]:
    """Rules whose silence means that there is nothing to silence: on, and made for a judged database.

    Rules over the history are left out: what they see depends on who could be asked.
    """
    here = (rule for rule in judge.rules if any(rule.applies_to(vendor) for vendor in vendors))
    rules = (rule for rule in here if History not in rule.on)
    return frozenset(word for rule in rules for word in (rule.name, rule.id))


def _comment_for(finding: Finding, file: MigrationFile, today: date) -> Ignore | None:
    part = finding.location.part or "class"
    for ignore in file.ignores:
        covers = bool(ignore.covers) and (part == ignore.covers or part.startswith(f"{ignore.covers}."))
        if covers and is_valid(ignore, today) and {finding.rule, finding.id} & set(ignore.rules):
            return ignore
    return None


def is_valid(ignore: Ignore, today: date) -> bool:
    """Whether a comment may silence anything: it can be read, has a reason and has not expired."""
    expired = ignore.until is not None and ignore.until < today
    return bool(ignore.reason) and not ignore.problem and not expired
