"""schemaguard in ``manage.py check``: its settings always, its findings with ``--deploy --tag schemaguard``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from schemaguard import conf
from schemaguard.findings import Finding, Severity

#: Reading all migrations takes a moment, and ``runserver`` runs all checks at every start: so findings belong
#: to the deployment checks, unless SCHEMAGUARD["SYSTEM_CHECKS"] wants them always.
TAG = "schemaguard"


def register() -> None:
    """Called once, when Django is ready."""
    checks.register(check_settings, "schemaguard_settings")
    always = conf.read(getattr(settings, "SCHEMAGUARD", None))[0].system_checks
    checks.register(check_migrations, TAG, deploy=not always)


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every mistake in ``SCHEMAGUARD``, each with the nearest right name."""
    _, problems = conf.read(getattr(settings, "SCHEMAGUARD", None))
    return [checks.Error(problem, id="schemaguard.E001") for problem in problems]


def check_migrations(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """The findings of ``manage.py schemaguard check`` as system check messages."""
    from schemaguard.actions.check import Request, check
    from schemaguard.exceptions import SchemaguardError

    labels = None if app_configs is None else {config.label for config in app_configs}
    try:
        report = check(Request(ask_databases=False))
    except SchemaguardError as error:
        return [checks.Error(str(error), id="schemaguard.E002")]
    return [_message(f) for f in report.findings if labels is None or f.location.app in labels]


def _message(finding: Finding) -> checks.CheckMessage:
    at = finding.location
    place = f"{at.path}:{at.line}" if at.line else at.path
    remedy = finding.remedy.partition("\n")[0].replace("::", ":")
    kind = _KINDS[finding.severity]
    where = f"{at.app}.{at.migration}" if at.migration else at.app
    return kind(finding.message, hint=f"{remedy} ({place})" if place else remedy, obj=where, id=_id(finding))


def _id(finding: Finding) -> str:
    return f"schemaguard.{finding.id}"


_KINDS = {Severity.ERROR: checks.Error, Severity.WARNING: checks.Warning, Severity.NOTICE: checks.Info}
