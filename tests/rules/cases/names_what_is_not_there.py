"""Operations that name what the models do not have."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    *(
        Case(
            """
            operations = [
                migrations.RenameField("order", "status", "state"),
                migrations.AddIndex("order", models.Index(fields=["-status"], name="order_status")),  # finding
            ]
            """,
            target=target,
        )
        for target in ("postgresql 16", "mysql 8.4", "mariadb 10.11", "sqlite 3.45")
    ),
    Case(
        """
        operations = [
            AddIndexConcurrently("order", models.Index(fields=["status"], include=["sum"], name="a")),  # finding
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["nr"], name="b")),  # finding
            migrations.AddConstraint(  # finding
                "order", models.CheckConstraint(condition=models.Q(sum__gt=0), name="c")
            ),
            migrations.AddIndex("order", models.Index(functions.Lower("nr"), name="d")),  # finding
            migrations.AlterUniqueTogether("order", {("number", "nr")}),  # finding
            migrations.AlterField("order", "nr", models.IntegerField()),  # finding
            migrations.RemoveIndex("order", "e"),  # finding
            migrations.RemoveConstraint("order", "f"),  # finding
        ]
        """
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.AddIndex("order", models.Index(fields=["state"], name="order_state")),  # finding
                ],
            ),
        ]
        """
    ),
]
GOOD = [
    Case(
        """
        operations = [
            migrations.RenameField("order", "status", "state"),
            migrations.AddIndex("order", models.Index(fields=["state", "customer_id", "-id"], name="a")),
            migrations.AddIndex("order", models.Index(models.F("created__year"), functions.Lower("note"), name="b")),
            migrations.AddConstraint(
                "order", models.CheckConstraint(condition=~models.Q(pk=models.F("total")), name="c")
            ),
            migrations.RemoveIndex("order", "a"),
            migrations.RemoveConstraint("order", "c"),
        ]
        """
    ),
    # The parent's fields are not looked for.
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift",
                [("order_ptr", models.OneToOneField("shop.Order", models.CASCADE, parent_link=True, primary_key=True))],
                bases=("shop.order",),
            ),
            migrations.AlterUniqueTogether("gift", {("number", "order_ptr")}),
        ]
        """
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AddIndex("order", models.Index(fields=["state"], name="order_state")),
                ],
            ),
        ]
        """
    ),
    Case(
        """
        operations = [
            migrations.AlterOrderWithRespectTo("order", "customer"),
            migrations.AddIndex("order", models.Index(fields=["_order", "customer"], name="a")),
        ]
        """
    ),
    Case(
        """
        from django.contrib.postgres.constraints import ExclusionConstraint

        operations = [
            migrations.AddConstraint(
                "order", ExclusionConstraint(name="a", expressions=[("total", "="), (models.F("number"), "=")])
            ),
        ]
        """
    ),
]
