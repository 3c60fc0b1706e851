"""Databases with rows that are in the way, and clean ones. Counts are known because the rows stand here."""

from __future__ import annotations

from tests.probes.case import ALL, CHECKS, DROPS, DUPLICATES, MISFITS, NULLS, ORPHANS, OVERLAPS, SQL, Case, rows

_TEXT = '("x", models.CharField(max_length=50, null=True))'
_TWO = f'{_TEXT}\n("y", models.IntegerField(null=True))'
_NOT_NULL = 'migrations.AlterField("T", "x", models.CharField(max_length=50)),'
_UNIQUE = 'migrations.AlterField("T", "x", models.CharField(max_length=50, null=True, unique=True)),'

_FILL = """
def fill(apps, schema_editor):
    apps.get_model("{app}", "T").objects.using(schema_editor.connection.alias).filter(x=None).update(x="filled")
"""

NULL_CASES = [
    Case(
        "nulls_some",
        _TEXT,
        rows("a", None, None),
        _NOT_NULL,
        ((NULLS, "failed", 2),),
        True,
        ALL,
        {"mongodb": (((NULLS, "warning", 2),), False)},
    ),
    Case(
        "nulls_renamed",
        _TEXT,
        rows(None, "b"),
        'migrations.RenameField("T", "x", "z"),\nmigrations.RenameModel("T", "U"),\n'
        'migrations.AlterField("U", "z", models.CharField(max_length=50)),',
        ((NULLS, "failed", 1),),
        True,
        ALL,
        {"mongodb": (((NULLS, "warning", 1),), False)},
    ),
    Case(
        "nulls_in_new_column",
        _TEXT,
        rows("a", "b", "c"),
        'migrations.AddField("T", "new", models.IntegerField()),',
        ((NULLS, "failed", 3),),
        True,
        # MariaDB and MySQL put 0 into these rows, without an error.
        but=dict.fromkeys(("mariadb", "mysql"), (((NULLS, "failed", 3),), False)),
    ),
    Case(
        "nulls_by_sql",
        _TEXT,
        rows(None, None, None, "d"),
        'migrations.RunSQL("ALTER TABLE {t} ALTER COLUMN x SET NOT NULL"),',
        ((NULLS, "failed", 3),),
        True,
        ("postgresql",),
    ),
    Case(
        "nulls_by_modify",
        _TEXT,
        rows(None, None, None, "d"),
        'migrations.RunSQL("ALTER TABLE {t} MODIFY x varchar(50) NOT NULL"),',
        ((NULLS, "failed", 3),),
        True,
        ("mariadb", "mysql"),
    ),
    Case("nulls_none", _TEXT, rows("a", ""), _NOT_NULL, on=ALL),
    Case(
        "nulls_filled_by_django",
        _TEXT,
        rows("a", None),
        'migrations.AlterField("T", "x", models.CharField(max_length=50, default="-")),',
        on=ALL,
    ),
    Case(
        "nulls_in_another_schema",
        _TEXT,
        {},
        'migrations.AlterField("S", "x", models.CharField(max_length=5)),',
        ((NULLS, "failed", 2),),
        True,
        ("postgresql",),
        more='migrations.RunSQL("CREATE SCHEMA elsewhere; CREATE TABLE s (x text)"),\n'
        'migrations.CreateModel("S", [("id", models.IntegerField(primary_key=True)),'
        ' ("x", models.CharField(max_length=5, null=True))], options={"db_table": \'elsewhere"."s\'}),\n'
        'migrations.RunSQL("INSERT INTO elsewhere.s VALUES (1, NULL), (2, NULL)"),',
    ),
    Case(
        "nulls_in_the_named_schema",
        _TEXT,
        {},
        'migrations.AlterField("S", "x", models.CharField(max_length=5)),',
        ((NULLS, "failed", 1),),
        True,
        ("postgresql",),
        more='migrations.CreateModel("S", [("id", models.IntegerField(primary_key=True)),'
        ' ("x", models.CharField(max_length=5, null=True))], options={"db_table": \'public"."named\'}),\n'
        'migrations.RunSQL("INSERT INTO named VALUES (1, NULL)"),',
    ),
    Case("nulls_without_rows", _TEXT, {}, 'migrations.AddField("T", "new", models.IntegerField()),'),
    Case(
        "nulls_filled_by_code",
        _TEXT,
        rows("a", None),
        _NOT_NULL,
        ((NULLS, "unknown", 1),),
        False,
        ALL,
        earlier=("migrations.RunPython(fill),",),
        above=_FILL.replace("{app}", "nulls_filled_by_code"),
    ),
    Case(
        "nulls_in_new_table",
        _TEXT,
        {},
        'migrations.CreateModel("V", [("id", models.IntegerField(primary_key=True)), ("x", models.TextField(null=True))]),\n'
        'migrations.AlterField("V", "x", models.TextField()),',
        on=ALL,
    ),
]

DUPLICATE_CASES = [
    Case(
        "twice_in_field",
        _TEXT,
        rows("a", "a", "b", "b", "b", "c", None, None),
        _UNIQUE,
        ((DUPLICATES, "failed", 5),),
        True,
        ALL,
    ),
    Case(
        "twice_together",
        _TWO,
        {
            "T": [
                {"id": n, "x": x, "y": y}
                for n, (x, y) in enumerate([("a", 1), ("a", 1), ("a", 2), ("b", None), ("b", None)])
            ]
        },
        'migrations.AlterUniqueTogether("T", {("x", "y")}),',
        ((DUPLICATES, "failed", 2),),
        True,
        ALL,
    ),
    Case(
        "twice_on_condition",
        _TWO,
        {
            "T": [
                {"id": n, "x": x, "y": y} for n, (x, y) in enumerate([("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 5)])
            ]
        },
        'migrations.AddConstraint("T", models.UniqueConstraint(fields=["x"], condition=Q(y__gt=1), name="cond_x")),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql", "sqlite", "mongodb"),
    ),
    Case(
        "twice_in_lower_case",
        _TEXT,
        rows("A%'", "a%'", "b"),
        'migrations.RenameField("T", "x", "z"),\n'
        'migrations.AddConstraint("T", models.UniqueConstraint(Lower("z"), name="lower_z")),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql", "mysql", "sqlite"),
    ),
    Case(
        "twice_in_new_column",
        _TEXT,
        rows("a", "b", "c"),
        'migrations.AddField("T", "code", models.CharField(max_length=5, default="q", unique=True)),',
        ((DUPLICATES, "failed", 3),),
        True,
    ),
    Case(
        "twice_one_to_one",
        '("up", models.ForeignKey("self", models.CASCADE, null=True))',
        {"T": [{"id": 1}, {"id": 2, "up_id": 1}, {"id": 3, "up_id": 1}]},
        'migrations.AlterField("T", "up", models.OneToOneField("self", models.CASCADE, null=True)),',
        ((DUPLICATES, "failed", 2),),
        True,
    ),
    Case(
        "twice_by_sql",
        _TEXT,
        rows("a", "a", "b"),
        "migrations.RunSQL(\"CREATE UNIQUE INDEX twice_x ON {t} (x DESC) WHERE id < 10 AND x <> ')'\"),",
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql", "sqlite"),
    ),
    Case(
        "twice_without_case",
        '("x", models.CharField(max_length=50, null=True, db_collation="NOCASE"))',
        rows("a", "A", "b", "B ", "b "),
        'migrations.AlterField("T", "x", models.CharField(max_length=50, unique=True, null=True, db_collation="NOCASE")),',
        ((DUPLICATES, "failed", 4),),
        True,
        ("sqlite",),
    ),
    Case(
        "twice_by_new_collation",
        '("x", models.CharField(max_length=50, null=True, unique=True))',
        rows("a", "A", "b"),
        'migrations.AlterField("T", "x", models.CharField(max_length=50, unique=True, null=True, db_collation="NOCASE")),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("sqlite",),
    ),
    Case(
        "twice_as_server_compares",
        _TEXT,
        rows("ä", "A", "b ", "B", "c"),
        _UNIQUE,
        ((DUPLICATES, "failed", 4),),
        True,
        ("mariadb", "mysql"),
        # MySQL counts blanks at the end.
        {"mysql": (((DUPLICATES, "failed", 2),), True)},
    ),
    Case(
        "twice_in_prefix",
        _TEXT,
        rows("abc", "abd", "b"),
        'migrations.RunSQL("CREATE UNIQUE INDEX prefix_x ON {t} (x(2))"),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("mariadb", "mysql"),
    ),
    Case(
        "twice_null",
        _TWO,
        {"T": [{"id": 1, "x": "a"}, {"id": 2, "x": "a"}, {"id": 3, "x": "b", "y": 1}]},
        'migrations.AddConstraint("T", models.UniqueConstraint(fields=["x", "y"], nulls_distinct=False, name="with_null")),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql",),
    ),
    Case(
        "twice_nondeterministic",
        _TEXT,
        rows("a", "A", "b"),
        'migrations.AlterField("T", "x", models.CharField(max_length=50, db_collation="any_case", unique=True)),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql15",),
        more='migrations.RunSQL("CREATE COLLATION any_case'
        " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)\"),",
    ),
    Case(
        "twice_in_citext",
        _TEXT,
        rows("a", "A", "b"),
        'migrations.RunSQL("CREATE UNIQUE INDEX twice_citext ON {t} (x)"),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql",),
        more='migrations.RunSQL("CREATE EXTENSION citext; ALTER TABLE {t} ALTER COLUMN x TYPE citext"),',
    ),
    Case(
        "twice_in_what_django_cannot_write",
        '("x", models.CharField(max_length=50, null=True, db_column="x%d"))',
        rows("a", "a"),
        'migrations.AddConstraint("T", models.UniqueConstraint(Lower("x"), name="no_sql")),',
        ((DUPLICATES, "unknown", None),),
        True,
        ("sqlite",),
    ),
    Case(
        "twice_by_sql_in_other_case",
        _TEXT,
        rows("a", "a", "b"),
        'migrations.RunSQL("CREATE UNIQUE INDEX Other_Case ON {t} (X)"),',
        ((DUPLICATES, "failed", 2),),
        True,
    ),
    Case(
        "twice_by_sql_in_expression",
        _TEXT,
        rows("a", "A", "b"),
        'migrations.RunSQL("CREATE UNIQUE INDEX in_expression ON {t} ((LOWER(X)))"),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql", "mysql"),
    ),
    Case(
        "twice_by_sql_renamed",
        _TEXT,
        rows("a", "A", "b"),
        'migrations.RenameField("T", "x", "z"),\n'
        'migrations.RunSQL("CREATE UNIQUE INDEX renamed_z ON {t} ((LOWER(Z)))"),',
        ((DUPLICATES, "failed", 2),),
        True,
        ("postgresql", "mysql"),
    ),
    Case(
        "twice_in_parent_and_child",
        _TEXT,
        rows("a", "b"),
        _UNIQUE,
        on=("postgresql",),
        more="migrations.RunSQL(\"CREATE TABLE {t}_child () INHERITS ({t}); INSERT INTO {t}_child VALUES (1, 'a')\"),",
    ),
    Case("twice_not", _TEXT, rows("a", "b", None, None, ""), _UNIQUE, on=ALL),
    Case(
        "twice_not_on_condition",
        _TWO,
        {"T": [{"id": 1, "x": "a", "y": 1}, {"id": 2, "x": "a", "y": 5}]},
        'migrations.AddConstraint("T", models.UniqueConstraint(fields=["x"], condition=Q(y__gt=1), name="cond_y")),',
        on=("postgresql", "sqlite", "mongodb"),
    ),
    Case(
        "twice_not_by_case",
        _TEXT,
        rows("a", "A", "a "),
        _UNIQUE,
        on=("postgresql", "sqlite", "mongodb"),
    ),
    Case(
        "twice_not_in_new_column",
        _TEXT,
        rows("a", "b"),
        'migrations.AddField("T", "code", models.CharField(max_length=5, null=True, unique=True)),',
        on=ALL,
    ),
]

_LOOSE = '("up", models.ForeignKey("self", models.CASCADE, null=True, db_constraint=False))'
_OTHER = (
    'migrations.CreateModel("P", [("id", models.IntegerField(primary_key=True)),'
    ' ("code", models.CharField(max_length=9, unique=True))]),\n'
    'migrations.AddField("T", "p", models.ForeignKey("P", models.CASCADE, null=True, db_constraint=False)),\n'
    'migrations.AddField("T", "c", models.ForeignKey("P", models.CASCADE, null=True, to_field="code",'
    ' related_name="+", db_constraint=False)),'
)

ORPHAN_CASES = [
    Case(
        "orphans_of_self",
        _LOOSE,
        {"T": [{"id": 1}, {"id": 2, "up_id": 1}, {"id": 3, "up_id": 9}, {"id": 4, "up_id": 8}]},
        'migrations.AlterField("T", "up", models.ForeignKey("self", models.CASCADE, null=True)),',
        ((ORPHANS, "failed", 2),),
        True,
    ),
    Case(
        "orphans_of_other",
        _TEXT,
        {"P": [{"id": 1, "code": "a"}], "T": [{"id": 1, "p_id": 1}, {"id": 2, "p_id": 7}]},
        'migrations.RenameField("T", "p", "q"),\nmigrations.RenameModel("P", "Q"),\n'
        'migrations.AlterField("T", "q", models.ForeignKey("Q", models.CASCADE, null=True)),',
        ((ORPHANS, "failed", 1),),
        True,
        more=_OTHER,
    ),
    Case(
        "orphans_to_field",
        _TEXT,
        {"P": [{"id": 1, "code": "a"}], "T": [{"id": n, "c_id": code} for n, code in enumerate("abc")]},
        'migrations.AlterField("T", "c", models.ForeignKey("P", models.CASCADE, null=True, to_field="code",'
        ' related_name="+")),',
        ((ORPHANS, "failed", 2),),
        True,
        more=_OTHER,
    ),
    Case(
        "orphans_of_child",
        _LOOSE,
        {"T": [{"id": 1}, {"id": 2, "up_id": 5}]},
        'migrations.AlterField("T", "up", models.ForeignKey("self", models.CASCADE, null=True)),',
        ((ORPHANS, "failed", 1),),
        True,
        ("postgresql",),
        more='migrations.RunSQL("CREATE TABLE {t}_child () INHERITS ({t}); INSERT INTO {t}_child VALUES (5, NULL)"),',
    ),
    Case(
        "orphans_of_two",
        '("a", models.IntegerField(null=True))\n("b", models.IntegerField(null=True))',
        {"T": [{"id": 1, "a": 1, "b": 2}, {"id": 2, "a": 1}, {"id": 3, "a": 3, "b": 3}, {"id": 4}]},
        'migrations.RunSQL("ALTER TABLE {t} ADD CONSTRAINT orphans_of_two FOREIGN KEY (a, b) REFERENCES orphans_of_two_p (p, q)"),',
        ((ORPHANS, "failed", 1),),
        True,
        ("postgresql", "mariadb", "mysql"),
        more='migrations.RunSQL("CREATE TABLE orphans_of_two_p (p integer, q integer, PRIMARY KEY (p, q))"),\n'
        'migrations.RunSQL("INSERT INTO orphans_of_two_p VALUES (1, 2)"),',
    ),
    Case(
        "orphans_of_two_in_full",
        '("a", models.IntegerField(null=True))\n("b", models.IntegerField(null=True))',
        {"T": [{"id": 1, "a": 1, "b": 2}, {"id": 2, "a": 1}, {"id": 3, "a": 3, "b": 3}, {"id": 4}]},
        'migrations.RunSQL("ALTER TABLE {t} ADD CONSTRAINT orphans_of_two_in_full FOREIGN KEY (a, b) REFERENCES orphans_of_two_in_full_p (p, q) MATCH FULL"),',
        ((ORPHANS, "failed", 2),),
        True,
        ("postgresql",),
        more='migrations.RunSQL("CREATE TABLE orphans_of_two_in_full_p (p integer, q integer, PRIMARY KEY (p, q))"),\n'
        'migrations.RunSQL("INSERT INTO orphans_of_two_in_full_p VALUES (1, 2)"),',
    ),
    Case(
        "orphans_not",
        _LOOSE,
        {"T": [{"id": 1}, {"id": 2, "up_id": 1}]},
        'migrations.AlterField("T", "up", models.ForeignKey("self", models.CASCADE, null=True)),',
    ),
    Case(
        "orphans_unbound",
        '("up", models.IntegerField(null=True))',
        {"T": [{"id": 1, "up": 77}]},
        'migrations.AlterField("T", "up", models.ForeignKey("self", models.CASCADE, null=True, db_constraint=False,'
        ' db_column="up")),',
    ),
]

_NUMBER = '("x", models.IntegerField(null=True))'

CHECK_CASES = [
    Case(
        "check_of_model",
        _NUMBER,
        rows(1, 0, -1, None),
        'migrations.RenameField("T", "x", "z"),\n'
        'migrations.AddConstraint("T", models.CheckConstraint(condition=Q(z__gt=0), name="z_positive")),',
        ((CHECKS, "failed", 2),),
        True,
    ),
    Case(
        "check_of_field",
        _NUMBER,
        rows(5, -5, None),
        'migrations.AlterField("T", "x", models.PositiveIntegerField(null=True)),',
        ((CHECKS, "failed", 1),),
        True,
        but=dict.fromkeys(("mariadb", "mysql"), (((MISFITS, "failed", 1), (CHECKS, "failed", 1)), True)),
    ),
    Case(
        "check_by_sql",
        _NUMBER,
        rows(1, 2, 3, 30),
        'migrations.RunSQL("ALTER TABLE {t} ADD CONSTRAINT small CHECK (x < 3 AND (x > 0))"),',
        ((CHECKS, "failed", 2),),
        True,
        ("postgresql", "mariadb", "mysql"),
    ),
    Case(
        "check_of_json",
        '("x", models.TextField(null=True))',
        rows("{}", "{", None, "nothing"),
        'migrations.AlterField("T", "x", models.JSONField(null=True)),',
        ((CHECKS, "failed", 2),),
        True,
        ("mariadb", "mysql", "sqlite"),
        dict.fromkeys(("mariadb", "mysql"), (((MISFITS, "failed", 2),), True)),
    ),
    Case(
        "check_validated_later",
        _NUMBER,
        rows(1, 200),
        'migrations.RunSQL("ALTER TABLE {t} VALIDATE CONSTRAINT later_x"),',
        ((CHECKS, "failed", 1),),
        True,
        ("postgresql",),
        earlier=('migrations.RunSQL("ALTER TABLE {t} ADD CONSTRAINT later_x CHECK (x < 100) NOT VALID"),',),
    ),
    Case(
        "check_of_text",
        _TEXT,
        rows("a%b", "it's", "c"),
        'migrations.AddConstraint("T", models.CheckConstraint(condition=~Q(x="it\'s") & ~Q(x="a%b"), name="no_marks")),',
        ((CHECKS, "failed", 2),),
        True,
        SQL,
    ),
    Case(
        "check_clean",
        _NUMBER,
        rows(1, None, 3),
        'migrations.AddConstraint("T", models.CheckConstraint(condition=Q(x__gt=0), name="x_positive")),\n'
        'migrations.AlterField("T", "x", models.PositiveIntegerField(null=True)),',
    ),
]

_PERIODS = '("a", models.IntegerField())\n("b", models.IntegerField())'


def _periods(*pairs: tuple[int, int]) -> dict[str, list[dict[str, int]]]:
    return {"T": [{"id": n, "a": a, "b": b} for n, (a, b) in enumerate(pairs)]}


_EXCLUDE = 'migrations.RunSQL("ALTER TABLE {t} ADD CONSTRAINT {c} EXCLUDE USING gist (int4range(a, b) WITH &&){w}"),'

OVERLAP_CASES = [
    Case(
        "overlaps_two",
        _PERIODS,
        _periods((1, 5), (4, 8), (8, 9)),
        _EXCLUDE.replace("{c}", "ex_two").replace("{w}", ""),
        ((OVERLAPS, "failed", 2),),
        True,
        ("postgresql",),
    ),
    Case(
        "overlaps_on_condition",
        _PERIODS,
        _periods((1, 5), (4, 8), (4, 9), (100, 300), (200, 400)),
        'migrations.RenameField("T", "a", "b0"),\nmigrations.RenameField("T", "b", "a"),\n'
        'migrations.RenameField("T", "b0", "b"),\nmigrations.RenameField("T", "b", "c"),\n'
        'migrations.RenameField("T", "a", "b"),\nmigrations.RenameField("T", "c", "a"),\n'
        + _EXCLUDE.replace("{c}", "ex_some").replace("{w}", " WHERE (a < 50)"),
        ((OVERLAPS, "failed", 3),),
        True,
        ("postgresql",),
    ),
    Case(
        "overlaps_of_model",
        '("r", IntegerRangeField())',
        {"T": [{"id": 1, "r": (1, 5)}, {"id": 2, "r": (2, 3)}, {"id": 3, "r": (7, 9)}]},
        'AddConstraint("T", ExclusionConstraint(name="ex_model", expressions=[("r", RangeOperators.OVERLAPS)])),',
        ((OVERLAPS, "failed", 2),),
        True,
        ("postgresql",),
        above="from django.contrib.postgres.constraints import ExclusionConstraint\n"
        "from django.contrib.postgres.fields import IntegerRangeField, RangeOperators\n"
        "from django.db.migrations import AddConstraint\n",
    ),
    Case(
        "overlaps_not",
        _PERIODS,
        _periods((1, 5), (5, 8)),
        _EXCLUDE.replace("{c}", "ex_not").replace("{w}", ""),
        on=("postgresql",),
    ),
]


def _fit(name: str, before: str, values: list[object], after: str, count: int, **rest: object) -> Case:
    """A column that gets another type; on SQLite all values stay."""
    said = ((MISFITS, "failed", count),)
    but = {"sqlite": (((MISFITS, "warning", count),), False), **rest.pop("but", {})}  # type: ignore[dict-item]
    operation = f'migrations.AlterField("T", "x", models.{after}),'
    return Case(name, f'("x", models.{before})', rows(*values), operation, said, True, but=but, **rest)  # type: ignore[arg-type]


#: PostgreSQL 15 cannot say in a query which texts it casts, so that the casts are tried.
_OLD = (*SQL, "postgresql15")
_CUT = {"postgresql": (((MISFITS, "failed", 2),), False)}

MISFIT_CASES = [
    _fit(
        "fit_shorter",
        "CharField(max_length=9, null=True)",
        ["abcdef", "abcd", "ab    ", None],
        "CharField(max_length=4, null=True)",
        1,
        but={"sqlite": (((MISFITS, "warning", 2),), False)},
    ),
    _fit(
        "fit_text_cut",
        "TextField(null=True)",
        ["abcdef", "abcde", "a"],
        "CharField(max_length=4, null=True)",
        2,
        but=_CUT,
    ),
    _fit(
        "fit_smaller",
        "IntegerField(null=True)",
        [1, 40_000, -40_000, 32_767],
        "SmallIntegerField(null=True)",
        2,
        but={"sqlite": ((), False)},
    ),
    _fit(
        "fit_decimal",
        "DecimalField(max_digits=10, decimal_places=3, null=True)",
        ["1.500", "12345.000", "99.999", None],
        "DecimalField(max_digits=5, decimal_places=2, null=True)",
        2,
        but={"sqlite": ((), False)},
    ),
    _fit("fit_integer", "TextField(null=True)", ["1", " 2 ", "three", "", "4x"], "IntegerField(null=True)", 3, on=_OLD),
    _fit(
        "fit_date",
        "CharField(max_length=20, null=True)",
        ["2024-02-29", "2023-02-29", "soon", None],
        "DateField(null=True)",
        2,
        on=_OLD,
    ),
    _fit(
        "fit_uuid",
        "TextField(null=True)",
        ["12345678123456781234567812345678", "no"],
        "UUIDField(null=True)",
        1,
        on=_OLD,
        # MySQL has no such type: they are texts of 32 characters there.
        but={"mysql": ((), False)},
    ),
    Case(
        "fit_zero_dates",
        '("x", models.CharField(max_length=20, null=True))',
        rows("2024-02-29", "0000-00-00", "2024-00-10", "2024-02-00"),
        'migrations.AlterField("T", "x", models.DateField(null=True)),',
        ((MISFITS, "failed", 3),),
        True,
        ("mysql",),
    ),
    _fit(
        "fit_ends_of_bigint",
        "BigIntegerField(null=True)",
        [2**63 - 1, -(2**63), 5, None],
        "DecimalField(max_digits=18, decimal_places=0, null=True)",
        2,
        but={"sqlite": ((), False)},
    ),
    Case(
        "fit_time_to_date",
        '("x", models.DateTimeField(null=True))',
        {},
        'migrations.AlterField("T", "x", models.DateField(null=True)),',
        ((MISFITS, "warning", 1),),
        on=("sqlite",),
        more="migrations.RunSQL(\"INSERT INTO {t} (id, x) VALUES (1, '2024-02-29 10:00:00'), (2, NULL)\"),",
    ),
    Case(
        "fit_date_to_time",
        '("x", models.DateField(null=True))',
        rows("2024-02-29", None),
        'migrations.AlterField("T", "x", models.DateTimeField(null=True)),',
    ),
    Case(
        "fit_widened",
        '("x", models.CharField(max_length=5, null=True))',
        rows("abcde", None),
        'migrations.AlterField("T", "x", models.CharField(max_length=50, null=True)),\n'
        'migrations.AlterField("T", "x", models.TextField(null=True)),',
    ),
    Case(
        "fit_all_integers",
        '("x", models.CharField(max_length=5, null=True))',
        rows("12", "-3", None),
        'migrations.AlterField("T", "x", models.IntegerField(null=True)),',
    ),
    Case(
        "fit_bigger",
        '("x", models.SmallIntegerField(null=True))',
        rows(1, -3, None),
        'migrations.AlterField("T", "x", models.BigIntegerField(null=True)),',
    ),
]

DROP_CASES = [
    Case(
        "drop_column",
        _TWO,
        {"T": [{"id": 1, "x": "a"}, {"id": 2}, {"id": 3, "x": ""}]},
        'migrations.RemoveField("T", "x"),',
        ((DROPS, "notice", 2),),
        on=ALL,
    ),
    Case(
        "drop_table",
        _TEXT,
        rows("a", None),
        'migrations.RenameModel("T", "U"),\nmigrations.DeleteModel("U"),',
        ((DROPS, "notice", 2),),
        on=ALL,
    ),
    Case(
        "drop_many_to_many",
        _TEXT,
        {"T": [{"id": 1}, {"id": 2}], "T_friends": [(1, 2), (2, 1)]},
        'migrations.RemoveField("T", "friends"),',
        ((DROPS, "notice", 2),),
        more='migrations.AddField("T", "friends", models.ManyToManyField("self")),',
    ),
    Case("drop_nothing", _TEXT, rows(None, None), 'migrations.RemoveField("T", "x"),', on=ALL),
    Case(
        "drop_what_is_new",
        _TEXT,
        rows("a"),
        'migrations.AddField("T", "y", models.TextField(null=True)),\nmigrations.RemoveField("T", "y"),',
        on=ALL,
    ),
]

NEW_COLUMN_CASES = [
    Case(
        "new_with_callable",
        _TEXT,
        rows("a", "b"),
        'migrations.AddField("T", "code", models.UUIDField(default=uuid.uuid4, unique=True)),',
        ((DUPLICATES, "failed", 2),),
        True,
        above="import uuid\n",
    ),
    Case(
        "new_with_default_check",
        _TEXT,
        rows("a", "b"),
        'migrations.AddField("T", "n", models.PositiveIntegerField(default=0)),\n'
        'migrations.AddConstraint("T", models.CheckConstraint(condition=Q(n__gt=0), name="n_positive")),',
        ((CHECKS, "failed", 2),),
        True,
    ),
    Case(
        "new_foreign_key",
        _TEXT,
        {"T": [{"id": 1}, {"id": 2}]},
        'migrations.AddField("T", "up", models.ForeignKey("self", models.CASCADE, default=9)),',
        ((ORPHANS, "failed", 2),),
        True,
    ),
    Case(
        "new_foreign_key_clean",
        _TEXT,
        {"T": [{"id": 1}, {"id": 2}]},
        'migrations.AddField("T", "up", models.ForeignKey("self", models.CASCADE, default=2)),',
    ),
    Case(
        "new_after_filling",
        _TEXT,
        rows("-", None, "b"),
        'migrations.AlterField("T", "x", models.CharField(max_length=50, default="-")),\n'
        'migrations.AlterField("T", "x", models.CharField(max_length=50, default="-", unique=True)),',
        ((DUPLICATES, "failed", 2),),
        True,
    ),
]

OTHER_CASES = [
    Case(
        "zz_opaque_block",  # The last one: what it may have written casts doubt on all that come after it.
        _TEXT,
        rows("a"),
        'migrations.RunSQL("DO $$ BEGIN NULL; END $$"),\n' + _UNIQUE,
        (("sql-not-understood", "unknown", None), (DUPLICATES, "unknown", 0)),
        on=("postgresql",),
    ),
]

CASES = [
    *NEW_COLUMN_CASES,
    *OTHER_CASES,
    *NULL_CASES,
    *DUPLICATE_CASES,
    *ORPHAN_CASES,
    *CHECK_CASES,
    *OVERLAP_CASES,
    *MISFIT_CASES,
    *DROP_CASES,
]
