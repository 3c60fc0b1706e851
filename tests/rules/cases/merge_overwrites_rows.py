"""MERGE."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN MATCHED THEN DELETE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # Every row, as soon as there is a single tag.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "MERGE INTO shop_order USING shop_tag ON true WHEN MATCHED THEN DELETE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "MERGE INTO shop_order USING shop_tag ON true WHEN MATCHED THEN UPDATE SET status = ''",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN NOT MATCHED BY SOURCE THEN UPDATE SET status = 'gone'",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN NOT MATCHED BY SOURCE AND o.status = 'draft' THEN DELETE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "WITH t AS (SELECT 1 AS id) MERGE INTO shop_order o USING t ON o.id = t.id WHEN MATCHED AND o.total = 0 THEN DELETE WHEN MATCHED THEN DO NOTHING",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN MATCHED AND o.total = 0 THEN UPDATE SET status = t.name",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN NOT MATCHED BY SOURCE AND o.total = 0 THEN UPDATE SET status = 'gone'",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN NOT MATCHED THEN INSERT (id, number) VALUES (t.id, t.name) WHEN MATCHED THEN DO NOTHING",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE draft (id bigint PRIMARY KEY); MERGE INTO draft USING shop_tag t ON draft.id = t.id WHEN MATCHED THEN DELETE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "EXPLAIN MERGE INTO shop_order o USING shop_tag t ON o.id = t.id WHEN MATCHED THEN DELETE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
