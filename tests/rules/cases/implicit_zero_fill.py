"""Values that the server makes up."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table `shop_order`
                add `weight` int not null, add `size` int null''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE legacy ADD code varchar(9) NOT NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField()),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9)),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
    # MariaDB takes a zero date.
    Case(
        """
        operations = [
            migrations.AddField("order", "day", models.DateField()),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD weight int", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD n bigint NOT NULL AUTO_INCREMENT UNIQUE",
                migrations.RunSQL.noop,
            ),
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
            migrations.RunSQL("ALTER TABLE shop_gift ADD weight int NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD twice int AS (total * 2) STORED NOT NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD weight int NOT NULL", migrations.RunSQL.noop),
        ]
        """,
    ),
    # MySQL refuses it: not-null-without-default.
    Case(
        """
        operations = [
            migrations.AddField("order", "day", models.DateField()),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "p", models.ForeignKey("shop.Product", models.CASCADE)),
        ]
        """,
        target="mariadb 10.11",
    ),
    # DEFAULT NULL is refused on any table.
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField(db_default=None)),
        ]
        """,
        target="mariadb 10.11",
    ),
    # Django itself writes an empty text.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, blank=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("parcel", "weight", models.IntegerField()),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField(default=0)),
        ]
        """,
        target="mysql 8.4",
    ),
    # PostgreSQL refuses it.
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField()),
        ]
        """,
    ),
]
