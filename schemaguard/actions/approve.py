"""``approve``: a person who may says that a plan, or a migration, is to be applied exactly as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DatabaseError, InterfaceError

from schemaguard import plan_file, store
from schemaguard.actions import _who
from schemaguard.actions import plan as planning
from schemaguard.actions._plan_approvals import Desk, subject_of
from schemaguard.actions._plan_parts import OURS
from schemaguard.conf import Settings, load
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan, PlannedStep, differences, identity
from schemaguard.steps import loader
from schemaguard.store.approvals import Subject, all_approvals, approve_all

PERMISSION = "schemaguard.approve"


@dataclass(frozen=True, slots=True)
class Request:
    """What to approve: a plan file, or one migration."""

    file: Path | None = None
    app: str = ""
    migration: str = ""
    databases: tuple[str, ...] = ()
    #: The name of a Django user; empty: that of the system user.
    user: str = ""
    comment: str = ""
    #: Take the own approval back instead.
    withdraw: bool = False
    #: Gives the password of a user, or raises BadInput; it is told who, and what is to be approved.
    password: Callable[[str, Sequence[str]], str] = field(default=lambda user, what: "", repr=False)


@dataclass(frozen=True, slots=True)
class Given:
    """What came of it."""

    person: str
    withdrawn: bool
    #: Migrations that are approved now, or not any more, as "shop.0007_x on default".
    done: tuple[str, ...]
    #: Those where nothing had to be done.
    before: tuple[str, ...] = ()
    #: What is still missing before ``apply`` takes them, in sentences.
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def approve(request: Request, settings: Settings | None = None) -> Given:
    """Write it into the ledger of each database that is concerned. Raises SchemaguardError with one line."""
    settings = settings or load()
    _require_users()
    plan = _plan(request, settings)
    steps = _wanted(plan, request)
    if not steps:
        raise BadInput(_nothing(request))
    for alias in dict.fromkeys(step.database for step in steps):
        _ledger(alias)
    user = _authenticated(request, [f"{step.name} on {step.database}" for step in steps])
    done, before = _written(request, settings, plan, steps, user)
    if request.withdraw and not done:
        raise BadInput(f"{user.get_username()} has not approved this, so there is nothing to take back.")
    desk = Desk(settings)
    missing = {f"{step.name} on {step.database}: {text}" for step in steps if (text := desk.missing(step))}
    notes = () if plan.protected else (f"The environment {plan.environment!r} asks for no approvals.",)
    return Given(
        user.get_username(), request.withdraw, tuple(done), tuple(before), tuple(sorted(missing)), (*notes, *desk.notes)
    )


def _require_users() -> None:
    if not apps.is_installed("django.contrib.auth"):
        raise BadInput(
            "Approvals are given by Django users, who prove it by their password, and django.contrib.auth is not "
            "installed. That somebody is logged in to this machine is no proof. Add it to INSTALLED_APPS, or set "
            "SCHEMAGUARD['APPROVALS'] to 0."
        )


def _plan(request: Request, settings: Settings) -> Plan:
    """What would run now. Raises BadInput where that is not what a plan file says."""
    asked = planning.Request(
        app=request.app or None, migration=request.migration or None, databases=request.databases, probes=False
    )
    if request.file is None:
        return planning.make_plan(asked, settings)
    if request.databases:
        raise BadInput("A plan file says which databases it is about: leave --database out.")
    saved = plan_file.read(_text(request.file), str(request.file))
    now = planning.make_plan(planning.request_of(saved, asked), settings)
    if found := differences(saved, now):
        raise BadInput(
            f"{request.file} is not what would run, so that to approve it is of no use. {' '.join(found)} "
            "Make it again: manage.py schemaguard plan --save FILE"
        )
    return now


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{file} cannot be read: {error.strerror}. Name a file of plan --save, or an app and a migration."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is no plan: it is no text in UTF-8. Make one with: plan --save FILE") from error


def _wanted(plan: Plan, request: Request) -> list[PlannedStep]:
    """Of a single migration not what it needs. The ledger's own tables hold the approvals, and need none."""
    steps = [step for step in plan.steps if step.app != OURS]
    if request.file is not None:
        return steps
    (file,) = loader.load().find(request.app, request.migration)
    return [step for step in steps if step.node == file.key]


def _nothing(request: Request) -> str:
    what = str(request.file) if request.file is not None else f"{request.app} {request.migration}"
    return f"{what}: nothing of it is pending, so there is nothing to approve."


def _ledger(alias: str) -> store.Ledger:
    try:
        ledger = store.Ledger.of(alias)
    except (DatabaseError, InterfaceError) as error:
        raise BadInput(f"The ledger of {alias!r} cannot be read ({type(error).__name__}).") from error
    if ledger is None:
        raise BadInput(
            f"The database {alias!r} has no ledger yet, which is where approvals are kept. "
            f"Make it: manage.py schemaguard apply schemaguard --database {alias}"
        )
    return ledger


def _authenticated(request: Request, what: Sequence[str]) -> Any:
    """The user who proved to be it, and may. Raises BadInput, which does not tell whether there is such a user."""
    from django.contrib.auth import authenticate, get_user_model

    name = request.user or _who.who().system
    credentials: dict[str, Any] = {get_user_model().USERNAME_FIELD: name, "password": request.password(name, what)}
    try:
        user = authenticate(**credentials)
    except (DatabaseError, InterfaceError) as error:
        raise BadInput(f"The users cannot be read ({type(error).__name__}). Migrate the app of the users.") from error
    if user is None:
        raise BadInput(
            f"This is not the password of {name}, or there is no such active user. "
            "Say who you are with --user NAME, the name of a Django user."
        )
    if not user.has_perm(PERMISSION):
        raise BadInput(
            f"{name} may not approve. Somebody who may give permissions has to give this one: {PERMISSION} "
            '("Can approve plans and migrations").'
        )
    return user


def _written(
    request: Request, settings: Settings, plan: Plan, steps: Sequence[PlannedStep], user: Any
) -> tuple[list[str], list[str]]:
    done: list[str] = []
    before: list[str] = []
    for alias in dict.fromkeys(step.database for step in steps):
        given, subjects = all_approvals(alias), list[Subject]()
        for step in (step for step in steps if step.database == alias):
            approved = any(one.user == user.get_username() for one in given.get(subject_of(step), ()))
            name = f"{step.name} on {alias}"
            if approved is request.withdraw:
                subjects.append(subject_of(step))
                done.append(name)
            else:
                before.append(name)
        if subjects:
            _write(alias, request, settings, plan, subjects, user)
    return done, before


def _write(
    alias: str, request: Request, settings: Settings, plan: Plan, subjects: Sequence[Subject], user: Any
) -> None:
    file, name = request.file, user.get_username()
    run = _who.new_run(
        "approve",
        alias,
        settings,
        arguments=str(file) if file is not None else f"{request.app} {request.migration}",
        plan=identity(plan) if file is not None else "",
        user=name,
    )
    email = str(getattr(user, user.get_email_field_name(), "") or "")
    full_name = str(getattr(user, "get_full_name", str)() or "")
    names = tuple(filter(None, (email, full_name)))
    try:
        approve_all(_ledger(alias), run, subjects, comment=request.comment, names=names, withdraw=request.withdraw)
    except (DatabaseError, InterfaceError) as error:
        raise BadInput(f"The ledger of {alias!r} cannot be written ({type(error).__name__}).") from error
