"""Unique constraints on tables that have rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, unique=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.OneToOneField("shop.Customer", models.CASCADE)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                add constraint u unique (number)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "code", models.CharField(max_length=9, null=True, unique=True)
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AlterUniqueTogether("gift", {("code",)}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField(
                "product", "sku", models.CharField(max_length=20, unique=True, help_text="Ours.")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", set()),
        ]
        """,
        given="""
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE legacy ADD COLUMN code uuid PRIMARY KEY", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AlterUniqueTogether("order", {("customer", "number")}),
                ],
            ),
        ]
        """,
    ),
]
