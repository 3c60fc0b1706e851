"""What rehearsals have shown of the migrations of a plan, and what follows from that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError

from schemaguard import store
from schemaguard.actions._plan_parts import Part
from schemaguard.conf import Settings
from schemaguard.plans import Evidence, Lacks, Obstacle
from schemaguard.rehearsals import Verdict
from schemaguard.steps.loader import Node

#: Verdicts after which rows are lost or nothing works. They are no good news in any environment.
_BAD = frozenset({Verdict.LOSSY, Verdict.FAILED_REVERSE, Verdict.FAILED_FORWARD})
#: Verdicts that are as good as can be: what is declared counts as skipped.
_GOOD = frozenset({Verdict.RESTORED, Verdict.SKIPPED})

#: What each verdict means for whoever is about to apply.
_MEANS: Mapping[Verdict, str] = {
    Verdict.IRREVERSIBLE: "it has no reverse",
    Verdict.RESIDUE: "its reverse leaves something behind",
    Verdict.NO_OP: "its reverse undoes nothing",
    Verdict.LOSSY: "values are gone after its reverse",
    Verdict.FAILED_REVERSE: "its reverse fails",
    Verdict.FAILED_FORWARD: "it does not run",
}


@dataclass
class Evidences:
    """The latest rehearsals of one database's migrations, on its kind of server."""

    server: str
    required: bool
    found: Mapping[tuple[Node, str], Evidence] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, part: Part, settings: Settings) -> Evidences:
        """Ask the ledger once. One that cannot be read has no rehearsals, which a note says."""
        required = _is_required(settings)
        product = part.found.server.rpartition(" ")[0] if part.found is not None else ""
        digests = [part.project.files[node].digest for node in part.nodes]
        try:
            kept = store.latest_rehearsals(digests, part.vendor, product)
        except (DatabaseError, InterfaceError) as error:
            note = f"Rehearsals could not be looked up: the ledger cannot be read ({type(error).__name__})."
            return cls(product or part.vendor, required, notes=(note,))
        return cls(product or part.vendor, required, {key: evidence_of(item) for key, item in kept.items()})

    def get(self, node: Node, digest: str) -> Evidence | None:
        """The latest one of exactly this."""
        return self.found.get((node, digest))

    def obstacles(self, node: Node, digest: str, own: bool) -> Iterator[Obstacle]:
        """What is missing, or went wrong and has to be named."""
        evidence = self.get(node, digest)
        if evidence is None:
            if self.required and own:
                yield Obstacle(
                    Lacks.REHEARSAL,
                    f"Exactly this was not rehearsed on {self.server}. "
                    f"Do so: manage.py schemaguard rehearse {' '.join(node)}",
                )
            return
        verdict = Verdict(evidence.counts_as)
        if verdict in _BAD or (self.required and own and verdict not in _GOOD):
            yield Obstacle(
                Lacks.VERDICT,
                f"The rehearsal of {evidence.when} says {verdict}: {_MEANS[verdict]}.",
                verdict.value,
            )


def _is_required(settings: Settings) -> bool:
    """Whether the environment asks for a rehearsal of what is applied."""
    wanted = settings.rehearsal_required
    return wanted if isinstance(wanted, bool) else settings.environment in wanted


def because(evidence: Evidence | None) -> str:
    """Why a migration is thought to take so long."""
    if evidence is None:
        return ""
    rows = "" if evidence.rows is None else f", at most {evidence.rows} rows of a table"
    what = "without rows of a live database" if evidence.source == "empty" else f"on a copy of {evidence.source}{rows}"
    return f"as long as the rehearsal of {evidence.when} took, {what}"


def evidence_of(kept: store.Rehearsed, *, backwards: bool = False) -> Evidence:
    """What a rehearsal has shown; ``seconds`` is what the way forward took, or the way back."""
    way = json.loads(kept.document).get("reverse" if backwards else "forward") or {}
    return Evidence(
        id=kept.id,
        verdict=kept.verdict.value,
        counts_as=kept.counts_as.value,
        again=kept.again.value,
        server=kept.server,
        source=kept.source,
        rows=kept.most_rows,
        seconds=float(way.get("seconds") or 0.0),
        when=kept.when,
    )
