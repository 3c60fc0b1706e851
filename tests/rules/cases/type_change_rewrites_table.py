"""Types that are stored in another way."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_product
                alter "stock" type bigint''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "product", "price", models.DecimalField(max_digits=12, decimal_places=3)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
                ],
            ),
        ]
        """,
    ),
    # A table that no model describes: it cannot be told.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE legacy ALTER number TYPE bigint", migrations.RunSQL.noop
            ),
        ]
        """,
    ),
    # The rows may be computed anew.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_product ALTER name TYPE text USING lower(name)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # A check on the column is checked again for every row.
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=40)),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(number__gt=""), name="numbered")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number TYPE text", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(number__gt=""), name="numbered")),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_product ALTER name TYPE varchar(200)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_product ALTER name TYPE text", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "price", models.DecimalField(max_digits=12, decimal_places=2)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "name", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
        ]
        """,
        target="mysql 8.4",
    ),
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
            migrations.AlterField("gift", "code", models.IntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "n", models.IntegerField(null=True)),
            migrations.AlterField("order", "n", models.BigIntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.IntegerField(default=5, help_text="Ours.")),
        ]
        """,
    ),
    # The check is about another column.
    Case(
        """
        operations = [
            migrations.AlterField("order", "status", models.CharField(max_length=40, default="new")),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(number__gt=""), name="numbered")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "numbered"),
            migrations.AlterField("order", "number", models.CharField(max_length=40)),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(number__gt=""), name="numbered")),
        ]
        """,
    ),
]
