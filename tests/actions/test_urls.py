"""Database URLs: what they mean, and that nothing secret of them is shown."""

from __future__ import annotations

import pytest

from schemaguard.actions import _urls
from schemaguard.exceptions import BadInput

#: A URL, what is shown of it, and some of its settings.
GOOD = [
    ("postgres://u:pass@h:5432/x", "postgres://h:5432/x", {"ENGINE": "django.db.backends.postgresql", "PORT": 5432}),
    ("postgresql://u:p%40ss@h/x?sslmode=require", "postgresql://h/x", {"PASSWORD": "p@ss"}),
    ("postgres:///x", "postgres:///x", {"HOST": "", "NAME": "x"}),
    ("postgres://u:pass@[::1]:5432/x", "postgres://[::1]:5432/x", {"HOST": "::1"}),
    ("POSTGRES://u:pass@h/x", "postgres://h/x", {"ENGINE": "django.db.backends.postgresql"}),
    ("mysql://u:pass@h/x", "mysql://h/x", {"ENGINE": "django.db.backends.mysql"}),
    ("mariadb://u:pass@h/x", "mariadb://h/x", {"ENGINE": "django.db.backends.mysql"}),
    ("sqlite:///x.db", "sqlite:///x.db", {"ENGINE": "django.db.backends.sqlite3", "NAME": "x.db"}),
    ("sqlite:////a/x@y.db", "sqlite:////a/x@y.db", {"NAME": "/a/x@y.db"}),
    ("sqlite://:memory:", "sqlite://:memory:", {"NAME": ":memory:"}),
    ("mongodb://u:pass@h:1,i:2/x?authSource=admin", "mongodb://h:1,i:2/x", {"ENGINE": "mongodb", "NAME": "x"}),
    ("mongodb+srv://u:pass@h/x", "mongodb+srv://h/x", {"HOST": "mongodb+srv://u:pass@h/x"}),
]


@pytest.mark.parametrize(("url", "shown", "settings"), GOOD, ids=[case[0] for case in GOOD])
def test_a_url(url: str, shown: str, settings: dict[str, object]) -> None:
    source = _urls.source(url)
    assert source.name == shown
    assert settings.items() <= source.settings.items()


BAD = [
    "",
    "x",
    "pass",
    "postgres://u:pass@h",
    "postgres://u:pass@h/",
    "postgres://u:pass/word@h/x",
    "postgres://u:pass?word@h/x",
    "postgres://u:pass#word@h/x",
    "postgres://u:pass[word@h/x",
    "postgres://u:1/pass@h/x",
    "postgres://u:pass@h:port/x",
    "postgres://u:pass@1/word@h/x",
    "mongodb://u:pass/word@h/x",
    "mongodb://u:pass@h",
    "oracle://u:pass@h/x",
    "u:pass://h/x",
]


@pytest.mark.parametrize("url", BAD)
def test_a_url_that_cannot_be_used(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        _urls.source(url)
    line = str(caught.value)
    assert "\n" not in line
    assert "pass@" not in line.replace("password@", "")
    assert "word@" not in line.replace("password@", "")


def test_a_setting_is_named_instead_of_its_url() -> None:
    with pytest.raises(BadInput, match=r"^SCHEMAGUARD\['SCRATCH'\] has the unknown scheme 'oracle'"):
        _urls.source("oracle://u:pass@h/x", "SCHEMAGUARD['SCRATCH']")


@pytest.mark.parametrize(("text", "shown"), [("staging", "staging"), ("u:pass@h/x", "***@h/x"), ("@12", "@12")])
def test_what_is_shown_of_a_word(text: str, shown: str) -> None:
    assert _urls.shown(text) == shown
