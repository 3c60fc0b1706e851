"""Plans as JSON documents, both ways. Plain values, no Django."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from schemaguard import documents
from schemaguard.exceptions import BadInput
from schemaguard.findings import Axis, Finding, Location, Severity
from schemaguard.findings import Evidence as FindingEvidence
from schemaguard.plans import (
    Evidence,
    Lacks,
    Locked,
    Obstacle,
    Phase,
    Plan,
    PlannedDatabase,
    PlannedStep,
    identity,
)
from schemaguard.preflights import Answer, Probed

FORMAT = 1

_Value = TypeVar("_Value")


def document(plan: Plan) -> dict[str, Any]:
    """The document of a plan: docs/reference/plan.schema.json."""
    return {
        "format": FORMAT,
        "command": "plan",
        "identity": identity(plan),
        "for": plan.command,
        "environment": plan.environment,
        "protected": plan.protected,
        "target": list(plan.target),
        "chosen": plan.chosen,
        "phase": plan.phase or None,
        "databases": [_database(plan, one) for one in plan.databases],
        "steps": [_step(step) for step in plan.steps],
        "notes": list(plan.notes),
        "summary": summary(plan),
    }


def summary(plan: Plan) -> dict[str, Any]:
    """Numbers, and what ``apply`` would have to be allowed."""
    known = [step.seconds for step in plan.steps if step.seconds is not None]
    return {
        "migrations": len(plan.steps),
        **{phase.value: sum(step.phase is phase for step in plan.steps) for phase in Phase},
        "seconds": round(sum(known), 6) if known else None,
        "without_seconds": len(plan.steps) - len(known),
        "obstacles": plan.stops(),
        "allow": list(plan.allowances()),
    }


def write(plan: Plan) -> str:
    """The text of a plan file."""
    return json.dumps(document(plan), indent=2, ensure_ascii=False) + "\n"


def read(text: str, called: str = "The plan file") -> Plan:
    """The plan of a file. Raises BadInput with one line where it is none, or was changed by hand."""
    body = _body(text, called)
    try:
        plan = _plan(body)
        fits = identity(plan) == body["identity"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{called} is damaged ({_named(error)}). Make it again: {_AGAIN}") from error
    if not fits:
        raise BadInput(f"{called} was changed after it was written: its identity does not fit. Make it again: {_AGAIN}")
    return plan


_AGAIN = "manage.py schemaguard plan --save FILE"


def _body(text: str, called: str) -> Mapping[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{called} is no JSON. Make it with: {_AGAIN}") from error
    if not isinstance(body, dict) or body.get("command") != "plan" or not isinstance(body.get("identity"), str):
        raise BadInput(f"{called} is no plan. Make one with: {_AGAIN}")
    if body.get("format") != FORMAT:
        raise BadInput(
            f"{called} has format {body.get('format')!r}, and this version reads {FORMAT}. Use the other one."
        )
    return body


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _plain(value: Any, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A flat value by its fields; tuples as lists, and no enumerations."""
    return {item.name: _listed(getattr(value, item.name)) for item in fields(value) if item.name not in without}


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _database(plan: Plan, one: PlannedDatabase) -> dict[str, Any]:
    body = _plain(one)
    probes = [probe(item) for item in plan.servers.get(one.alias, ())]
    return {"database": body.pop("alias"), **body, "probes": probes}


_BUILT = frozenset({"phase", "findings", "probed", "rehearsal", "locks", "obstacles"})


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        **_plain(step, _BUILT),
        "phase": step.phase.value,
        "findings": [documents.finding(item) for item in step.findings],
        "probes": [probe(item) for item in step.probed],
        "rehearsal": step.rehearsal and _plain(step.rehearsal),
        "locks": [_plain(item) for item in step.locks],
        "obstacles": [
            {**_plain(item), "kind": item.kind.value, "allow": item.allow or None} for item in step.obstacles
        ],
    }


def probe(item: Probed) -> dict[str, Any]:
    """What one probe says."""
    return {**_plain(item), "answer": item.answer.value}


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(
        environment=_text(body["environment"]),
        command=_text(body["for"]),
        databases=tuple(_made(PlannedDatabase, {**one, "alias": one["database"]}) for one in body["databases"]),
        steps=tuple(map(_read_step, body["steps"])),
        phase=body["phase"] or "",
        servers={one["database"]: tuple(map(_read_probe, one["probes"])) for one in body["databases"] if one["probes"]},
        protected=bool(body["protected"]),
        notes=tuple(body["notes"]),
        target=tuple(body["target"]),
        chosen=bool(body["chosen"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _made(cls: Callable[..., _Value], body: Mapping[str, Any]) -> _Value:
    """A value of a class with these fields; further ones may be of a later version, and lists become tuples."""
    names = {item.name for item in fields(cls)}  # type: ignore[arg-type]
    return cls(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in body.items() if name in names}
    )


def _read_step(body: Mapping[str, Any]) -> PlannedStep:
    return _made(
        PlannedStep,
        {
            **body,
            "phase": Phase(body["phase"]),
            "findings": [_read_finding(item) for item in body["findings"]],
            "probed": [_read_probe(item) for item in body["probes"]],
            "rehearsal": body["rehearsal"] and _made(Evidence, body["rehearsal"]),
            "locks": [_made(Locked, item) for item in body["locks"]],
            "obstacles": [
                Obstacle(Lacks(item["kind"]), item["text"], item["allow"] or "") for item in body["obstacles"]
            ],
        },
    )


def _read_probe(body: Mapping[str, Any]) -> Probed:
    return _made(Probed, {**body, "answer": Answer(body["answer"])})


def _read_finding(body: Mapping[str, Any]) -> Finding:
    location = Location(
        body["app"],
        body["migration"] or "",
        body["operation"],
        body["part"] or "",
        body["path"] or "",
        body["line"] or 0,
    )
    return Finding(
        rule=body["rule"],
        id=body["id"],
        severity=Severity(body["severity"]),
        axis=Axis(body["axis"]),
        location=location,
        message=body["message"],
        effect=body["effect"],
        remedy=body["remedy"],
        databases=tuple(body["databases"]),
        vendor=body["vendor"] or "",
        evidence=tuple(map(FindingEvidence, body["evidence"])),
        subject=body["subject"],
        direction=body["direction"],
        fingerprint=body["fingerprint"],
    )
