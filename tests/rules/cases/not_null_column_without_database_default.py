"""New columns that old code does not fill."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, default="", blank=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order",
                "paid",
                models.DateTimeField(auto_now_add=True, default=functions.Now),
                preserve_default=False,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterOrderWithRespectTo("order", "customer"),  # finding
        ]
        """,
    ),
    # Nullable first, NOT NULL later in the same release.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
            migrations.AlterField("order", "code", models.CharField(max_length=9, default="")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD code int NOT NULL DEFAULT 0; "
                "ALTER TABLE shop_order ALTER code DROP DEFAULT",
                "",
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code int", "ALTER TABLE shop_order DROP code"),
            migrations.RunSQL("UPDATE shop_order SET code = 1", ""),
            migrations.RunSQL("ALTER TABLE shop_order ALTER code SET NOT NULL", ""),  # finding
        ]
        """,
    ),
    # MySQL makes up values for existing rows, so that only new ones fail.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD code int NOT NULL", "ALTER TABLE shop_order DROP code"
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order",
                "first",
                models.ForeignKey("shop.Product", models.CASCADE, default=1),
                preserve_default=False,
            ),
        ]
        """,
        target="mariadb 10.11",
    ),
    # An operation of another package that is about another field.
    Case(
        """
        class KeepsDefault(migrations.operations.base.Operation):
            model_name, name = "order", "other"

            def state_forwards(self, app_label, state): ...

            def database_forwards(self, app_label, schema_editor, from_state, to_state): ...

        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),  # finding
            KeepsDefault(),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True, default="")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, db_default="")),
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
            migrations.AddField("gift", "size", models.IntegerField(default=0)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "product",
                "gross",
                models.GeneratedField(
                    expression=models.F("price") * 2, output_field=models.FloatField(), db_persist=True
                ),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD code int NOT NULL DEFAULT 0", "ALTER TABLE shop_order DROP code"
            ),
        ]
        """,
    ),
    # The way it was done before db_default: SQL sets the default behind the field's back.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(default=0)),
            migrations.RunSQL(
                "ALTER TABLE shop_order ALTER code SET DEFAULT 0", "ALTER TABLE shop_order ALTER code DROP DEFAULT"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD code int; ALTER TABLE shop_order ALTER code SET DEFAULT 0; "
                "ALTER TABLE shop_order ALTER code SET NOT NULL",
                "ALTER TABLE shop_order DROP code",
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),
            migrations.RemoveField("order", "gift"),
        ]
        """,
    ),
    # It fails on its own, which another rule says.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(default="")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "ratio", models.FloatField(db_default=functions.Pi())),
        ]
        """,
    ),
]
