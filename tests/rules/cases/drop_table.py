"""Tables that go, with their rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''drop table if exists
                "shop_order" cascade''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "tags"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    # Forgotten by the models: the rows still go.
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TABLE shop_order", migrations.RunSQL.noop),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.DeleteModel("Order"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Tag", "Label"),
            migrations.DeleteModel("Label"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.DeleteModel("Tag"),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TABLE `shop_tag`", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Tag"),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    # Rebuilt by hand: a warning.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
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
            migrations.DeleteModel("Gift"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE backup AS SELECT * FROM shop_tag; DROP TABLE backup",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TEMPORARY TABLE x (a int)", migrations.RunSQL.noop),
            migrations.RunSQL("DROP TABLE x", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TEMPORARY TABLE IF EXISTS x", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Vip"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Vip", [], options={"proxy": True}, bases=("shop.Customer",)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Vip"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Vip", [("name", models.TextField())], options={"managed": False}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP VIEW shop_order_view", migrations.RunSQL.noop),
        ]
        """,
    ),
    # The table stays where it is.
    Case(
        """
        operations = [
            migrations.AlterModelOptions("order", {"managed": False, "verbose_name": "order"}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TEMPORARY TABLE t (id int)", "DROP TABLE t"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
            migrations.DeleteModel("Parcel"),
        ]
        """,
    ),
]
