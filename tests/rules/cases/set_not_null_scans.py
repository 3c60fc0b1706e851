"""Columns that become NOT NULL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                alter column "note" set not null, alter number drop default''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(default="")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD CONSTRAINT nn NOT NULL note",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="postgresql 18",
    ),
    # The check is not valid yet.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),  # finding
        ]
        """,
        given="""
        operations = [
            AddConstraintNotValid("order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID", migrations.RunSQL.noop),
        ]
        """,
    ),
    # Another check.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(total__gt=0), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(note__isnull=False) | models.Q(total__gt=0), name="note_set")),
        ]
        """,
    ),
    # Django looks for NULLs all the same, because of the default.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(default="")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_set")),
        ]
        """,
    ),
    # The proof is gone.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP CONSTRAINT note_set", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", migrations.RunSQL.noop),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL AND total > 0)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CHECK (note IS NULL)", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    # Nobody can tell what was validated.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", migrations.RunSQL.noop),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT note_set", migrations.RunSQL.noop),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(null=True, help_text="Ours.")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD CONSTRAINT nn NOT NULL note NOT VALID",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.TextField(null=True)),
            migrations.AlterField("order", "gift", models.TextField(default="")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=9)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number DROP NOT NULL", migrations.RunSQL.noop),
        ]
        """,
    ),
    # A valid check proves it.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=~models.Q(note__isnull=True), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(note__isnull=False, total__gt=0), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            AddConstraintNotValid("order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_set")),
            ValidateConstraint("order", "note_set"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            ValidateConstraint("order", "note_set"),
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            AddConstraintNotValid("order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_set")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT note_set", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL AND total > 0)", migrations.RunSQL.noop),
        ]
        """,
    ),
    # The check itself reads every row, which another rule says.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CHECK (NOT note IS NULL)", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT nn NOT NULL note", migrations.RunSQL.noop),
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT note_set CHECK (note IS NOT NULL AND total > 0)", migrations.RunSQL.noop),
        ]
        """,
        target="postgresql 18",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.CASCADE)),
        ]
        """,
        given="""
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, null=True)),
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(customer__isnull=False), name="note_set")),
        ]
        """,
    ),
]
