"""Keeps what was built of migrations, on disk, so that the same is not built again.

Everything that may change the outcome is part of the key: the files of all migrations and of what they import, the
settings, the versions of the software, the server. What cannot be seen, such as variables of the environment that a
migration reads, is not: ``--fresh`` builds anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemaguard import files
from schemaguard.actions import _fingerprints as fingerprints
from schemaguard.actions._expected_order import Expected, Order
from schemaguard.actions._plans import Plan
from schemaguard.exceptions import BadInput
from schemaguard.schema.document import to_text
from schemaguard.schema.reading import from_text
from schemaguard.schema.snapshot import SchemaSnapshot

#: One for each state of a project and server that somebody works with; the oldest go first.
KEPT = 40

#: No file takes longer to write, in seconds.
_WRITING = 600


def key(order: Order, plans: Mapping[str, Plan]) -> str:
    """The name of an outcome: 64 hexadecimal digits."""
    return fingerprints.digest(
        fingerprints.software(),
        fingerprints.settings(),
        *((alias, fingerprints.server(order.sources[alias])) for alias in plans),
        *((alias, _asked(order, alias, plan)) for alias, plan in plans.items()),
        (order.ahead, order.models),
        fingerprints.code(plans.values(), models=order.models),
    )


def _asked(order: Order, alias: str, plan: Plan) -> tuple[object, ...]:
    """What of an order changes the outcome for one database."""
    known = order.known.get(alias)
    migrations = [plan.done, plan.pending if order.ahead or order.models else ()]
    nodes = [[(migration.app_label, migration.name) for migration in part] for part in migrations]
    if known is None:
        return (*nodes, None)
    installed = [(item.name, getattr(item, "home", "")) for kind in ("schema", "extension") for item in known.all(kind)]
    tables = sorted(item.name for item in known.all("table") if plan.unmigrated or item.name == "django_migrations")
    return *nodes, installed, tables, known.about, known.version


def directory() -> Path:
    """Where it is kept, by the XDG Base Directory Specification; paths that are not absolute do not count there."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".cache") / "schemaguard"


def get(name: str) -> Expected | None:
    """What was kept under this name; None where there is nothing, or nothing that can be read."""
    try:
        path = directory() / f"{name}.json"
        found = _read(json.loads(path.read_text(encoding="utf-8")), f"{path}")
        os.utime(path)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, BadInput):
        return None  # It was cut off, or edited, or somebody else's: it is built again.
    return found


def put(name: str, made: Expected) -> None:
    """Keep it, whole or not at all. A home that cannot be written is no failure: it is built again next time."""
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: there is no home.
        home = directory()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(home / f"{name}.json", [json.dumps(_written(made))], rights=0o600)
        _forget_oldest(home)


def _forget_oldest(home: Path) -> None:
    """Also what a process has left that was killed while it wrote."""
    known = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    kept = [path for path in known if path.suffix == ".json"]
    left = [path for path in known if path.suffix == ".tmp" and time.time() - path.stat().st_mtime > _WRITING]
    for path in (*kept[KEPT:], *left):
        path.unlink(missing_ok=True)


def _written(made: Expected) -> dict[str, Any]:
    later = made.later
    return {
        "snapshots": to_text(made.snapshots),
        "notes": dict(made.notes),
        "head": "same" if made.head == made.snapshots else to_text(made.head),
        "models": to_text(made.models),
        "changes": dict(made.changes),
        "later": {alias: [[*node, to_text({alias: after})] for node, after in rows] for alias, rows in later.items()},
    }


def _read(body: Mapping[str, Any], name: str) -> Expected:
    def one(text: str) -> Mapping[str, SchemaSnapshot]:
        return from_text(text, name)

    snapshots = one(body["snapshots"])
    return Expected(
        snapshots=snapshots,
        notes={alias: tuple(notes) for alias, notes in body["notes"].items()},
        head=snapshots if body["head"] == "same" else one(body["head"]),
        models=one(body["models"]),
        changes={app: tuple(words) for app, words in body["changes"].items()},
        later={
            alias: tuple(((app, migration), one(text)[alias]) for app, migration, text in rows)
            for alias, rows in body["later"].items()
        },
    )
