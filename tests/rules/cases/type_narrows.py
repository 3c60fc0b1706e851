"""Types that do not hold every value."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                alter number type varchar(5) using number::varchar(5)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ALTER number TYPE varchar(5)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order MODIFY number varchar(5) NOT NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order CHANGE number code varchar(5) NOT NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.CharField(max_length=5, null=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "product", "price", models.DecimalField(max_digits=8, decimal_places=1)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "created", models.DateField(null=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameField("order", "number", "code"),
            migrations.AlterField("order", "code", models.CharField(max_length=5)),  # finding
        ]
        """,
    ),
]

GOOD = [
    # A text that is not JSON is refused, and JSON means the same afterwards: cast-fails tells.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.JSONField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number TYPE varchar(40)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=5)),
        ]
        """,
        target="sqlite 3.45",
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
            migrations.AlterField("gift", "code", models.CharField(max_length=3)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "n", models.BigIntegerField(null=True)),
            migrations.AlterField("order", "n", models.IntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(
                "order", "status", models.CharField(max_length=10, choices=[("new", "New")])
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order MODIFY number varchar(20) NOT NULL DEFAULT ''",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AlterField("order", "number", models.CharField(max_length=5)),
                ],
            ),
        ]
        """,
    ),
]
