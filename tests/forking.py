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
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

import schemaguard

if TYPE_CHECKING:
    from coverage import Coverage


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
    measuring = _measure()
    _warm_up()
    if measuring is not None:
        measuring.save()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            if measuring is not None:
                register(measuring.save)
            _become(json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _measure() -> Coverage | None:
    """Measure coverage where this process is measured, so that a child writes no more than what it ran itself.

    As it was started, each child would write all that the server has imported, and name every file of the package.
    """
    if "COVERAGE_PROCESS_CONFIG" not in os.environ:
        return None
    from coverage import Coverage

    started = Coverage.current()
    assert started is not None
    started.stop()
    measuring = Coverage(
        data_file=str(started.get_option("run:data_file")),
        data_suffix=True,
        branch=bool(started.get_option("run:branch")),
        include=[f"{Path(schemaguard.__file__).parent}/*"],
        config_file=False,
    )
    measuring.start()
    return measuring


#: What most commands need, and can be imported without settings.
MODULES = """
    django.contrib.auth.hashers django.core.cache.backends.locmem django.core.mail.backends.base
    django.core.management.commands.makemigrations django.core.management.commands.migrate django.db.backends.sqlite3.base
    django.db.models.sql.compiler django.forms django.middleware.csrf django.template.defaultfilters
    django.template.defaulttags django.template.loader_tags django.urls django.utils.log django.utils.translation.reloader
    django.views.csrf django.views.debug environ rich.console rich.padding schemaguard.apps schemaguard.checks
    schemaguard.management.commands.schemaguard
""".split()
#: The same, as far as it goes: what needs a driver that is not here, or settings, is left to the commands.
WHERE_POSSIBLE = """
    django.db.backends.mysql.base django.db.backends.postgresql.base django_mongodb_backend.base
""".split()
PACKAGES = "actions cli databases formats rules schema steps".split()


def _warm_up() -> None:
    for name in MODULES:
        import_module(name)
    ours = (import_module(f"schemaguard.{package}") for package in PACKAGES)
    found = (module.name for package in ours for module in walk_packages(package.__path__, f"{package.__name__}."))
    for name in (*WHERE_POSSIBLE, *found):
        with suppress(ImportError, ImproperlyConfigured):
            import_module(name)
    databases = import_module("schemaguard.databases.registry")
    import_module("schemaguard.rules.catalogue").built_in()
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
