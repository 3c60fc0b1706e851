"""UPDATE without a condition."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''update only public.shop_order as o
                set status = 'new' where 1 = 1''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE `shop_order` SET status = 'new' WHERE 1",
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
                "WITH x AS (SELECT 1) UPDATE shop_order SET status = 'new'",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE shop_order SET status = 'new' WHERE status = '' OR true",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # One of the columns is new, the other is not.
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunSQL(  # finding
                "UPDATE shop_order SET a = true, status = 'new'",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # No value is lost, but every row is locked.
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunSQL("UPDATE shop_order SET a = true", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE shop_order SET note = c.name FROM shop_customer c",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # An outer join keeps every row of its outer side.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE shop_order o LEFT JOIN shop_tag t ON t.id = o.id SET o.status = t.name",
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
                "UPDATE shop_order o CROSS JOIN shop_tag t SET o.status = t.name",
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
                "UPDATE shop_order o, shop_tag t SET o.status = t.name",
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
                "UPDATE shop_order o JOIN shop_tag t ON 1 = 1 SET o.status = t.name",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    # The condition is about the other two.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE shop_order o, shop_tag t JOIN shop_product p ON p.id = t.id SET o.status = t.name",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    # In FROM, a join limits only what is joined there.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE shop_order o SET note = t.name FROM shop_tag t JOIN shop_product p ON p.id = t.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "UPDATE shop_order SET note = t.name FROM shop_tag t JOIN shop_product p ON p.id = t.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="sqlite 3.45",
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
            migrations.RunSQL("UPDATE shop_gift SET code = 'x'", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "UPDATE shop_order SET status = 'new' WHERE status IS NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET status = 'new' LIMIT 1000", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "UPDATE shop_order SET note = c.name FROM shop_customer c WHERE c.id = customer_id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE shop_order SET status = 'new' $$",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # An inner join limits the rows as a WHERE does.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "UPDATE shop_order o JOIN shop_tag t ON t.id = o.id SET o.status = t.name",
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
                "UPDATE shop_order o STRAIGHT_JOIN shop_tag t ON t.id = o.id SET o.status = t.name",
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
                "UPDATE shop_order JOIN shop_tag USING (id) SET status = name",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    # Only orders that have a tag.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "UPDATE shop_tag t LEFT JOIN shop_order o ON t.id = o.id SET o.status = t.name",
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
                "UPDATE shop_order o LEFT JOIN shop_tag t ON t.id = o.id SET o.status = '' WHERE t.id IS NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
