"""What is found about a RunPython as a whole, and about what it does besides the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.python_code import USING, case, read, said

ELSEWHERE = [
    case("requests", "import urllib.request\nurllib.request.urlopen('http://x')", "network urllib.request.urlopen"),
    case(
        "url-parts-are-no-network",
        f"import urllib.parse\n{USING}orders.filter(a=urllib.parse.quote('x')).count()",
        "reads-only",
    ),
    case(
        "mail",
        "from django.core.mail import send_mail\nsend_mail('a', 'b', None, [])",
        "network django.core.mail.send_mail",
    ),
    case("open", "with open('x') as f: f.read()", "files io.open"),
    case("path", "from pathlib import Path\n(Path(__file__).parent / 'x').read_text()", "files Path.read_text"),
    case(
        "path-without-file", f"from pathlib import Path\n{USING}orders.filter(a=Path('x').stem).count()", "reads-only"
    ),
    case("remove", "from os import remove\nremove('x')", "files os.remove"),
    case(
        "storage",
        "from django.core.files.storage import default_storage as s\ns.delete('x')",
        "files default_storage.delete",
    ),
    case("subprocess", "import subprocess\nsubprocess.run(['x'])", "subprocess subprocess.run"),
    case("sleep", "import time\ntime.sleep(1)", "sleeps time.sleep"),
    case("sleep-imported", "from time import sleep\nsleep(1)", "sleeps time.sleep"),
    case(
        "command",
        "from django.core.management import call_command\ncall_command('loaddata', 'x')",
        "runs-command loaddata",
    ),
    case("task", "from anywhere import tasks\ntasks.fill.delay(1)", "sends-signals tasks.fill.delay"),
    case(
        "task-through-a-name",
        "put = queue.enqueue\nput(len)",
        "sends-signals put",
    ),
    case(
        "signal",
        "from django.db.models.signals import post_save\npost_save.send(Order)",
        "sends-signals post_save.send",
    ),
    case(
        "permissions",
        "from django.contrib.auth.management import create_permissions\ncreate_permissions(apps.get_app_config('a'))",
        "creates-rows django.contrib.auth.management.create_permissions",
    ),
    case("unread", "from django_nope import fill\nfill(apps)", "unread-call django_nope.fill"),
    case("unread-does-it-all", "from django_nope import fill\nfill()", "unread-call django_nope.fill"),
    case("unread-besides", f"from nope import slug\n{USING}orders.update(a=slug('x'))", "updates-all shop.Order"),
]

WHOLE = [
    case(
        "early-return",
        "if schema_editor.connection.vendor != 'postgresql': return\nschema_editor.execute('ANALYZE')",
        "guarded-by-vendor postgresql",
        "raw-sql ANALYZE",
    ),
    case(
        "early-return-of-several",
        "if schema_editor.connection.vendor not in ('postgresql', 'mysql'):\n    return\n"
        "schema_editor.execute('ANALYZE')",
        "guarded-by-vendor mysql",
        "guarded-by-vendor postgresql",
        "raw-sql ANALYZE",
    ),
    case(
        "early-return-of-one",
        "vendor = schema_editor.connection.vendor\nif 'sqlite' == vendor: return\nschema_editor.execute('ANALYZE')",
        "raw-sql ANALYZE",
        "skips-vendor sqlite",
    ),
    case(
        "everything-inside",
        "if schema_editor.connection.vendor == 'postgresql': schema_editor.execute('ANALYZE')",
        "guarded-by-vendor postgresql",
        "raw-sql ANALYZE",
    ),
    case(
        "everything-inside-and-more-conditions",
        "if schema_editor and schema_editor.connection.vendor == 'mysql': schema_editor.execute('ANALYZE')",
        "guarded-by-vendor mysql",
        "raw-sql ANALYZE",
    ),
    case(
        "one-vendor-after-the-other",
        "if schema_editor.connection.vendor == 'mysql':\n    schema_editor.execute('A')\n"
        "elif schema_editor.connection.vendor == 'sqlite':\n    schema_editor.execute('B')",
        "guarded-by-vendor mysql",
        "guarded-by-vendor sqlite",
        "raw-sql A",
        "raw-sql B",
    ),
    case(
        "both-sides",
        "if schema_editor.connection.vendor == 'mysql':\n    schema_editor.execute('A')\nelse:\n"
        "    schema_editor.execute('B')",
        "raw-sql A",
        "raw-sql B",
    ),
    case(
        "a-part",
        "if schema_editor.connection.vendor == 'mysql':\n    schema_editor.execute('A')\nschema_editor.execute('B')",
        "raw-sql A",
        "raw-sql B",
    ),
    case(
        "return-on-more-conditions",
        "if schema_editor.connection.vendor != 'mysql' and x():\n    return\nschema_editor.execute('A')",
        "raw-sql A",
    ),
    case(
        "asked-in-a-helper",
        "def is_mysql(editor): return editor.connection.vendor == 'mysql'\n"
        "def forwards(apps, schema_editor):\n    if not is_mysql(schema_editor): return\n"
        "    schema_editor.execute('A')",
        "guarded-by-vendor mysql",
        "raw-sql A",
    ),
    case(
        "alias",
        "if schema_editor.connection.alias != 'default': return\nschema_editor.execute('A')",
        "guarded-by-alias default",
        "raw-sql A",
    ),
    case(
        "router",
        "from django.db import router\nif not router.allow_migrate('x', 'shop'): return\nschema_editor.execute('A')",
        "guarded-by-router",
        "raw-sql A",
    ),
    case("always-raises", "raise NotImplementedError('no')", "always-raises NotImplementedError('no')"),
    case("raises-sometimes", f"{USING}if orders.exists(): raise ValueError", "reads-only"),
    case("generator", "def forwards(apps, schema_editor):\n    yield 1", "never-runs"),
    case(
        "coroutine",
        "async def forwards(apps, schema_editor):\n    schema_editor.execute('A')",
        "never-runs",
        "raw-sql A",
    ),
    case(
        "arguments",
        "def forwards(registry, editor): editor.execute('A')",
        "argument-names registry, editor",
        "raw-sql A",
    ),
    case(
        "arguments-unused", "def forwards(_apps, __): _apps.get_model('a.B').objects.using('x').count()", "reads-only"
    ),
    case("arguments-swallowed", "def forwards(*args, **kwargs): args[1].execute('A')", "raw-sql A"),
    case("unreachable", "return\nschema_editor.execute('A')"),
]


@pytest.mark.parametrize(("source", "facts"), [*ELSEWHERE, *WHOLE])
def test_facts(tmp_path: Path, source: str, facts: set[str]) -> None:
    code = read(tmp_path, source)
    assert not code.noop
    assert said(code) == facts
