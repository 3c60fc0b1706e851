"""A migration reaches out to the network, files, commands or other programs.

When: the code of a RunPython sends requests or mail, reads or writes files, starts processes, calls management
commands, sleeps, or queues tasks.

Effect: the migration depends on something that is not there on the next machine. What it did outside is not
rolled back with the transaction, and it holds its locks while it waits.

Way out: do it in a management command that runs after the deploy. Data that the migration needs can stand in
the file itself.

Source: Django documentation, "Migrations", "Transactions".

Bad::

    import subprocess

    def forward(apps, schema_editor):
        subprocess.run(["sync-orders"], check=True)

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Tag").objects.create(name="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step

_KINDS = {
    "network": "{code} uses the network ({name}).",
    "files": "{code} reads or writes files ({name}).",
    "subprocess": "{code} starts another program ({name}).",
    "runs-command": "{code} runs the management command {name}.",
    "sends-signals": "{code} queues work or sends signals ({name}).",
    "sleeps": "{code} sleeps while it holds its locks ({name}).",
}


@rule("SG807", on=RunCode, severity=Severity.WARNING, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    for kind, message in _KINDS.items():
        yield from one_hit_each(statement, kind, message)
