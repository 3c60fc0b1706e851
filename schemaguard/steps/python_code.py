"""What the Python of a RunPython operation does, read from its syntax tree. It is never run.

The kinds of facts. ``name`` is given in brackets. A model is named ``app.Model`` as it is written, with
braces around what only a run can tell: ``shop.{name}``.

The data:

==================================== ==============================================================
``imports-model`` [model]            A model class of today's code is used, not the migration's own.
``loads-all`` [model]                Rows are fetched all at once: a loop over a queryset, ``list()``,
                                     ``len()``; without ``.iterator()``, a slice, a batch or certain keys.
``saves-in-loop`` [model]            ``.save()`` in a loop that runs once for each row of a table.
``updates-all`` [model]              ``.update()`` of a queryset without a filter.
``updates-rows`` [model]             ``.update()`` with a filter, or ``.save()`` of a row.
``bulk-updates`` [model]             ``.bulk_update()``.
``deletes-all`` [model]              ``.delete()`` of a queryset without a filter.
``deletes-rows`` [model]             ``.delete()`` with a filter, or of a row; rows are taken out of a relation.
``creates-rows`` [model]             ``.create()``, ``.bulk_create()``, ``.get_or_create()`` and the like; a new row is
                                     saved or put into a relation; a function of Django that creates rows.
``forgets-using`` [model]            The default database is used, though a schema editor tells another one.
                                     The name is ``django.db.connection`` where that is used.
``raw-sql`` [SQL]                    SQL is run. The name is its text, or "" where it is put together.
``schema-editor`` [method]           The schema is changed through a schema editor.
``transaction`` [function]           Transactions are handled.
``reads-only``                       Nothing is changed, and everything that is called is known.
==================================== ==============================================================

What else it does: ``network``, ``files``, ``subprocess``, ``sleeps`` [function], ``runs-command`` [command],
``sends-signals`` [function], ``swallows-errors`` [exception] for database work whose errors are passed over,
``unread-call`` [function] for code that is not read, though it is given the database or does all the work.

About the function as a whole: ``argument-names`` [parameters] where they are not ``apps, schema_editor``;
``never-runs`` for a generator or a coroutine; ``always-raises`` [exception]; ``guarded-by-vendor``,
``guarded-by-alias`` [name] where everything is done for these only, ``skips-vendor``, ``skips-alias`` [name]
where nothing is done for these; ``guarded-by-router`` where a router is asked first.

MongoDB [collection]: ``mongo-drop-collection``, ``mongo-rename-collection``, ``mongo-drop-index``,
``mongo-update-all``, ``mongo-delete-all``, ``mongo-merge``, ``mongo-create-index-unnamed``,
``mongo-create-collection-no-validator``.

Rows that are few by their nature make no ``loads-all`` and no ``saves-in-loop``: the groups and permissions of
Django, its content types and sites, groups of an aggregate, and what belongs to one row.

Facts are about what may happen: of two ways the code can take, both are read. Helpers are read where they
are called, three calls deep, if they belong to the same package or to a project that is not installed. A
fact found in another file has the line of the call.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from django.db.migrations import RunPython

from schemaguard.statements import CodeFact, RunCode
from schemaguard.steps.python_checks import Body, never_runs, odd_arguments
from schemaguard.steps.python_journal import Journal
from schemaguard.steps.python_names import home_of, module_of, read_layer
from schemaguard.steps.python_reader import Reader
from schemaguard.steps.python_source import function_of
from schemaguard.steps.python_targets import Target, target_of
from schemaguard.steps.python_values import Call, Frame, Function, Thing

#: Facts that leave the data as it is.
_HARMLESS = frozenset(
    """
    argument-names forgets-using guarded-by-alias guarded-by-router guarded-by-vendor imports-model loads-all
    skips-alias skips-vendor sleeps swallows-errors transaction
    """.split()
)


#: Facts about the function as it stands, whichever database it is called for.
_ANYWHERE = frozenset({"argument-names", "imports-model", "never-runs"})


def on_vendor(code: RunCode, vendor: str) -> RunCode:
    """The same function as one kind of database meets it: without what it does for other kinds only."""
    guarded = {fact.name for fact in code.facts if fact.kind == "guarded-by-vendor"}
    skipped = {fact.name for fact in code.facts if fact.kind == "skips-vendor"}
    if vendor in skipped or (guarded and vendor not in guarded):
        return replace(code, noop=True, facts=tuple(fact for fact in code.facts if fact.kind in _ANYWHERE))
    facts = tuple(fact for fact in code.facts if fact.kind in _ANYWHERE or fact.happens_on(vendor))
    does_nothing = facts != code.facts and all(fact.kind in _HARMLESS for fact in facts)
    return replace(code, noop=code.noop or does_nothing, facts=facts)


def read_code(code: Any, atomic: bool | None = None) -> RunCode:
    """Describe one callable given to RunPython."""
    if code is RunPython.noop:
        return RunCode(name="RunPython.noop", noop=True, atomic=atomic)
    target = target_of(code)
    functions = _sources(target)
    if not functions:
        path = target.layers[-1].__code__.co_filename if target.layers else ""
        return RunCode(name=target.name, readable=False, atomic=atomic, path=path)
    inner = functions[-1]
    try:
        noop, facts = _read(target, functions)
    except RecursionError:
        return RunCode(name=target.name, readable=False, atomic=atomic, path=inner.path)
    return RunCode(name=target.name, noop=noop, atomic=atomic, path=inner.path, facts=() if noop else facts)


def _sources(target: Target) -> list[Function]:
    """The function itself, last, and before it the decorators that can be read."""
    nodes = [(layer, function_of(layer.__code__)) for layer in target.layers]
    if not nodes or nodes[-1][1] is None:
        return []
    return [read_layer(layer, node) for layer, node in nodes if node is not None]


def _read(target: Target, functions: list[Function]) -> tuple[bool, tuple[CodeFact, ...]]:
    inner = functions[-1]
    journal = Journal(inner.path, home_of(inner.path, module_of(target.layers[-1])))
    reader = Reader(journal, Frame(inner.path, inner.names, {}))
    given = Call(_call_site(inner), (*target.bound, Thing("apps"), Thing("editor")), dict(target.keywords))
    signature = inner.node.args
    journal.has_editor = len([*signature.posonlyargs, *signature.args]) >= len(given.args) or bool(signature.vararg)
    body = Body(reader)
    reader.enter(inner, given, body.read)
    _read_decorators(reader, body, functions, given)
    noop = body.inert and not journal.acts
    _judge(journal, target, inner)
    return noop, journal.told()


def _read_decorators(reader: Reader, body: Body, functions: list[Function], given: Call) -> None:
    """Decorators of the project may ask for the vendor first, or open a transaction."""
    inner, journal = functions[-1], reader.journal
    reader.stack.append(inner.node)
    for function in functions[:-1]:
        if journal.home.owns(function.path, function.names.package):
            journal.site = given.node.lineno if function.path != inner.path else None
            reader.enter(function, given, body.read)
    journal.site = None


def _call_site(function: Function) -> ast.Call:
    """Where Django's call stands, as far as there is a place for it: the first line of the function."""
    name = ast.copy_location(ast.Name("code", ast.Load()), function.node)
    return ast.copy_location(ast.Call(name, [], []), function.node)


def _judge(journal: Journal, target: Target, function: Function) -> None:
    """The facts about the function as a whole."""
    odd = odd_arguments(function.node, len(target.bound), frozenset(target.keywords))
    if odd is not None:
        journal.note("argument-names", function.node, odd)
    if len(target.layers) == 1 and never_runs(target.layers[0].__code__):
        journal.note("never-runs", function.node)
    if not journal.work:
        # The first one of each kind of place.
        first = {(fact.only, fact.never): fact for fact in reversed(journal.unread_calls)}
        journal.facts.update(dict.fromkeys(first.values()))
    kinds = {fact.kind for fact in journal.facts}
    if journal.work and not journal.unread_calls and kinds <= _HARMLESS:
        journal.note("reads-only", function.node)
