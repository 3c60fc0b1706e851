"""Each migration of the project as a test case.

pytest imports this module wherever schemaguard is installed, so it imports nothing but pytest; the work is done in
``_pytest_rehearsal``, which is imported once a test has the marker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from schemaguard.rehearsals import MigrationRehearsal

MARK = "schemaguard_rehearsal"
FIXTURE = "migration_rehearsal"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{MARK}(databases=(), apps=(), rows=None, mode='step', fail_on='irreversible'): "
        "run the test once for each migration of the project's own apps, which fails where its rehearsal does.",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test case for each migration and database."""
    if metafunc.definition.get_closest_marker(MARK) or FIXTURE in metafunc.fixturenames:
        from schemaguard.contrib import _pytest_rehearsal

        if FIXTURE not in metafunc.fixturenames:
            metafunc.fixturenames.append(FIXTURE)
        cases = _pytest_rehearsal.cases(metafunc)
        metafunc.parametrize(FIXTURE, cases, ids=[str(case) for case in cases], indirect=True)


@pytest.fixture
def migration_rehearsal(request: pytest.FixtureRequest) -> MigrationRehearsal:
    """What became of the migration of this test case. The first case of a session rehearses all of them."""
    from schemaguard.contrib import _pytest_rehearsal

    return _pytest_rehearsal.result(request)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Fail before the test itself is called: a failure, and no error of a fixture."""
    if pyfuncitem.get_closest_marker(MARK):
        from schemaguard.contrib import _pytest_rehearsal

        # pytest forgets names of fixtures that were added after it has read the function's own arguments.
        found = pyfuncitem._request.getfixturevalue(FIXTURE)
        _pytest_rehearsal.judge(pyfuncitem, found)
