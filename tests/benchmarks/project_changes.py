"""The changes a generated migration can make; each writes its operations and updates the models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.benchmarks.project_state import (
    NUMBERS,
    RELATIONS,
    SORTABLE,
    Field,
    Migration,
    Model,
    Project,
    listed,
    quoted,
)


def create_model(project: Project, migration: Migration) -> bool:
    """Add a model of four to eight fields, one of them a foreign key."""
    models = project.models[migration.app]
    words = project.fresh([model.options["verbose_name"].strip('"').replace(" ", "_") for model in models])
    model = Model(migration.app, words.title().replace("_", ""))
    model.options["verbose_name"] = quoted(words.replace("_", " "))
    for _ in range(project.random.randint(3, 7)):
        model.fields[project.fresh(model.fields)] = project.plain_field()
    if any(project.models.values()):
        name = project.fresh(model.fields)
        model.fields[name] = project.relation("ForeignKey", migration, on_delete="models.CASCADE")
    models.append(model)
    return migration.add(
        model.label, "CreateModel", name=quoted(model.name), fields=_columns(model), options=_options(model)
    )


def add_field(project: Project, migration: Migration) -> bool:
    """Add a field; about one in seven is a foreign key."""
    new = project.plain_field()
    if project.random.random() < 0.15:
        on_delete = project.random.choice(["models.CASCADE", "models.PROTECT", "models.SET_NULL"])
        new = project.relation("ForeignKey", migration, null="True", on_delete=on_delete)
    return _add(project, migration, new)


def add_m2m(project: Project, migration: Migration) -> bool:
    """Add a many-to-many field."""
    return _add(project, migration, project.relation("ManyToManyField", migration, blank="True"))


def alter_field(project: Project, migration: Migration) -> bool:
    """Widen a field, allow NULL, or change what only Django sees."""
    model = project.pick(migration)
    name = project.random.choice(list(model.fields))
    old = model.fields[name]
    change = {"help_text": quoted(f"Shown on page {project.random.randint(1, 9999)}.")}
    if "max_length" in old.arguments and project.random.random() < 0.5:
        change = {"max_length": str(int(old.arguments["max_length"]) + 20)}
    elif "null" not in old.arguments and old.kind != "ManyToManyField" and project.random.random() < 0.5:
        change = {"null": "True"}
    new = model.fields[name] = replace(old, arguments={**old.arguments, **change})
    return migration.add(f"alter_{model.label}_{name}", "AlterField", **_names(model, name), field=str(new))


def rename_field(project: Project, migration: Migration) -> bool:
    """Rename a field that nothing else names."""
    model = project.pick(migration)
    names = [name for name in model.loose() if model.fields[name].kind not in RELATIONS]
    if not names:
        return False
    old, new = project.random.choice(names), project.fresh(model.fields)
    model.fields = {new if name == old else name: one for name, one in model.fields.items()}
    arguments = {"model_name": quoted(model.label), "old_name": quoted(old), "new_name": quoted(new)}
    return migration.add(f"rename_{old}_{model.label}_{new}", "RenameField", **arguments)


def remove_field(project: Project, migration: Migration) -> bool:
    """Remove a field that nothing else names; a model keeps at least two."""
    model = project.pick(migration)
    names = model.loose()
    if not names or len(model.fields) < 3:
        return False
    name = project.random.choice(names)
    del model.fields[name]
    return migration.add(f"remove_{model.label}_{name}", "RemoveField", **_names(model, name))


def add_index(project: Project, migration: Migration) -> bool:
    """Index one or two fields."""
    model = project.pick(migration, SORTABLE)
    names = project.sample(model.of_kind(SORTABLE | {"ForeignKey"}))
    if not names:
        return False
    index = f'models.Index(fields={listed(names)}, name="{_unique(project, model)}_idx")'
    model.pinned.update(names)
    model.indexes.append(index)
    return migration.add(f"{model.label}_index", "AddIndex", model_name=quoted(model.label), index=index)


def add_constraint(project: Project, migration: Migration) -> bool:
    """Add a check on a number, or uniqueness of one or two fields."""
    model = project.pick(migration, SORTABLE)
    names, name = model.of_kind(NUMBERS)[:1], _unique(project, model)
    if names and project.random.random() < 0.5:
        constraint = f'models.CheckConstraint(condition=models.Q({names[0]}__gte=0), name="{name}_check")'
    elif names := project.sample(model.of_kind(SORTABLE)):
        constraint = f'models.UniqueConstraint(fields={listed(names)}, name="{name}_uniq")'
    else:
        return False
    model.pinned.update(names)
    model.constraints.append(constraint)
    arguments = {"model_name": quoted(model.label), "constraint": constraint}
    return migration.add(f"{model.label}_constraint", "AddConstraint", **arguments)


def alter_options(project: Project, migration: Migration) -> bool:
    """Change the plural name and, where a field allows it, the ordering."""
    model = project.pick(migration, SORTABLE)
    model.options["verbose_name_plural"] = quoted(f"{model.label} rows {len(project.migrations)}")
    if names := model.of_kind(SORTABLE)[:1]:
        model.pinned.update(names)
        model.options["ordering"] = listed(names)
    arguments = {"name": quoted(model.label), "options": _options(model)}
    return migration.add(f"alter_{model.label}_options", "AlterModelOptions", **arguments)


def run_python(project: Project, migration: Migration) -> bool:
    """Fill a number with Python; half of them cannot be reversed."""
    model = project.pick(migration, NUMBERS)
    names = model.of_kind(NUMBERS)
    if not names:
        return False
    rows = f'apps.get_model("{model.app}", "{model.name}").objects.filter({names[0]}=None)'
    migration.function = f"\n\ndef fill(apps, schema_editor):\n    {rows}.update({names[0]}=0)\n"
    reverse = project.random.choice([{}, {"reverse_code": "migrations.RunPython.noop"}])
    return migration.add(f"fill_{model.label}_{names[0]}", "RunPython", code="fill", **reverse)


def run_sql(project: Project, migration: Migration) -> bool:
    """Fill a number with SQL; half of them cannot be reversed."""
    model = project.pick(migration, NUMBERS)
    names = model.of_kind(NUMBERS)
    if not names:
        return False
    sql = quoted(f"UPDATE {model.app}_{model.label} SET {names[0]} = 0 WHERE {names[0]} IS NULL")
    reverse = project.random.choice([{}, {"reverse_sql": "migrations.RunSQL.noop"}])
    return migration.add(f"clean_{model.label}_{names[0]}", "RunSQL", sql=sql, **reverse)


#: How often each change occurs, in percent, and what writes it. Real projects mostly add and alter fields.
CHANGES: dict[str, tuple[int, Callable[[Project, Migration], bool]]] = {
    "create_model": (15, create_model),
    "add_field": (29, add_field),
    "alter_field": (15, alter_field),
    "rename_field": (4, rename_field),
    "remove_field": (7, remove_field),
    "add_index": (9, add_index),
    "add_constraint": (5, add_constraint),
    "alter_options": (7, alter_options),
    "add_m2m": (4, add_m2m),
    "run_python": (3, run_python),
    "run_sql": (2, run_sql),
}
#: These stand alone in their migration, as Django advises for PostgreSQL.
DATA_CHANGES = {"run_python", "run_sql"}


def _add(project: Project, migration: Migration, new: Field) -> bool:
    model = project.pick(migration)
    name = project.fresh(model.fields)
    model.fields[name] = new
    return migration.add(f"{model.label}_{name}", "AddField", **_names(model, name), field=str(new))


def _unique(project: Project, model: Model) -> str:
    # Django refuses names of more than 30 characters (models.E034).
    return f"{model.app[:5]}_{model.label[:8]}_{len(project.migrations)}"


def _names(model: Model, name: str) -> dict[str, str]:
    return {"model_name": quoted(model.label), "name": quoted(name)}


def _columns(model: Model) -> str:
    key = '("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))'
    rows = [key, *(f"({quoted(name)}, {one})" for name, one in model.fields.items())]
    return "[\n" + "".join(f"                {row},\n" for row in rows) + "            ]"


def _options(model: Model) -> str:
    return "{" + ", ".join(f"{quoted(key)}: {value}" for key, value in model.options.items()) + "}"
