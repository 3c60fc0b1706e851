"""What is done with the objects a migration is given, and with those that Django offers everywhere."""

from __future__ import annotations

import ast
from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.db import models

from schemaguard.steps.python_journal import Journal
from schemaguard.steps.python_mongo import mongo_call
from schemaguard.steps.python_queries import note_sql
from schemaguard.steps.python_values import (
    UNKNOWN,
    Attribute,
    Call,
    Check,
    Model,
    Several,
    Text,
    Thing,
    Value,
)

#: ``django.db.connection``.
DEFAULT_CONNECTION = Thing("connection", "default")
#: Methods of a schema editor that change the schema: Django's "SchemaEditor" page and its source, 6.1.
DDL = frozenset(
    """
    add_constraint add_field add_index alter_db_table alter_db_table_comment alter_db_tablespace alter_field
    alter_index_together alter_unique_together create_model delete_model remove_constraint remove_field remove_index
    rename_index
    """.split()
)
_ATTRIBUTES = {
    ("connection", "alias"): "alias",
    ("connection", "connection"): "mongo",
    ("connection", "client_connection"): "mongo",
    ("connection", "database"): "mongo",
    ("connection", "display_name"): "",
    ("connection", "features"): "facts",
    ("connection", "introspection"): "facts",
    ("connection", "ops"): "facts",
    ("connection", "vendor"): "vendor",
    ("editor", "connection"): "connection",
}
_TRANSACTIONS = frozenset("commit rollback savepoint savepoint_commit savepoint_rollback set_autocommit".split())
_PATH_FILES = frozenset(
    """
    chmod exists glob hardlink_to is_dir is_file iterdir lchmod mkdir open read_bytes read_text rename replace rglob
    rmdir stat symlink_to touch unlink walk write_bytes write_text
    """.split()
)


def thing_attribute(journal: Journal, node: ast.AST, thing: Thing, name: str) -> Value:
    """An attribute that is not called at once."""
    if thing.kind == "settings":
        return setting(name)
    if thing.kind == "path" and name not in _PATH_FILES:
        return thing if name in {"parent", "parents"} else Attribute(thing, name)
    if thing == DEFAULT_CONNECTION:
        journal.defaults(node)
    kind = _ATTRIBUTES.get((thing.kind, name))
    return Thing(kind, thing.name) if kind else Attribute(thing, name)


def setting(name: str) -> Value:
    """A setting that names a model. The settings are there, or they would be loaded by asking."""
    value = getattr(settings, name, None) if settings.configured and name == "AUTH_USER_MODEL" else None
    return Text((value,)) if isinstance(value, str) else UNKNOWN


def thing_call(journal: Journal, thing: Thing, name: str, call: Call) -> Value:
    """A method of one of these objects."""
    handler = _CALLS.get(thing.kind)
    return handler(journal, thing, name, call) if handler else UNKNOWN


def _plain_call(journal: Journal, thing: Thing, name: str, call: Call) -> Value:
    """What a function of a library returned: its methods do nothing to the database."""
    return thing


def _router_call(journal: Journal, thing: Thing, name: str, call: Call) -> Value:
    return Check("router", ("",)) if name.startswith("allow_migrate") else UNKNOWN


def _storage_call(journal: Journal, thing: Thing, name: str, call: Call) -> Value:
    journal.note("files", call.node, f"default_storage.{name}")
    return UNKNOWN


def _signal_call(journal: Journal, thing: Thing, name: str, call: Call) -> Value:
    if name in {"send", "send_robust", "asend", "asend_robust"}:
        journal.note("sends-signals", call.node, call.written)
    return UNKNOWN


def _registry_call(journal: Journal, registry: Thing, name: str, call: Call) -> Value:
    real = registry.kind.startswith("real-")
    if name in {"get_model", "get_registered_model"}:
        return _model(journal, registry, call)
    if name == "get_models":
        model = Model(f"{{{ast.unparse(call.node)}}}", models.Model if real else None)
        journal.uses(call.node, model)
        return Several(model)
    if name in {"get_app_config", "get_app_configs"}:
        config = Thing("real-app-config" if real else "app-config", _text(call.argument(0, "app_label")))
        return config if name == "get_app_config" else Several(config)
    return UNKNOWN


def _model(journal: Journal, registry: Thing, call: Call) -> Model:
    label = _label(registry, call)
    model = Model(label, real_model(label) if registry.kind.startswith("real-") else None)
    journal.uses(call.node, model)
    return model


def real_model(label: str) -> type:
    """The model class of this label as the code has it now; the base of all models where there is none."""
    app, _, name = label.partition(".")
    return apps.all_models.get(app, {}).get(name.lower(), models.Model)


def _label(registry: Thing, call: Call) -> str:
    """``app.Model``, with braces around what is known at run time only."""
    if registry.kind.endswith("app-config"):
        return f"{registry.name}.{_written(call, 0, 'model_name')}"
    app = _written(call, 0, "app_label")
    if len(call.args) < 2 and "model_name" not in call.keywords:
        return app
    return f"{app}.{_written(call, 1, 'model_name')}"


def _written(call: Call, position: int, keyword: str) -> str:
    if text := _text(call.argument(position, keyword)):
        return text
    nodes = [*call.node.args[position : position + 1], *(k.value for k in call.node.keywords if k.arg == keyword)]
    return f"{{{ast.unparse(nodes[0])}}}" if nodes else "{}"


def _text(value: Value) -> str:
    return value.texts[0] if isinstance(value, Text) and len(value.texts) == 1 else ""


def _editor_call(journal: Journal, editor: Thing, name: str, call: Call) -> Value:
    if name == "execute":
        note_sql(journal, call, 0, "sql")
    elif name in DDL:
        journal.write("schema-editor", call.node, name)
    return UNKNOWN


def _connection_call(journal: Journal, connection: Thing, name: str, call: Call) -> Value:
    if connection == DEFAULT_CONNECTION:
        journal.defaults(call.node)
    if name == "cursor":
        return Thing("cursor")
    if name == "schema_editor":
        return Thing("editor")
    if name in {"get_collection", "get_database"}:
        return Thing("mongo", _text(call.argument(0, "name")))
    if name in _TRANSACTIONS | {"on_commit"}:
        journal.note("transaction", call.node, name)
    return UNKNOWN


def _cursor_call(journal: Journal, cursor: Thing, name: str, call: Call) -> Value:
    if name in {"execute", "executemany", "executescript", "mogrify", "copy", "copy_expert"}:
        note_sql(journal, call, 0, "sql")
    elif name in {"callproc", "copy_from", "copy_to"}:
        journal.write("raw-sql", call.node, "")
    return cursor if name in {"__enter__", "execute", "cursor"} else UNKNOWN


def _driver_call(journal: Journal, driver: Thing, name: str, call: Call) -> Value:
    """``connection.connection``: of an SQL database, or of a MongoDB."""
    if name == "cursor":
        return Thing("cursor")
    if name in {"execute", "executemany", "executescript"}:
        return _cursor_call(journal, Thing("cursor"), name, call)
    if name in {"commit", "rollback"}:
        journal.note("transaction", call.node, name)
        return UNKNOWN
    return mongo_call(journal, driver, name, call)


def _path_call(journal: Journal, path: Thing, name: str, call: Call) -> Value:
    if name in _PATH_FILES:
        journal.note("files", call.node, f"Path.{name}")
        return UNKNOWN
    return path


_CALLS: dict[str, Callable[[Journal, Thing, str, Call], Value]] = {
    "app-config": _registry_call,
    "apps": _registry_call,
    "connection": _connection_call,
    "cursor": _cursor_call,
    "editor": _editor_call,
    "mongo": _driver_call,
    "path": _path_call,
    "plain": _plain_call,
    "real-app-config": _registry_call,
    "real-apps": _registry_call,
    "router": _router_call,
    "signal": _signal_call,
    "storage": _storage_call,
}


def thing_member(thing: Thing, key: Value) -> Value:
    """``thing[key]``."""
    if thing.kind == "connections":
        return Thing("connection", "" if not isinstance(key, Text) else key.texts[0])
    if thing.kind == "mongo":
        return Thing("mongo", key.texts[0] if isinstance(key, Text) else "")
    return thing if thing.kind in {"field", "path", "storage"} else UNKNOWN
