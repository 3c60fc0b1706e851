"""Unique columns that come with a default."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        import uuid

        operations = [
            migrations.AddField("order", "code", models.UUIDField(default=uuid.uuid4, unique=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "code", models.CharField(max_length=9, db_default="", unique=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order",
                "product",
                models.OneToOneField("shop.Product", models.CASCADE, default=1),
                preserve_default=False,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "stamp", models.DateTimeField(db_default=functions.Now(), unique=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code int NOT NULL UNIQUE DEFAULT 1", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, unique=True, blank=True)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(default=0, unique=True)),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code uuid UNIQUE DEFAULT gen_random_uuid()", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code bigserial UNIQUE", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "product", models.OneToOneField("shop.Product", models.CASCADE, null=True)),
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
            migrations.AddField("gift", "number", models.IntegerField(unique=True, default=0)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(default=0)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True, db_default=None, unique=True)),
        ]
        """,
    ),
]
