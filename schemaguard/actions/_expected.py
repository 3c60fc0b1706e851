"""The schema that migrations make: they are run on scratch databases, and these are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.db import connections

from schemaguard.actions import _expected_cache as cache
from schemaguard.actions._expected_build import Build, model_changes, unlike
from schemaguard.actions._expected_djongo import added, is_djongo
from schemaguard.actions._expected_order import Expected, Order
from schemaguard.actions._places import vendor
from schemaguard.actions._plans import Plan, plans_for
from schemaguard.actions._scratch_run import Failed, Progress, silent
from schemaguard.databases.base import Source, Wanted
from schemaguard.exceptions import BadInput
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node

__all__ = ["Expected", "Order", "as_here", "build", "expected_for"]


def expected_for(
    sources: Mapping[str, Source],
    applied: Mapping[str, Collection[Node]] | None = None,
    *,
    known: Mapping[str, SchemaSnapshot] | None = None,
    wanted: Wanted | None = None,
    fresh: bool = False,
    progress: Progress = silent,
) -> Expected:
    """The schemas that migrations make; without ``applied`` all of them. Raises BadInput with one line."""
    return build(Order(sources, applied or {}, known or {}, wanted or Wanted(), fresh=fresh, progress=progress))


def build(order: Order, plans: Mapping[str, Plan] | None = None) -> Expected:
    """Everything that is ordered, from the cache where that has it. Raises BadInput with one line."""
    _check(order)
    plans = plans or plans_for(order.sources, order.applied)
    order = replace(order, sources={alias: as_here(alias, source) for alias, source in order.sources.items()})
    worked_out = [alias for alias, source in order.sources.items() if is_djongo(source)]
    sources = {alias: source for alias, source in order.sources.items() if alias not in worked_out}
    built = {alias: plan for alias, plan in plans.items() if alias in sources}
    made = _built(replace(order, sources=sources), built) if built else Expected({})
    for alias in worked_out:
        made = added(made, alias, plans[alias], order)
    return made if built or not order.models else replace(made, changes=model_changes(plans))


def _built(order: Order, plans: Mapping[str, Plan]) -> Expected:
    """What is made on scratch databases."""
    key = cache.key(order, plans)
    if not order.fresh and (found := cache.get(key)) is not None and _suffices(found, order, plans):
        return found
    try:
        made = Build(order, plans).run()
    except Failed as failure:
        if not failure.database or not any(_installed(order.known.get(alias)) for alias in order.sources):
            raise
        made = Build(order, plans, provide=True).run()
    cache.put(key, made)
    return made


def _suffices(found: Expected, order: Order, plans: Mapping[str, Plan]) -> bool:
    """Whether what was built for another live database has all that this one needs."""
    wanting = unlike(order, found.snapshots) if order.ahead else ()
    return all(alias in found.later or not plans[alias].pending for alias in wanting)


def _check(order: Order) -> None:
    for alias in order.sources:
        if alias not in connections.settings:
            known = ", ".join(connections.settings)
            raise BadInput(
                f"DATABASES has no {alias!r}, so that no migrations belong to it. It has: {known}. "
                "Name the database as one of these."
            )


#: Options of an engine that shape what sessions do, not where they go.
_SESSION = ("options", "charset", "collation", "init_command", "isolation_level", "sql_mode", "transaction_mode")


def as_here(alias: str, source: Source) -> Source:
    """The server of a source with the engine and the sessions that migrations have under this alias here."""
    here = connections.settings[alias]
    if source.settings is here or vendor(here) != vendor(source.settings):
        return source
    session = {name: value for name, value in here["OPTIONS"].items() if name in _SESSION}
    options = session | (source.settings.get("OPTIONS") or {})
    settings = {**source.settings, "ENGINE": here["ENGINE"], "TIME_ZONE": here["TIME_ZONE"], "OPTIONS": options}
    return replace(source, settings=settings)


def _installed(snapshot: SchemaSnapshot | None) -> bool:
    return snapshot is not None and bool(snapshot.all("extension") or snapshot.all("schema"))
