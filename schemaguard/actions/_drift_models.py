"""The third side of drift: what the models say, beside the migrations and the live database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from django.apps import apps
from django.db import router

from schemaguard.actions._judged import compared
from schemaguard.actions._patterns import Ignores
from schemaguard.reports import Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.compare import compare
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.schema.weights import Weight

MODELS = "models"


def model_changes(
    aliases: Iterable[str], changes: Mapping[str, tuple[str, ...]], own: Collection[str]
) -> dict[str, list[Difference]]:
    """What ``makemigrations`` would write for the project's apps, each for the first database that has the app."""
    aliases = tuple(aliases)
    found: dict[str, list[Difference]] = {alias: [] for alias in aliases}
    for app, words in changes.items():
        alias = next((alias for alias in aliases if router.allow_migrate(alias, app)), None)
        if app in own and alias is not None:
            found[alias].append(_model_change(app, words))
    return found


def _model_change(app: str, words: tuple[str, ...]) -> Difference:
    return Difference(
        "model_change",
        app,
        Weight.WARNING,
        "; ".join(words),
        "The models have changed, and no migration says so: no database will ever get it. "
        f"Write one with: manage.py schemaguard make {app}",
        "migrations",
    )


def physical(alias: str, head: SchemaSnapshot, models: SchemaSnapshot, ignores: Ignores) -> tuple[Difference, ...]:
    """What the models would make otherwise than all migrations do: leftovers of RunSQL, for the most part."""
    found = compared(alias, head, models, left_is_truth=True, ignores=ignores)
    kept = (item for item in found.differences if not _comes_from_django(item.change))
    effect = "Databases get what the migrations make; tests that run without migrations get the other."
    return tuple(
        replace(item, weight=Weight.INFO, side=MODELS, effect=effect, detail=f"made from the models: {item.detail}")
        for item in kept
    )


def _comes_from_django(change: Change | None) -> bool:
    """The key of a table behind a ManyToManyField.

    In migrations it has the type of DEFAULT_AUTO_FIELD; from models it has that of the app, where the app has one of
    its own, as Django's apps do (Django 5.2, ``AppConfigStub`` knows no ``default_auto_field``).
    """
    if change is None or change.kind != "alter_column" or change.owner is None or change.subject.name != "id":
        return False
    through = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.auto_created}
    return change.owner.name in through and set(change.fields()) <= {"type", "identity"}


def from_django(head: SchemaSnapshot, models: SchemaSnapshot) -> Iterator[str]:
    """One sentence about keys that differ because Django makes them so."""
    names = [change.object for change in compare(head, models) if _comes_from_django(change)]
    if names:
        yield (
            "The keys of these tables of ManyToManyFields have one type in migrations and another in models, because "
            f"Django takes it from different settings. No difference: {', '.join(names)}."
        )


def agreed(head: SchemaSnapshot, models: SchemaSnapshot) -> frozenset[Change]:
    """Changes from the migrations to the models: where the live database has the same, migrations are wrong."""
    return frozenset(compare(head, models))


def in_words(differences: Iterable[Difference], listed: int = 5) -> Iterator[str]:
    """One sentence about physical differences that are not listed."""
    names = [f"{item.kind.replace('_', ' ')} {item.object}" for item in differences]
    if names:
        more = f" and {len(names) - listed} more" if len(names) > listed else ""
        yield (
            f"Made from the models alone, the schema would differ from that of all migrations: "
            f"{', '.join(names[:listed])}{more}. That counts only with --models."
        )
