"""Triggers that stay off."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order DISABLE TRIGGER USER",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order DISABLE TRIGGER audit",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # The triggers behind foreign keys stay off.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER ALL", migrations.RunSQL.noop),  # finding
            migrations.RunSQL("ALTER TABLE shop_order ENABLE TRIGGER USER", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER a, DISABLE TRIGGER b", migrations.RunSQL.noop),  # finding
            migrations.RunSQL("ALTER TABLE shop_order ENABLE TRIGGER a", migrations.RunSQL.noop),
        ]
        """,
    ),
    # Another table.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER ALL", migrations.RunSQL.noop),  # finding
            migrations.RunSQL("ALTER TABLE shop_tag ENABLE TRIGGER ALL", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ENABLE TRIGGER ALL", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER ALL", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    # It fires on a replica only.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER audit", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order ENABLE REPLICA TRIGGER audit", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DISABLE TRIGGER ALL", migrations.RunSQL.noop),
            migrations.RunSQL("UPDATE shop_order SET note = '' WHERE id = 1", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order ENABLE TRIGGER ALL", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order DISABLE TRIGGER a, DISABLE TRIGGER b; ALTER TABLE shop_order ENABLE TRIGGER USER",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order DISABLE TRIGGER a; ALTER TABLE shop_order ENABLE ALWAYS TRIGGER a",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order DISABLE TRIGGER audit; DROP TRIGGER audit ON shop_order",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY); ALTER TABLE x DISABLE TRIGGER ALL; DROP TABLE x",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DISABLE KEYS", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]
