"""Operations that say they cannot be reversed."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        class LoadPrices(migrations.operations.base.Operation):
            reversible = False

            def state_forwards(self, app_label, state):
                pass

        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    LoadPrices(),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        class LoadPrices(migrations.AddField):
            reversible = False

        operations = [
            LoadPrices("order", "gift", models.BooleanField(null=True)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        class LoadPrices(migrations.operations.base.Operation):
            reversible = True

            def state_forwards(self, app_label, state):
                pass

        operations = [
            LoadPrices(),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 1"),
        ]
        """,
    ),
    Case(
        """
        class LoadPrices(migrations.operations.base.Operation):
            reversible = False

            def state_forwards(self, app_label, state):
                pass

        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    LoadPrices(),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Tag"),
        ]
        """,
    ),
]
