"""Tells whoever kills a run what it does, line by line: an app of the projects that are tried.

FAULT_PIPE is the number of a file descriptor. Each line says in which part of the run the next step is, and what it is.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.operations.base import Operation
from django.db.models.signals import post_migrate, pre_migrate

#: The parts of a run, in their order.
PARTS = ("before the migrations", "within operations", "between operations", "at a commit", "after the migrations")
BEFORE, WITHIN, BETWEEN, COMMIT, AFTER = PARTS
_WAYS = ("database_forwards", "database_backwards")


class Told(AppConfig):
    """Listens to everything that the main thread sends to a database."""

    name = "tests.faults"
    label = "told"

    def ready(self) -> None:
        """Begin to listen."""
        if "FAULT_PIPE" in os.environ:
            _listen(int(os.environ["FAULT_PIPE"]))


def _listen(pipe: int) -> None:
    part = BEFORE

    def tell(what: str, where: str = "") -> None:
        if threading.current_thread() is threading.main_thread():
            place = where or (WITHIN if part == BETWEEN and _in_operation() else part)
            os.write(pipe, f"{place}: {' '.join(what.split())[:200]}\n".encode(errors="replace"))

    def enter(name: str) -> Callable[..., None]:
        def receiver(**about: Any) -> None:
            nonlocal part
            part = name
            tell(name)

        return receiver

    def statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        tell(str(sql))
        result = execute(sql, params, many, context)
        tell(f"done {sql}")
        return result

    def connected(connection: Any, **about: Any) -> None:
        if hasattr(connection, "execute_wrappers") and statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(statement)

    plain = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]

    def commit(connection: Any) -> None:
        tell("commit", COMMIT if part == BETWEEN else "")
        plain(connection)
        tell("committed", COMMIT if part == BETWEEN else "")

    BaseDatabaseWrapper._commit = commit  # type: ignore[attr-defined]
    connection_created.connect(connected, weak=False)
    pre_migrate.connect(enter(BETWEEN), weak=False)
    post_migrate.connect(enter(AFTER), weak=False)
    _listen_to_mongodb(tell, lambda: part)


def _listen_to_mongodb(tell: Callable[..., None], told_part: Callable[[], str]) -> None:
    try:
        from pymongo import monitoring
    except ImportError:
        return

    class Commands(monitoring.CommandListener):
        def started(self, event: Any) -> None:
            commits = event.command_name == "commitTransaction" and told_part() == BETWEEN
            tell(f"{event.command_name} {event.command.get(event.command_name)}", COMMIT if commits else "")

        def succeeded(self, event: Any) -> None:
            tell(f"done {event.command_name}")

        def failed(self, event: Any) -> None:
            tell(f"failed {event.command_name}")

    monitoring.register(Commands())


def _in_operation() -> bool:
    """Whether an operation of a migration is somewhere among the callers."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name in _WAYS and isinstance(frame.f_locals.get("self"), Operation):
            return True
        frame = frame.f_back
    return False
