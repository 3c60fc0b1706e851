"""Tables that are dropped, or made anew."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
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
