"""Triggers on tables in use."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''create or replace trigger t
                after insert on public.shop_order for each row execute function f()''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "CREATE TRIGGER t BEFORE UPDATE ON legacy FOR EACH ROW EXECUTE FUNCTION f()",
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
            migrations.RunSQL(
                "CREATE TRIGGER t BEFORE UPDATE ON shop_gift FOR EACH ROW EXECUTE FUNCTION f()",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TRIGGER t AFTER INSERT ON shop_order FOR EACH ROW SET @a = 1",
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
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
