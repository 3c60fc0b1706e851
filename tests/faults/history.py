"""Histories to be killed in: whole migrations, such that run operation by operation, and code that must not run twice."""

from __future__ import annotations

from collections.abc import Mapping

from tests.projects import Project, migration

#: What the database holds before, and what the load writes to.
_FIRST = """
migrations.CreateModel("Customer", [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("name", models.CharField(max_length=50)),
    ("note", models.TextField(null=True)),
    ("old", models.IntegerField(null=True)),
]),
migrations.CreateModel("Visit", [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("text", models.CharField(max_length=80)),
]),
migrations.CreateModel("Counter", [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("whole", models.IntegerField(default=0)),
    ("apart", models.IntegerField(default=0)),
]),
"""

_CODE = """
from django.db.models import F, Value
from django.db.models.functions import Concat


def whole(apps, editor):
    db = editor.connection.alias
    apps.get_model("shop", "Counter").objects.using(db).update(whole=F("whole") + 1)
    apps.get_model("shop", "Customer").objects.using(db).filter(name__startswith="seed").update(
        note=Concat(Value("noted "), F("name"))
    )


def whole_back(apps, editor):
    db = editor.connection.alias
    apps.get_model("shop", "Counter").objects.using(db).update(whole=F("whole") - 1)
    apps.get_model("shop", "Customer").objects.using(db).filter(name__startswith="seed").update(note=None)


def apart(apps, editor):
    db = editor.connection.alias
    apps.get_model("shop", "Counter").objects.using(db).update(apart=F("apart") + 1)


def apart_back(apps, editor):
    db = editor.connection.alias
    apps.get_model("shop", "Counter").objects.using(db).update(apart=F("apart") - 1)


def again(apps, editor):
    db = editor.connection.alias
    customers = apps.get_model("shop", "Customer").objects.using(db)
    for customer in customers.filter(name__startswith="seed").order_by("pk")[:40]:
        customers.filter(pk=customer.pk).update(old=customer.pk * 2)


def again_back(apps, editor):
    db = editor.connection.alias
    apps.get_model("shop", "Customer").objects.using(db).filter(name__startswith="seed").update(old=None)
"""

_ORDERS = """
migrations.CreateModel("Tag", [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("word", models.CharField(max_length=30, unique=True)),
]),
migrations.CreateModel("Order", [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("customer", models.ForeignKey("shop.customer", models.CASCADE)),
    ("tags", models.ManyToManyField("shop.tag")),
    ("total", models.DecimalField(max_digits=8, decimal_places=2)),
]),
migrations.AddField("Visit", "customer", models.ForeignKey("shop.customer", models.SET_NULL, null=True)),
migrations.AlterField("Customer", "name", models.CharField(max_length=90)),
migrations.AddConstraint(
    "Order", models.CheckConstraint(condition=models.Q(total__gte=0), name="shop_order_total")
),
"""

_APART = """
migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True, db_index=True)),
migrations.RunPython(apart, apart_back, atomic=True),
{index}
migrations.RunSQL([
    "CREATE TABLE shop_audit (id integer PRIMARY KEY, what varchar(20))",
    "INSERT INTO shop_audit VALUES (1, 'one'), (2, 'two')",
    "CREATE INDEX shop_audit_what ON shop_audit (what)",
    "UPDATE shop_counter SET apart = apart + 10",
], [
    "UPDATE shop_counter SET apart = apart - 10",
    "DROP TABLE shop_audit",
    "UPDATE shop_counter SET apart = apart + 0",
]),
migrations.RunPython(again, again_back),
migrations.AlterField("Order", "total", models.DecimalField(max_digits=10, decimal_places=2)),
migrations.AlterUniqueTogether("Order", {{("customer", "total")}}),
"""

_INDEX = 'migrations.AddIndex("Visit", models.Index(fields=["text"], name="shop_visit_text")),'
_CONCURRENT = 'postgres.AddIndexConcurrently("Visit", models.Index(fields=["text"], name="shop_visit_text")),'

_LAST = """
migrations.RenameField("Customer", "old", "former"),
migrations.RenameModel("Tag", "Label"),
migrations.AlterUniqueTogether("Order", set()),
migrations.RemoveConstraint("Order", "shop_order_total"),
migrations.RemoveField("Order", "total"),
"""


def sql_history(engine: str) -> Mapping[str, str]:
    """The migrations of the app ``shop`` for an SQL database."""
    postgresql = engine == "postgresql"
    imports = "from django.contrib.postgres import operations as postgres\n" if postgresql else ""
    apart = _APART.format(index=_CONCURRENT if postgresql else _INDEX)
    steps = [
        migration(_FIRST),
        migration(_ORDERS, after=[("shop", "0001_first")]),
        migration("migrations.RunPython(whole, whole_back),", after=[("shop", "0002_orders")], above=_CODE),
        migration(apart, after=[("shop", "0003_code")], above=imports + _CODE, attributes="atomic = False"),
        migration(_LAST, after=[("shop", "0004_apart")]),
    ]
    names = ["0001_first", "0002_orders", "0003_code", "0004_apart", "0005_last"]
    return dict(zip(names, steps, strict=True))


_MONGO_SECOND = """
migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True, db_index=True)),
migrations.AddField("Customer", "level", models.IntegerField(default=7)),
migrations.AlterField("Customer", "note", models.TextField(default="none")),
migrations.CreateModel("Order", [
    ("id", mongo.ObjectIdAutoField(primary_key=True, serialize=False)),
    ("number", models.IntegerField(unique=True)),
    ("customer", models.ForeignKey("shop.customer", models.CASCADE)),
]),
"""

_MONGO_THIRD = """
migrations.RunPython(again, again_back),
migrations.RenameField("Customer", "old", "former"),
migrations.AddIndex("Visit", models.Index(fields=["text"], name="shop_visit_text")),
migrations.AddConstraint("Customer", models.UniqueConstraint(fields=["name"], name="shop_customer_name")),
migrations.RenameModel("Order", "Purchase"),
migrations.RemoveField("Customer", "former"),
migrations.RemoveIndex("Visit", "shop_visit_text"),
"""


def mongodb_history() -> Mapping[str, str]:
    """The same for django-mongodb-backend, where nothing is undone."""
    imports = "from django_mongodb_backend import fields as mongo\n"
    key = "mongo.ObjectIdAutoField(primary_key=True, serialize=False)"
    first = _FIRST.replace("models.BigAutoField(primary_key=True, serialize=False)", key)
    code = _CODE.replace("old=customer.pk * 2", "old=2")
    return {
        "0001_first": migration(first, above=imports),
        "0002_more": migration(_MONGO_SECOND, after=[("shop", "0001_first")], above=imports),
        "0003_last": migration(_MONGO_THIRD, after=[("shop", "0002_more")], above=imports + code),
    }


def write(project: Project, engine: str) -> None:
    """Give the project its history; FAULT_URL names the database."""
    history = mongodb_history() if engine == "mongodb" else sql_history(engine)
    project.add_app("shop", "", history)
    project.settings(
        """
        import os
        from urllib.parse import urlsplit

        url = os.environ["FAULT_URL"]
        if url.startswith("mongodb"):
            entry = {"ENGINE": "django_mongodb_backend", "HOST": url, "NAME": urlsplit(url).path.strip("/")}
        else:
            entry = __import__("environ").Env.db_url_config(url)
        DATABASES = {"default": entry}
        INSTALLED_APPS.append("tests.faults.told.Told")
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        SCHEMAGUARD = {"LOCK_RETRIES": 20, "LOCK_TIMEOUT": "2s"}
        SILENCED_SYSTEM_CHECKS = ["mongodb.E001"]
        """
    )
