"""Loads pairs of schemas into a server, and sets our opinion of each beside that of pg_dump."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import environ
import psycopg

from schemaguard.schema.compare import compare
from schemaguard.schema.fingerprint import fingerprint
from tests.accuracy import pg_dump
from tests.accuracy.schema_pairs import Pair
from tests.drift.harness import snapshot
from tests.servers.client import DatabaseServer
from tests.servers.postgres import Postgres


@dataclass(frozen=True)
class Verdict:
    """Two opinions of one pair."""

    pair: str
    #: "equal" or "different".
    ours: str
    theirs: str
    #: What each is based on, one line for each difference.
    seen: tuple[str, ...]
    dumped: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Both of one opinion, or who of them sees what the other does not."""
        if self.ours == self.theirs:
            return f"both {self.ours}"
        return "only we see a difference" if self.ours == "different" else "only pg_dump sees a difference"


@dataclass
class Judged:
    """What became of all pairs of one checkout."""

    verdicts: list[Verdict] = field(default_factory=list)
    #: Pairs that the server does not take, with its answer.
    not_loaded: dict[str, str] = field(default_factory=dict)
    #: Pairs with a side of which a reader could not read all.
    gaps: dict[str, str] = field(default_factory=dict)

    def counted(self) -> dict[str, int]:
        """How many of each kind."""
        return dict(sorted(Counter(verdict.kind for verdict in self.verdicts).items()))

    def disagreements(self) -> list[Verdict]:
        """Where the opinions differ."""
        return [verdict for verdict in self.verdicts if verdict.ours != verdict.theirs]


def judge(pairs: Iterable[Pair], server: DatabaseServer) -> Judged:
    """Load both sides of every pair into databases of their own, and compare them in both ways."""
    judged = Judged()
    pairs = list(pairs)
    with _roles(server.url, sorted({role for pair in pairs for role in pair.roles})):
        for pair in pairs:
            try:
                with _loaded(server, pair.left) as left, _loaded(server, pair.right) as right:
                    _judge_one(judged, pair, server, (left, right))
            except psycopg.errors.Error as error:
                judged.not_loaded[pair.name] = str(error).splitlines()[0]
    return judged


def _judge_one(judged: Judged, pair: Pair, server: DatabaseServer, urls: tuple[str, str]) -> None:
    assert isinstance(server.server, Postgres)
    left, right = (snapshot("postgresql", environ.Env.db_url_config(url)) for url in urls)
    if gaps := [gap.reason for gap in left.gaps + right.gaps]:
        judged.gaps[pair.name] = gaps[0]
    changes = compare(left, right)
    hashes = (fingerprint(left), fingerprint(right))
    assert (changes != ()) == (hashes[0] != hashes[1]), f"{pair.name}: the fingerprints say something else"
    dumps = [pg_dump.statements(pg_dump.dump(server.server, url)) for url in urls]
    verdict = Verdict(
        pair.name,
        "different" if changes else "equal",
        "different" if dumps[0] != dumps[1] else "equal",
        tuple(" ".join((change.kind, change.object, *change.fields())) for change in changes),
        tuple(pg_dump.differences(*dumps)),
    )
    judged.verdicts.append(verdict)


@contextmanager
def _loaded(server: DatabaseServer, texts: Iterable[str]) -> Iterator[str]:
    with server.fresh() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for text in texts:
                connection.execute(text.encode())
        yield url


@contextmanager
def _roles(url: str, spellings: list[str]) -> Iterator[None]:
    """Roles belong to the whole server. Those that were there before stay."""
    made: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            for role in spellings:
                with suppress(psycopg.errors.DuplicateObject):
                    connection.execute(f"CREATE ROLE {role}".encode())
                    made.append(role)
            yield
        finally:
            for role in made:
                connection.execute(f"DROP ROLE {role}".encode())
