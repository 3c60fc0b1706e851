"""The frame of an HTML file that can be mailed: no script, nothing from elsewhere, and a policy that forbids both."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from schemaguard.formats._html import Html, opening, tag

END = Html("</body>\n</html>")


def beginning(title: str, kind: str) -> Html:
    """All that stands before the content of the body. ``kind``: the package of the report, which has a style too."""
    return Html(f'<!doctype html>\n<html lang="en">\n{_head(title, _style(kind))}\n<body>\n')


@cache
def _style(kind: str) -> str:
    """What all pages share, and what one kind of report adds."""
    places = (files(__package__).joinpath("page.css"), files(kind).joinpath("report.css"))
    return "\n".join(place.read_text(encoding="utf-8") for place in places)


def _head(title: str, style: str) -> Html:
    """The policy allows the one style sheet by its hash, and nothing else."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        opening("meta", charset="utf-8"),
        opening("meta", http_equiv="Content-Security-Policy", content=policy),
        opening("meta", name="viewport", content="width=device-width, initial-scale=1"),
        opening("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        Html(f"<style>{style}</style>"),
    )
