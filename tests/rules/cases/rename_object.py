"""Objects other than tables and columns that change their name."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER SCHEMA sales RENAME TO shop", "ALTER SCHEMA shop RENAME TO sales"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER VIEW open_order RENAME TO pending", "ALTER VIEW pending RENAME TO open_order"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER FUNCTION total(int) SET SCHEMA sales", "ALTER FUNCTION sales.total(int) SET SCHEMA public"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE mood RENAME TO feeling; CREATE VIEW mood AS SELECT 1", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TRIGGER a ON shop_order RENAME TO b", "ALTER TRIGGER b ON shop_order RENAME TO a"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER VIEW open_order OWNER TO clerk", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "COMMENT ON TYPE order_status IS 'ALTER TYPE order_status RENAME VALUE'", migrations.RunSQL.noop
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER INDEX a RENAME TO b", "ALTER INDEX b RENAME TO a"),
        ]
        """,
    ),
    # The usual way to take a value out of an enum: the name is there again.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('sad')", ""),
            migrations.RunSQL("ALTER TABLE shop_order ALTER note TYPE mood USING note::text::mood", ""),
            migrations.RunSQL("DROP TYPE mood_old", ""),
        ]
        """,
    ),
]
