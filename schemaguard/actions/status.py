"""``status``: what each database of each environment has applied, what is pending, and what needs a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from schemaguard import garbage
from schemaguard.actions import _places
from schemaguard.actions._places import Place
from schemaguard.actions._status_database import Looked, unreachable
from schemaguard.conf import Settings, load
from schemaguard.databases.base import Wanted
from schemaguard.exceptions import BadInput
from schemaguard.statuses import DatabaseStatus, StatusReport
from schemaguard.steps import loader

#: Told the name of what is read.
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """Of what the status is wanted."""

    #: Names of environments, databases or files; empty: this environment.
    places: tuple[str, ...] = ()
    #: Every environment that the settings name.
    all: bool = False
    databases: tuple[str, ...] = ()
    #: Compare with what the migrations make, instead of with what the last run has left.
    drift: bool = False
    timeout: float = 60.0
    progress: Progress = field(default=lambda name: None, compare=False)


def status(request: Request, settings: Settings | None = None) -> StatusReport:
    """Ask everything that can be asked. Raises BadInput only for what nobody knows the name of."""
    settings = settings or load()
    found: list[DatabaseStatus] = []
    notes: list[str] = []
    with garbage.paused():
        project = loader.load()
        for name in _names(request, settings):
            place = _place(name, settings)
            if isinstance(place, DatabaseStatus):
                found.append(place)
                continue
            notes += place.notes
            here = place.environment == settings.environment
            wanted = Wanted(request.timeout)
            looked = Looked(place, name, project, here, settings, wanted, drift=request.drift)
            for alias in place.only(_known(place, request)).aliases:
                request.progress(f"{name}/{alias}")
                found.append(looked.at(alias))
    return StatusReport(tuple(found), tuple(dict.fromkeys(notes)))


def _names(request: Request, settings: Settings) -> tuple[str, ...]:
    every = dict.fromkeys((settings.environment, *settings.environments)) if request.all else ()
    return tuple(dict.fromkeys((*every, *request.places))) or (settings.environment,)


def _place(name: str, settings: Settings) -> Place | DatabaseStatus:
    """A place, or why there is none. A name that means nothing is bad input."""
    try:
        found = _places.resolve(name, settings)
    except BadInput as error:
        if name in settings.environments:
            return unreachable(name, "", str(error))
        raise
    if found.expected:
        raise BadInput("What migrations expect has no status. Name an environment, a database or a file.")
    return found


def _known(place: Place, request: Request) -> tuple[str, ...]:
    """The databases that were asked for, as far as a place has them, where several places are looked at."""
    if not (request.all or len(request.places) > 1):
        return request.databases
    return tuple(alias for alias in request.databases if alias in place.aliases)
