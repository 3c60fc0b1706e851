"""Foreign keys without an index."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                ],
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                    ("code", models.TextField()),
                ],
                options={"unique_together": {("code", "order")}},
            ),
        ]
        """,
    ),
    # The index of an old key goes.
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, db_index=False)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_tag"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True, db_index=False)),
            migrations.AddIndex("order", models.Index(fields=["tag"], name="order_tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN tag_id bigint REFERENCES shop_tag", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "CREATE TABLE gift (id bigint PRIMARY KEY, tag_id bigint, FOREIGN KEY (tag_id) REFERENCES shop_tag (id))", ""
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    # The key begins with the order; nothing begins with the tag.
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Link",
                [
                    ("pk", models.CompositePrimaryKey("order", "tag")),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                    ("tag", models.ForeignKey("shop.Tag", models.CASCADE, db_index=False)),
                ],
            ),
        ]
        """,
    ),
    # A partial index does not find all rows.
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "tag", models.ForeignKey("shop.Tag", models.SET_NULL, null=True, db_index=False)
            ),
            migrations.AddIndex(
                "order", models.Index(fields=["tag"], name="open_order_tag", condition=models.Q(status="new"))
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
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                    ("code", models.TextField()),
                ],
                options={"unique_together": {("order", "code")}},
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.OneToOneField("shop.Tag", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True, db_index=False)
            ),
            migrations.AddIndex("order", models.Index(fields=["tag"], name="order_tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True, db_index=False)
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Link",
                [
                    ("pk", models.CompositePrimaryKey("order", "tag")),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                    ("tag", models.ForeignKey("shop.Tag", models.CASCADE)),
                ],
            ),
        ]
        """,
    ),
    # Another index begins with the same column.
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, db_index=False)),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["-customer", "created"], name="order_latest")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, db_index=False)),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["customer", "number"], name="order_number")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN tag_id bigint REFERENCES shop_tag; CREATE INDEX i ON shop_order (tag_id)", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE gift (tag_id bigint PRIMARY KEY REFERENCES shop_tag)", ""),
        ]
        """,
    ),
    # Django drops the key and adds it again; the index stays.
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.SET_NULL, null=True, db_index=False)),
            migrations.RemoveField("order", "tag"),
        ]
        """,
    ),
    # A table that no model describes: its indexes are not known.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE legacy ADD CONSTRAINT c FOREIGN KEY (tag_id) REFERENCES shop_tag NOT VALID", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    # Nobody looks for NULL by this key.
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.SET_NULL, null=True, db_index=False)),
            migrations.AddIndex(
                "order", models.Index(fields=["tag"], name="order_tag", condition=models.Q(tag__isnull=False))
            ),
        ]
        """,
    ),
]
