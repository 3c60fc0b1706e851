"""Tables that change their name or schema."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterModelTable("order", "purchase"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order RENAME TO purchase", "ALTER TABLE purchase RENAME TO shop_order"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order SET SCHEMA archive", "ALTER TABLE archive.shop_order SET SCHEMA public"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "RENAME TABLE shop_order TO purchase", "RENAME TABLE purchase TO shop_order"
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RenameField("product", "tags", "labels"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    # Without a transaction the table is missing for a while.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''
                ALTER TABLE shop_tag RENAME TO tag__old;
                CREATE TABLE shop_tag (id integer PRIMARY KEY, name varchar(90) NOT NULL);
                INSERT INTO shop_tag (id, name) SELECT id, name FROM tag__old;
                DROP TABLE tag__old;
                ''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
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
            migrations.RenameModel("Gift", "Present"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Vip", "Regular"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Vip", [], bases=("shop.customer",), options={"proxy": True}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameField("product", "tags", "labels"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag", db_table="tagged")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RenameModel("Order", "Purchase"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET (fillfactor = 90)", migrations.RunSQL.noop),
        ]
        """,
    ),
    # The table is made anew by hand, in one transaction.
    Case(
        """
        operations = [
            migrations.RunSQL(
                '''
                CREATE TABLE new__tag (id integer PRIMARY KEY, name varchar(90) NOT NULL);
                INSERT INTO new__tag (id, name) SELECT id, name FROM shop_tag;
                DROP TABLE shop_tag;
                ALTER TABLE new__tag RENAME TO shop_tag;
                ''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                '''
                ALTER TABLE shop_tag RENAME TO tag__old;
                CREATE TABLE shop_tag (id integer PRIMARY KEY, name varchar(90) NOT NULL);
                INSERT INTO shop_tag (id, name) SELECT id, name FROM tag__old;
                DROP TABLE tag__old;
                ''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
]
