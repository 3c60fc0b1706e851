"""Calls outside the ORM that a reviewer wants to know of, by the dotted name of what is called."""

from __future__ import annotations

import sys

#: Modules that are written in C are called otherwise than they are imported; 3.13 moved pathlib.
_IMPORTED_AS = {"posix": "os", "nt": "os", "pathlib._local": "pathlib"}

_EXACT = {
    "builtins.open": "files",
    "io.open": "files",
    "asyncio.sleep": "sleeps",
    "time.sleep": "sleeps",
    "django.db.models.expressions.RawSQL": "raw-sql",
    "django.core.management.call_command": "runs-command",
    "django.core.management.execute_from_command_line": "runs-command",
    "django.core.management.sql.emit_post_migrate_signal": "sends-signals",
    "django.core.management.sql.emit_pre_migrate_signal": "sends-signals",
    "django.contrib.auth.management.create_permissions": "creates-rows",
    "django.contrib.contenttypes.management.create_contenttypes": "creates-rows",
    "django.contrib.sites.management.create_default_site": "creates-rows",
    "os.popen": "subprocess",
    "os.system": "subprocess",
    "socket.gethostname": "",
    "urllib.request.Request": "",
    # Their own methods are judged, see python_things.
    "pathlib.Path": "",
    "pathlib.PurePath": "",
}

_OS_FILES = "link listdir makedirs mkdir open remove removedirs rename renames replace rmdir scandir symlink truncate"
_EXACT |= {f"os.{name}": "files" for name in f"{_OS_FILES} unlink walk chmod chown".split()}
_EXACT |= {f"os.{name}": "subprocess" for name in "execl execv execve execvp posix_spawn spawnl spawnv fork".split()}

#: Whatever is called in these packages.
_PACKAGES = {
    "django.db.transaction": "transaction",
    "django_mongodb_backend.transaction": "transaction",
    "django.core.files.storage": "files",
    "shutil": "files",
    "tempfile": "files",
    "subprocess": "subprocess",
}
_NETWORK = (
    "aiohttp anymail azure.storage boto3 botocore django.core.mail elasticsearch ftplib google.cloud grpc http.client "
    "httpx imaplib kafka kombu paramiko pika poplib redis requests sendgrid slack_sdk smtplib socket stripe "
    "telnetlib twilio urllib.request urllib3 websocket websockets xmlrpc.client"
)
_PACKAGES |= dict.fromkeys(_NETWORK.split(), "network")

#: What a call of these yields is the first argument again: progress bars.
PASS_THROUGH = frozenset({"tqdm.std.tqdm", "tqdm.tqdm", "tqdm.auto.tqdm", "rich.progress.track", "textwrap.dedent"})

#: These cut an iterable into batches.
BATCHERS = frozenset(
    """
    itertools.batched itertools.islice more_itertools.chunked more_itertools.ichunked more_itertools.more.chunked
    more_itertools.more.ichunked more_itertools.more.batched toolz.partition_all boltons.iterutils.chunked_iter
    """.split()
)


def canonical(dotted: str) -> str:
    """The name under which something is imported, for the name under which Python knows it."""
    module, _, name = dotted.rpartition(".")
    if module.startswith("_") and module[1:] in sys.stdlib_module_names:
        return dotted[1:]
    return f"{_IMPORTED_AS.get(module, module)}.{name}" if module else dotted


def effect_of(dotted: str) -> str | None:
    """The kind of fact that a call of ``dotted`` is; "" for one that is known to be harmless."""
    if dotted in _EXACT:
        return _EXACT[dotted]
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        if kind := _PACKAGES.get(".".join(parts[:length])):
            return kind
    return None


def is_library(dotted: str) -> bool:
    """Whether this belongs to Python or Django, whose effects are all listed here."""
    top = dotted.partition(".")[0]
    return top in sys.stdlib_module_names or top in {"builtins", "django"}
