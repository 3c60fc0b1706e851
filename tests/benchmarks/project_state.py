"""What a generated project consists of so far: models, fields and migrations as source text."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field

APPS = ("accounts", "analytics", "billing", "catalog", "orders", "reviews", "shipping", "support")
ADJECTIVES = "active billed daily draft external final first gross internal monthly net old open paid public".split()
NOUNS = "address batch contract coupon delivery invoice item label message note offer parcel plan price".split()
#: Field classes with their arguments; all can be added to a table that has rows.
FIELD_KINDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("CharField", {"max_length": "40", "default": '""'}),
    ("CharField", {"max_length": "120", "blank": "True", "default": '""'}),
    ("SlugField", {"max_length": "60", "default": '""'}),
    ("EmailField", {"max_length": "254", "null": "True"}),
    ("TextField", {"blank": "True", "default": '""'}),
    ("BooleanField", {"default": "False"}),
    ("IntegerField", {"default": "0"}),
    ("PositiveIntegerField", {"default": "0"}),
    ("DecimalField", {"max_digits": "10", "decimal_places": "2", "default": "0"}),
    ("DateField", {"null": "True"}),
    ("DateTimeField", {"null": "True"}),
    ("JSONField", {"blank": "True", "default": "dict"}),
    ("UUIDField", {"null": "True"}),
)
NUMBERS = frozenset({"IntegerField", "PositiveIntegerField", "DecimalField"})
#: Classes that every database can index and order by.
SORTABLE = NUMBERS | {"CharField", "SlugField", "EmailField", "BooleanField", "DateField", "DateTimeField"}
RELATIONS = frozenset({"ForeignKey", "ManyToManyField"})


def quoted(text: str) -> str:
    """Write a word as a Python string."""
    return f'"{text}"'


def listed(names: Collection[str]) -> str:
    """Write words as a Python list of strings."""
    return f"[{', '.join(map(quoted, names))}]"


@dataclass(frozen=True)
class Field:
    """A model field as source text: its class and its arguments."""

    kind: str
    arguments: dict[str, str]

    def __str__(self) -> str:
        """Write the field as it stands in models.py and in migrations."""
        return f"models.{self.kind}({', '.join(f'{name}={value}' for name, value in self.arguments.items())})"


@dataclass(eq=False)
class Model:
    """A model as it stands after the migrations written so far."""

    app: str
    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    indexes: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    #: Fields that an index, a constraint or the ordering names; they are neither renamed nor removed.
    pinned: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """The name as migrations write it."""
        return self.name.lower()

    def of_kind(self, kinds: Collection[str]) -> list[str]:
        """Names of the fields of these classes."""
        return [name for name, one in self.fields.items() if one.kind in kinds]

    def loose(self) -> list[str]:
        """Names of the fields that may go."""
        return [name for name in self.fields if name not in self.pinned]


@dataclass
class Migration:
    """One migration file being written."""

    app: str
    number: int
    title: str = ""
    function: str = ""
    operations: list[str] = field(default_factory=list)
    depends_on: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.number:04d}_{self.title}"

    def add(self, title: str, kind: str, **arguments: str) -> bool:
        """Append an operation, laid out as makemigrations does; the first one names the file."""
        lines = "".join(f"            {name}={value},\n" for name, value in arguments.items())
        self.operations.append(f"        migrations.{kind}(\n{lines}        ),\n")
        self.title = self.title or title
        return True


class Project:
    """The models and migrations so far, and the dice."""

    def __init__(self, seed: int) -> None:
        """Start empty; the seed decides everything."""
        self.random = random.Random(seed)
        self.models: dict[str, list[Model]] = {app: [] for app in APPS}
        self.migrations: list[Migration] = []
        self.leaves: dict[str, Migration] = {}

    def pick(self, migration: Migration, kinds: Collection[str] = ()) -> Model:
        """Choose a model of the migration's app, with a field of these classes if there is one."""
        models = self.models[migration.app]
        return self.random.choice([model for model in models if model.of_kind(kinds)] or models)

    def fresh(self, taken: Collection[str]) -> str:
        """Put two words together that are no name yet."""
        for attempt in range(100):
            number = str(attempt) if attempt > 9 else ""
            name = f"{self.random.choice(ADJECTIVES)}_{self.random.choice(NOUNS)}{number}"
            if name not in taken:
                return name
        raise RuntimeError(f"No free name beside {len(taken)} others.")

    def sample(self, names: list[str]) -> list[str]:
        """Choose one or two of the names; none where there are none."""
        return self.random.sample(names, min(len(names), self.random.randint(1, 2)))

    def plain_field(self) -> Field:
        """Choose a field that is no relation."""
        return Field(*self.random.choice(FIELD_KINDS))

    def relation(self, kind: str, migration: Migration, **arguments: str) -> Field:
        """Point at any model there is; where that is another app's, its leaf becomes a dependency."""
        target = self.random.choice([model for models in self.models.values() for model in models])
        if target.app != migration.app:
            migration.depends_on[target.app] = self.leaves[target.app].name
        return Field(kind, {"to": quoted(f"{target.app}.{target.label}"), **arguments, "related_name": '"+"'})
