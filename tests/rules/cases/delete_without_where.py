"""DELETE without a condition."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''delete from only public."shop_order"
                where true''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DELETE FROM `shop_order`", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DELETE FROM shop_order WHERE 1", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "WITH gone AS (DELETE FROM shop_order RETURNING *) INSERT INTO archive SELECT * FROM gone",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("DELETE FROM legacy", migrations.RunSQL.noop),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DELETE o FROM shop_order o LEFT JOIN shop_tag t ON t.id = o.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DELETE FROM o USING shop_order o, shop_tag t",
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
                "DELETE o FROM shop_tag t RIGHT JOIN shop_order o ON t.id = o.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DELETE o, t FROM shop_order o LEFT JOIN shop_tag t ON t.id = o.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    # Without WHERE every row meets every tag.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DELETE FROM shop_order USING shop_tag t",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DELETE FROM shop_order USING shop_tag t JOIN shop_product p ON p.id = t.id",
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
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.RunSQL("DELETE FROM shop_gift", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "DELETE FROM shop_order USING shop_tag t WHERE t.name = number",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DELETE FROM shop_order ORDER BY id LIMIT 100", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 'DELETE FROM shop_order'", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TEMPORARY TABLE x (a int); DELETE FROM x", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "DELETE o FROM shop_order o JOIN shop_tag t ON t.id = o.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "DELETE FROM o USING shop_order o INNER JOIN shop_tag t ON t.id = o.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "DELETE o FROM shop_order o NATURAL JOIN shop_tag",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "DELETE t FROM shop_order o LEFT JOIN shop_tag t ON t.id = o.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
