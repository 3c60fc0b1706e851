"""Runs many ``manage.py`` commands without paying for Django's import each time.

A server process imports what every command needs, and no settings. For each command it forks: the child
has everything of a fresh process except the time it takes to start one.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import subprocess
import sys
from atexit import register
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemaguard


def run(arguments: list[str], cwd: Path, environment: dict[str, str]) -> tuple[int, str, str]:
    """Run a Python script with arguments and return its exit code, output and errors."""
    with TemporaryDirectory(prefix="schemaguard-run-") as name:
        files = {"out": f"{name}/out", "err": f"{name}/err"}
        order = {"arguments": arguments, "cwd": str(cwd), "environment": environment, **files}
        server = _server()
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(f"{json.dumps(order)}\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (Path(files[stream]).read_bytes().decode() for stream in ("out", "err"))
        return code, out, err


@cache
def _server() -> subprocess.Popen[str]:
    """Started by the first command, and ended with this process."""
    environment = {**os.environ, "PYTHONPATH": str(Path(schemaguard.__file__).parents[1])}
    command = [sys.executable, __file__]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    register(_stop, server)
    return server


def _stop(server: subprocess.Popen[str]) -> None:
    server.communicate()


def _serve() -> None:
    """Answer each line with the exit code of its command."""
    _warm_up()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


#: What can be imported without settings, and is needed by most commands.
MODULES = """
    django.core.management.commands.makemigrations django.core.management.commands.migrate django.db.backends.sqlite3.base
    django.forms django.template.defaultfilters django.template.defaulttags django.template.loader_tags django.urls
    django.utils.log django.views.debug rich.console rich.padding
    schemaguard.actions._baseline schemaguard.actions._ignores schemaguard.actions._models schemaguard.actions._since
    schemaguard.cli.explain schemaguard.cli.rules schemaguard.formats.check.as_json schemaguard.formats.check.as_text
    schemaguard.formats.registry
    schemaguard.rules.catalogue schemaguard.rules.judge schemaguard.steps.units schemaguard.steps.walk
""".split()


def _warm_up() -> None:
    for name in MODULES:
        import_module(name)
    import_module("schemaguard.rules.catalogue").built_in()
    databases = import_module("schemaguard.databases.registry")
    for vendor in databases.vendors():
        databases.database(vendor)
    gc.freeze()  # The children share this memory as long as nobody touches it.


def _become(order: dict[str, Any]) -> None:
    """Turn this child into the command. It ends as Python does, so that coverage is written."""
    writing = os.O_WRONLY | os.O_CREAT
    for number, name, flags in ((0, os.devnull, os.O_RDONLY), (1, order["out"], writing), (2, order["err"], writing)):
        handle = os.open(name, flags)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the process's own input
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.dont_write_bytecode = True
    sys.argv = order["arguments"]
    sys.path[0] = order["cwd"]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        _serve()
