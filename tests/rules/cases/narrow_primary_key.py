"""Keys that run out."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''create table x (
                id serial, a text, primary key (id))''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "CREATE TABLE x (id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Gift", [("id", models.AutoField(primary_key=True))]),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE legacy ADD id serial PRIMARY KEY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Gift", [("no", models.SmallAutoField(primary_key=True, db_column="number"))]
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
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE x (id bigserial PRIMARY KEY, n serial)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Gift", [("id", models.AutoField(primary_key=True))]),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Gift", [("code", models.IntegerField(primary_key=True))]),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint unsigned AUTO_INCREMENT PRIMARY KEY)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
