"""References beside a column."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''create table x (
                id bigint primary key, tag_id bigint references shop_tag (id))''',
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
                "alter table `shop_order` add `tag_id` bigint references `shop_tag` (`id`) on delete cascade",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.0",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag (id)",
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
                "ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 9.1",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
]
