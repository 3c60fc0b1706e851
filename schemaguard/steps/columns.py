"""Django fields as physical columns, without a database connection."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import FieldError
from django.db.models import NOT_PROVIDED, Field, ForeignKey, Value
from django.db.models.fields import AutoFieldMixin

from schemaguard.statements import Column, Reference
from schemaguard.steps.dialect import Dialect, StandInConnection
from schemaguard.steps.models import Key, Models, ModelView, column_name, has_column

#: Database functions that give one value per statement, and those that give one per row.
#: PostgreSQL manual, "Function Volatility Categories" (38.7).
STABLE = frozenset({"Now", "CurrentTimestamp", "TransactionNow"})
VOLATILE = frozenset({"Random", "RandomUUID", "UUID4", "UUID7", "Nextval", "ClockTimestamp"})
#: Functions of django.db.models.functions that depend on their arguments only. Where these are fixed, the server
#: computes the value once; it is an expression all the same, which MySQL treats differently from a literal.
IMMUTABLE = frozenset(
    """
    Abs ACos ASin ATan ATan2 Ceil Cos Cot Degrees Exp Floor Ln Log Mod Pi Power Radians Round Sign Sin Sqrt Tan
    Chr Left Length LPad LTrim MD5 Ord Repeat Replace Reverse Right RPad RTrim SHA1 SHA224 SHA256 SHA384 SHA512
    StrIndex Substr Trim Greatest Least NullIf
    """.split()
)


class ColumnReader:
    """Reads columns for one dialect. Field types are asked once for each distinct field object."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.connection = StandInConnection(dialect)

    def columns(self, models: Models, model: ModelView) -> tuple[Column, ...]:
        """All columns of a model's own table, in the order of its fields."""
        return tuple(
            self.column(models, model, name, model_field)
            for name, model_field in model.fields.items()
            if has_column(model_field)
        )

    def column(
        self, models: Models, model: ModelView, name: str, model_field: Any, filled_by: Any | None = None
    ) -> Column:
        """One column. ``filled_by`` is the operation's own field, which may carry a one-off default."""
        default, text = _database_default(model_field)
        return Column(
            name=column_name(name, model_field),
            type=self.type_of(models, model, model_field),
            null=bool(model_field.null) and not model_field.primary_key,
            default=default,
            default_text=text,
            fill=_fill(filled_by or model_field),
            primary_key=model_field.primary_key,
            unique=model_field.unique,
            index=bool(model_field.db_index) and not model_field.unique,
            collation=getattr(model_field, "db_collation", None),
            generated=_generated(model_field),
            identity=isinstance(model_field, AutoFieldMixin),
            references=self._reference(models, model, model_field),
            check=model_field.get_internal_type().startswith("Positive"),
            comment=model_field.db_comment or None,
        )

    def casts(self, before: Column, was: Any, after: Column, now: Any) -> bool:
        """Whether Django writes USING, an explicit cast: it cuts texts that an assignment would refuse.

        Django does so on PostgreSQL for fields of another kind, also where both are varchar: see
        DatabaseSchemaEditor._using_sql.
        """
        return self.dialect.vendor == "postgresql" and self._kind(before, was) != self._kind(after, now)

    def _kind(self, column: Column, model_field: Any) -> Any:
        if model_field.is_relation:
            return column.type
        return self.dialect.data_types.get(model_field.get_internal_type(), column.type)

    def type_of(self, models: Models, model: ModelView, model_field: Any) -> str | None:
        """The column's type as the database spells it, or None where the field does not tell."""
        if isinstance(model_field, ForeignKey):
            return self._foreign_key_type(models, model, model_field, set())
        return self._own_type(model_field)

    def _own_type(self, model_field: Any) -> str | None:
        try:
            found = model_field.db_type(self.connection)
        except (AttributeError, KeyError, TypeError, ValueError, FieldError, NotImplementedError):
            # A custom field that asks more of a connection than its types: not known is said as None.
            return None
        return found.lower() if isinstance(found, str) else None

    def _foreign_key_type(self, models: Models, model: ModelView, model_field: Any, seen: set[Key]) -> str | None:
        found = self._target(models, model, model_field)
        if found is None:
            return None
        key, _, target = found
        if isinstance(target, ForeignKey):
            parent = models.get(key)
            if parent is None or key in seen:
                return None
            return self._foreign_key_type(models, parent, target, seen | {key})
        try:
            kind = cast(Any, target).rel_db_type(self.connection)
        except (AttributeError, KeyError, TypeError, ValueError, FieldError, NotImplementedError):
            return None
        return kind.lower() if isinstance(kind, str) else None

    def _target(self, models: Models, model: ModelView, model_field: Any) -> tuple[Key, str, Field[Any, Any]] | None:
        key = models.referenced(model, model_field.remote_field.model)
        wanted = getattr(model_field.remote_field, "field_name", None) or model_field.to_fields[0]
        found = models.find_field(key, wanted) if wanted else models.primary_key(key)
        return (key, found[0], found[1]) if found else None

    def _reference(self, models: Models, model: ModelView, model_field: Any) -> Reference | None:
        if not isinstance(model_field, ForeignKey) or not getattr(model_field, "db_constraint", True):
            return None
        key = models.referenced(model, model_field.remote_field.model)
        found = self._target(models, model, model_field)
        columns = (column_name(found[1], found[2]),) if found else ()
        return Reference(models.table_of(key, self.dialect.max_name_length), columns)


def _generated(model_field: Any) -> str | None:
    if not getattr(model_field, "generated", False):
        return None
    return "stored" if model_field.db_persist else "virtual"


def _fill(model_field: Any) -> str | None:
    """How Django fills existing rows when it adds the column: see BaseDatabaseSchemaEditor.effective_default."""
    if getattr(model_field, "generated", False) or _is_null(getattr(model_field, "db_default", NOT_PROVIDED)):
        return None
    if model_field.has_default():
        value = model_field.default
        if callable(value):
            return "callable"
        return "constant" if value is not None else None
    if not model_field.null and model_field.blank and model_field.empty_strings_allowed:
        return "constant"
    if getattr(model_field, "auto_now", False) or getattr(model_field, "auto_now_add", False):
        return "callable"
    return None


def _database_default(model_field: Any) -> tuple[str | None, str]:
    given = getattr(model_field, "db_default", NOT_PROVIDED)
    if given is NOT_PROVIDED or _is_null(given):
        return None, "" if given is NOT_PROVIDED else "NULL"
    if not hasattr(given, "resolve_expression"):
        return "constant", repr(given)
    return classify_expression(given), str(given)


def _is_null(db_default: Any) -> bool:
    """Whether the database is told DEFAULT NULL. Django then fills no rows: see BaseDatabaseSchemaEditor.column_sql."""
    return db_default is None or (isinstance(db_default, Value) and db_default.value is None)


def classify_expression(expression: Any) -> str:
    """Whether an ORM expression is constant, stable, volatile, or of unknown kind."""
    name = type(expression).__name__
    if name == "Value":
        return "constant"
    if name in STABLE:
        return "stable"
    if name in VOLATILE:
        return "volatile"
    children = [child for child in expression.get_source_expressions() if child is not None]
    kinds = {classify_expression(child) for child in children}
    if "volatile" in kinds:
        return "volatile"
    if name in IMMUTABLE:
        return "unknown" if "unknown" in kinds else "stable"
    if name in {"CombinedExpression", "Cast", "Lower", "Upper", "Coalesce", "Concat", "ConcatPair"} and kinds:
        return max(kinds, key=["constant", "stable", "unknown"].index)
    return "unknown"
