"""The signals that ``migrate`` sends, with the models that it sends."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import import_module

from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.state import ModelState, ProjectState
from django.dispatch import Signal
from django.utils.module_loading import module_has_submodule


def send(
    signal: Signal, alias: str, state: ProjectState, plan: Sequence[tuple[Migration, bool]], *, to_us: bool = True
) -> None:
    """As emit_pre_migrate_signal and emit_post_migrate_signal do; ``to_us``: also to our own ledger."""
    for config in apps.get_app_configs():
        if config.models_module is not None and (to_us or config.label != "schemaguard"):
            signal.send(
                sender=config,
                app_config=config,
                verbosity=0,
                interactive=False,
                using=alias,
                stdout=io.StringIO(),
                apps=state.apps,
                plan=list(plan),
            )


def reload(state: ProjectState) -> None:
    """Django renders models of apps without migrations again, now that all relations are known."""
    state.clear_delayed_apps_cache()
    rendered = state.apps
    with rendered.bulk_update():
        keys = [(model.app_label, model.name_lower) for model in rendered.real_models]
        for key in keys:
            rendered.unregister_model(*key)
    rendered.render_multiple([ModelState.from_model(apps.get_model(*key)) for key in keys])


def import_receivers() -> None:
    """``migrate`` imports the ``management`` module of each app, which may connect receivers."""
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "management"):
            import_module(".management", config.name)
