"""What is found about the databases, models and transactions that a RunPython uses, and about its errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.python_code import USING, case, read, said

DATABASES = [
    case("no-using", "Order.objects.update(a=1)", "forgets-using shop.Order", "updates-all shop.Order"),
    case("no-using-on-new-row", "Order(a=1).save()", "creates-rows shop.Order", "forgets-using shop.Order"),
    case("db-manager", "Order.objects.db_manager('x').create()", "creates-rows shop.Order"),
    case(
        "said-once",
        "Order.objects.count()\nOrder.objects.first()",
        "forgets-using shop.Order",
        "reads-only",
    ),
    case(
        "subquery-follows-its-query", f"{USING}orders.update(a=Order.objects.filter(b=1)[:1])", "updates-all shop.Order"
    ),
    case(
        "no-editor-to-ask",
        "def forwards(apps): apps.get_model('shop.Order').objects.count()",
        "argument-names apps",
        "reads-only",
    ),
    case(
        "default-connection",
        "with connection.cursor() as cursor: cursor.execute('SELECT 1')",
        "forgets-using django.db.connection",
        "raw-sql SELECT 1",
    ),
    case("named-connection", "connections['x'].cursor().execute('SELECT 1')", "raw-sql SELECT 1"),
    case(
        "sql",
        "schema_editor.execute('DROP TABLE x')\nschema_editor.execute(f'DROP TABLE {Order._meta.db_table}')",
        "raw-sql DROP TABLE x",
        "raw-sql",
    ),
    case("sql-in-pieces", "s = 'DROP ' 'TABLE ' + 'x'\nschema_editor.execute(s)", "raw-sql DROP TABLE x"),
    case(
        "sql-in-a-list",
        "for sql in ['DROP TABLE x', 'DROP TABLE y']: schema_editor.execute(sql)",
        "raw-sql DROP TABLE x",
        "raw-sql DROP TABLE y",
    ),
    case(
        "sql-of-the-module",
        "SQL = 'TRUNCATE x'\ndef forwards(apps, schema_editor):\n"
        "    with schema_editor.connection.cursor() as c: c.execute(SQL)",
        "raw-sql TRUNCATE x",
    ),
    case(
        "sql-dedented",
        "import textwrap\nschema_editor.execute(textwrap.dedent('DROP TABLE x'))",
        "raw-sql DROP TABLE x",
    ),
    case("procedure", "schema_editor.connection.cursor().callproc('x')", "raw-sql"),
    case("driver-commit", "schema_editor.connection.connection.commit()", "transaction commit"),
    case("driver-cursor", "schema_editor.connection.connection.cursor().execute('VACUUM')", "raw-sql VACUUM"),
    case(
        "schema-editor",
        "schema_editor.create_model(Order)\nschema_editor.remove_field(Order, None)",
        "schema-editor create_model",
        "schema-editor remove_field",
    ),
    case(
        "own-schema-editor",
        "with connections['x'].schema_editor() as editor: editor.alter_db_table(Order, 'a', 'b')",
        "schema-editor alter_db_table",
    ),
    case(
        "transactions",
        f"{USING}with transaction.atomic():\n    orders.update(a=1)\nschema_editor.connection.set_autocommit(True)",
        "transaction django.db.transaction.atomic",
        "transaction set_autocommit",
        "updates-all shop.Order",
    ),
    case(
        "transaction-decorator",
        "@transaction.atomic\ndef forwards(apps, schema_editor): schema_editor.execute('DROP TABLE x')",
        "raw-sql DROP TABLE x",
        "transaction django.db.transaction.atomic",
    ),
]

MODELS = [
    case(
        "imported",
        "from sample_project.customers.models import Customer\n"
        "def forwards(apps, schema_editor): Customer.objects.update(first_name='')",
        "imports-model customers.Customer",
        "updates-all customers.Customer",
    ),
    case(
        "imported-inside",
        "from sample_project.customers.models import Customer\nCustomer(first_name='').save()",
        "creates-rows customers.Customer",
        "imports-model customers.Customer",
    ),
    case(
        "imported-module",
        "import sample_project.customers.models\nsample_project.customers.models.Customer.objects.count()",
        "imports-model customers.Customer",
        "reads-only",
    ),
    case(
        "imported-as",
        "from sample_project.customers import models as m\nm.Customer.objects.count()",
        "imports-model customers.Customer",
        "reads-only",
    ),
    case(
        "imported-manager",
        "from sample_project.customers.models import Customer\ncustomers = Customer.objects\n"
        "def forwards(apps, schema_editor): customers.filter(pk=1).delete()",
        "deletes-rows customers.Customer",
        "imports-model customers.Customer",
    ),
    case(
        "content-type",
        "from django.contrib.contenttypes.models import ContentType\nContentType.objects.get_for_model(Order)",
        "imports-model contenttypes.ContentType",
        "reads-only",
    ),
    case(
        "user-model",
        "from django.contrib.auth import get_user_model\nget_user_model().objects.filter(pk=1).delete()",
        "deletes-rows accounts.User",
        "imports-model accounts.User",
    ),
    case(
        "global-registry",
        "from django.apps import apps as real\nreal.get_model('customers', 'Customer').objects.count()",
        "imports-model customers.Customer",
        "reads-only",
    ),
    case(
        "global-registry-shadowed",
        "from django.apps import apps\n"
        "def forwards(apps, schema_editor): apps.get_model('a.B').objects.using('x').count()",
        "reads-only",
    ),
    case(
        "passed-on",
        "from sample_project.customers.models import Customer\nschema_editor.create_model(Customer)",
        "imports-model customers.Customer",
        "schema-editor create_model",
    ),
    case(
        "imported-and-not-used",
        "from sample_project.customers.models import Customer\n"
        f"def forwards(apps, schema_editor):\n    Order = apps.get_model('shop.Order')\n    {USING}    orders.count()",
        "reads-only",
    ),
    case(
        "no-model-is-imported",
        "from sample_project.customers.models import SubscriberManager, models as m\n"
        f"{USING}orders.filter(a=m.F('b'), c=SubscriberManager.__name__).count()",
        "reads-only",
    ),
    case(
        "constant-of-a-model",
        "from django.contrib.admin.models import LogEntry, ADDITION\n"
        "from sample_project.customers.models import Customer\n"
        f"{USING}orders.filter(a=ADDITION, b=Customer.DoesNotExist).count()",
        "reads-only",
    ),
    case(
        "setting",
        "from django.conf import settings\napps.get_model(settings.AUTH_USER_MODEL).objects.using('x').delete()",
        "deletes-all accounts.User",
    ),
    case(
        "app-config",
        "apps.get_app_config('shop').get_model('Order').objects.using('x').delete()",
        "deletes-all shop.Order",
    ),
    case(
        "names-in-a-list",
        "for name in ('Order', 'Line'): apps.get_model('shop', name).objects.using('x').delete()",
        "deletes-all shop.Line",
        "deletes-all shop.Order",
    ),
    case(
        "models-in-a-dict",
        "for model, a in {Order: 1, apps.get_model('shop.Line'): 2}.items(): model.objects.using('x').update(a=a)",
        "updates-all shop.Line",
        "updates-all shop.Order",
    ),
    case(
        "names-in-a-dict-of-the-module",
        "NAMES = {'shop': ['Order', 'Line']}\n"
        "def forwards(apps, schema_editor):\n    for app, names in NAMES.items():\n"
        "        for name in names: apps.get_model(app, name).objects.using('x').delete()",
        "deletes-all shop.Line",
        "deletes-all shop.Order",
    ),
    case(
        "name-known-at-run-time",
        "for name in names: apps.get_model('shop', name).objects.using('x').delete()",
        "deletes-all shop.{name}",
    ),
    case(
        "app-configs",
        "for config in apps.get_app_configs():\n"
        "    for model in config.get_models(): model.objects.using('x').delete()",
        "deletes-all {config.get_models()}",
    ),
    case(
        "every-model",
        "for model in apps.get_models(): model.objects.using('x').delete()",
        "deletes-all {apps.get_models()}",
    ),
    case(
        "relation-table",
        "Order.tags.through.objects.using('x').all().delete()",
        "deletes-all shop.Order.tags.through",
    ),
]

ERRORS = [
    case(
        "passed",
        f"{USING}try:\n    orders.update(a=1)\nexcept Exception: pass",
        "swallows-errors Exception",
        "updates-all shop.Order",
    ),
    case("bare", f"{USING}try:\n    orders.count()\nexcept: return", "reads-only", "swallows-errors"),
    case(
        "logged-only",
        f"import logging\nlog = logging.getLogger()\n{USING}try:\n    orders.count()\n"
        "except Exception: log.warning('x')",
        "reads-only",
        "swallows-errors Exception",
    ),
    case(
        "warned-only",
        f"import warnings\n{USING}try:\n    orders.count()\nexcept Exception: warnings.warn('x')",
        "reads-only",
        "swallows-errors Exception",
    ),
    case(
        "database-error-in-a-tuple",
        "from django.db import IntegrityError\n"
        f"{USING}try:\n    orders.count()\nexcept (ValueError, IntegrityError): pass",
        "reads-only",
        "swallows-errors (ValueError, IntegrityError)",
    ),
    case(
        "suppressed",
        f"import contextlib\n{USING}with contextlib.suppress(Exception): orders.count()",
        "reads-only",
        "swallows-errors contextlib.suppress(Exception)",
    ),
    case("expected", f"{USING}try:\n    orders.get(pk=1)\nexcept Order.DoesNotExist: pass", "reads-only"),
    case("of-python", f"{USING}try:\n    orders.first().a['x']\nexcept KeyError: pass", "reads-only"),
    case("raised-again", f"{USING}try:\n    orders.count()\nexcept Exception: raise", "reads-only"),
    case("no-database-work", f"try:\n    int('x')\nexcept Exception: pass\n{USING}orders.count()", "reads-only"),
    case("handled", f"{USING}try:\n    orders.count()\nexcept Exception: orders.first()", "reads-only"),
]


@pytest.mark.parametrize(("source", "facts"), [*DATABASES, *MODELS, *ERRORS])
def test_facts(tmp_path: Path, source: str, facts: set[str]) -> None:
    code = read(tmp_path, source)
    assert not code.noop
    assert said(code) == facts
