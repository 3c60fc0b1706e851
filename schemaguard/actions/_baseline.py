"""The baseline: findings of an old history that were taken over once, in a file people can review."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schemaguard import files
from schemaguard.exceptions import BadInput
from schemaguard.findings import BaselineEntry, Finding, Location
from schemaguard.reports import CheckReport
from schemaguard.rules.judge import Judge
from schemaguard.steps.history import History


@dataclass(frozen=True, slots=True)
class Taken:
    """What is left, and how many findings the baseline took."""

    kept: list[Finding]
    count: int


def apply(findings: Sequence[Finding], path: Path | None, judge: Judge, *, complete: bool) -> Taken:
    """Drop what the baseline knows. Stale entries become findings where everything was judged."""
    if path is None:
        return Taken(list(findings), 0)
    entries = read(path)
    kept = [finding for finding in findings if finding.fingerprint not in entries]
    if complete:
        met = {finding.fingerprint for finding in findings}
        # What rules over the history see depends on which database could be asked.
        unsteady = {rule.name for rule in judge.catalogue if History in rule.on}
        for fingerprint, entry in entries.items():
            if fingerprint not in met and entry.rule not in unsteady:
                location = Location(entry.app, entry.migration, path=_shown(path))
                stale = judge.other(entry, location)
                kept += (replace(finding, fingerprint=finding.identity()) for finding in stale)
    return Taken(kept, len(findings) - sum(f.fingerprint not in entries for f in findings))


def _shown(path: Path) -> str:
    return path.absolute().as_posix().removeprefix(f"{Path.cwd().as_posix()}/")


def read(path: Path) -> dict[str, BaselineEntry]:
    """The entries by fingerprint. Raises BadInput with one line."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != 1:
            raise BadInput(f"The baseline {path} has format {document['format']!r}; this version reads format 1.")
        entries = _entries(document["findings"])
    except FileNotFoundError:
        raise BadInput(f"There is no baseline {path}. Write one with: check --write-baseline {path}") from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadInput(
            f"The baseline {path} cannot be read ({type(error).__name__}). "
            f"Write it anew with: check --write-baseline {path}"
        ) from error
    return {entry.fingerprint: entry for entry in entries}


def _entries(given: object) -> list[BaselineEntry]:
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise TypeError("the findings are a list of objects")
    if not all(isinstance(value, str) for entry in given for value in entry.values()):
        raise TypeError("an entry holds texts only")
    return [BaselineEntry(**entry) for entry in given]


def write(report: CheckReport, path: Path, *, partial: bool) -> int:
    """Write the findings as a baseline and return their number. Raises BadInput.

    ``partial``: only some migrations were judged. Entries about all others stay as they are.
    """
    entries = {
        (finding.location.app, finding.location.migration, finding.rule, finding.message, finding.fingerprint)
        for finding in report.findings
    }
    kept = _others(report, path) if partial and path.exists() else set()
    # One entry a line: a review shows exactly what was added or taken away.
    names = ("app", "migration", "rule", "message", "fingerprint")
    lines = [json.dumps(dict(zip(names, entry, strict=True)), ensure_ascii=False) for entry in sorted(entries | kept)]
    body = ",\n".join(f"    {line}" for line in lines)
    text = f'{{\n  "format": 1,\n  "findings": [\n{body}\n  ]\n}}\n' if lines else '{"format": 1, "findings": []}\n'
    try:
        files.write(path, [text])
    except OSError as error:
        raise BadInput(f"The baseline {path} cannot be written: {error.strerror}. Choose another path.") from error
    return len(entries)


def _others(report: CheckReport, path: Path) -> set[tuple[str, str, str, str, str]]:
    """The entries about migrations that were not judged this time."""
    judged = set(report.judged)
    return {
        (entry.app, entry.migration, entry.rule, entry.message, entry.fingerprint)
        for entry in read(path).values()
        if (entry.app, entry.migration) not in judged
    }
