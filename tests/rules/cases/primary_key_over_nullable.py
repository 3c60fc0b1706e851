"""Primary keys over columns that may hold NULL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(primary_key=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD PRIMARY KEY (note)", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # The text does not name the columns.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD CONSTRAINT pk PRIMARY KEY USING INDEX note_once", ""
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE legacy ADD PRIMARY KEY (number)", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", ""),
            migrations.RunSQL("ALTER TABLE shop_order ADD PRIMARY KEY (note)", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, primary_key=True)),
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
            migrations.RunSQL("ALTER TABLE shop_gift ADD PRIMARY KEY (code)", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD PRIMARY KEY (number)", ""),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(primary_key=True)),
        ]
        """,
        target="sqlite 3.45",
    ),
]
