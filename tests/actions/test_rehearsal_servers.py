"""On which server a rehearsal takes place, and what is said of rows that go to another one."""

from __future__ import annotations

from typing import Any

import pytest

from schemaguard.actions._rehearsal_servers import elsewhere
from schemaguard.databases.base import Source

HOSTS = [
    ({"HOST": "mongodb://u:pw@a:1,b:2/shop"}, {"HOST": "mongodb://u:pw@a:1,b:2/scratch?authSource=shop"}, False),
    ({"HOST": "mongodb://a:1/shop"}, {"HOST": "mongodb://b:1/scratch"}, True),
    ({"HOST": "a", "PORT": 5432}, {"HOST": "a", "PORT": "5432"}, False),
    ({"HOST": "a", "PORT": "5432"}, {"HOST": "a", "PORT": "5433"}, True),
    ({"OPTIONS": {"host": "a"}}, {"HOST": "a"}, False),
]


@pytest.mark.parametrize(("origin", "made", "said"), HOSTS)
def test_rows_that_leave_their_server(origin: dict[str, Any], made: dict[str, Any], *, said: bool) -> None:
    assert bool(elsewhere(Source("live", origin), made)) is said
