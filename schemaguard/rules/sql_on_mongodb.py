"""SQL would reach MongoDB.

When: a RunSQL operation is allowed on a MongoDB alias.

Effect: ``migrate --database`` of that alias stops with ``AttributeError: 'NoneType' object has no attribute
'execute'``, and everything after it never runs.

Way out: give the operation a hint that the router knows, and let the router keep it away::

    migrations.RunSQL("...", hints={"target_db": "default"})

Source: measured with django-mongodb-backend 5.2.4: ``connection.cursor()`` gives a dummy.

Bad::

    operations = [
        migrations.RunSQL("UPDATE shop_order SET status = 'new' WHERE status = ''", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))]),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RunSQL

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import Step


@rule("SG838", on=Step, severity=Severity.ERROR, axis=Axis.HYGIENE, vendors=("mongodb",))
def check(step: Step) -> Iterator[Hit]:
    if isinstance(step.operation, RunSQL) and step.statements and step.side != "state":
        alias = ", ".join(step.databases)
        yield Hit(f"RunSQL would run on the MongoDB database {alias}.", subject=f"{alias} {step.part}")
