"""Columns that go, with their values."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    # The new one of the same name does not make the old one new.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order DROP COLUMN note, ADD COLUMN note varchar(50)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table only public.shop_order
                drop note''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE `shop_order` DROP `note`", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN note", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RemoveField("order", "note"),  # finding
                ],
            ),
        ]
        """,
    ),
    # Forgotten by the models: the values still go.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order DROP COLUMN IF EXISTS note",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        given="""
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "note"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameField("order", "note", "remark"),
            migrations.RemoveField("order", "remark"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "customer"),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "paid"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "paid", models.TextField(null=True, db_column="Paid")),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RemoveField("order", "a"),
        ]
        """,
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
            migrations.RemoveField("gift", "code"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RenameField("order", "a", "b"),
            migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN b", migrations.RunSQL.noop),
        ]
        """,
    ),
    # A relation table is another rule's matter.
    Case(
        """
        operations = [
            migrations.RemoveField("order", "tags"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 'ALTER TABLE shop_order DROP COLUMN note'", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note DROP DEFAULT", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "gross"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField(
                "order",
                "gross",
                models.GeneratedField(
                    expression=models.F("total") * 2,
                    output_field=models.DecimalField(max_digits=9, decimal_places=2),
                    db_persist=True,
                ),
            ),
        ]
        """,
    ),
]
