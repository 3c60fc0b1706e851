"""What nobody understands."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("DO $$ BEGIN DELETE FROM shop_order; END $$", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CALL clean_up()", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("FROBNICATE shop_order", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 1; WIBBLE THE TABLE", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("WIBBLE", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("select 1; -- nothing more", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SHOW TABLES", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("PRAGMA table_info(shop_order)", migrations.RunSQL.noop),
        ]
        """,
        target="sqlite 3.45",
    ),
    # SQL there is another rule's matter.
    Case(
        """
        operations = [
            migrations.RunSQL("WIBBLE", migrations.RunSQL.noop),
        ]
        """,
        target="mongodb 6.0",
    ),
]
