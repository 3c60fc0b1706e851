"""A browser that opens pages under the strictest policy that a server of files is likely to send."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import in_ci

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-same-origin"

#: In pixels: a telephone and a desk.
WIDTHS = (420, 1300)

#: Looks at the pages from outside, because they themselves may not run anything.
OBSERVER = """<!doctype html><meta charset="utf-8"><title>observer</title><pre id="seen"></pre>
<script>
const seen = {};
const look = LOOK;
for (const [name, width] of FRAMES) {
  const frame = document.createElement("iframe");
  frame.onload = () => {
    seen[`${name}-${width}`] = look(frame.contentDocument, frame.contentWindow);
    document.getElementById("seen").textContent = JSON.stringify(seen);
  };
  Object.assign(frame, { width, height: 900, src: `/${name}` });
  document.body.append(frame);
}
</script>"""


@dataclass(frozen=True)
class Seen:
    """What the observer measured, and what the browser complained about."""

    #: By "report-width".
    pages: dict[str, dict[str, Any]]
    #: Paths that were asked for.
    asked: set[str]
    log: str


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: dict[str, str], asked: set[str], *args: Any) -> None:
        self.pages, self.asked = pages, asked
        super().__init__(*args)

    def do_GET(self) -> None:
        self.asked.add(self.path)
        found = self.pages.get(self.path)
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path != "/":
            self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write((found or "").encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(pages: dict[str, str], asked: set[str]) -> Iterator[str]:
    """Pages on a server of our own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, pages, asked)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def browser() -> str:
    """A browser. Without one the test is skipped; where CI is "true" it fails."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        end = pytest.fail if in_ci() else pytest.skip
        end(f"There is no browser to look at pages with. To get it: install one of {', '.join(PROGRAMS)}.")
    return found


def look(texts: Mapping[str, str], measure: str, profile: Path) -> Seen:
    """Open pages in windows of each width; ``measure`` is a function of JavaScript of a document and its window."""
    program, asked = browser(), set[str]()
    pages = {f"/{name}": text for name, text in texts.items()}
    frames = json.dumps([(name, width) for name in texts for width in WIDTHS])
    pages["/"] = OBSERVER.replace("FRAMES", frames).replace("LOOK", measure)
    options = ["--headless", "--disable-gpu", "--disable-extensions", "--no-first-run", f"--user-data-dir={profile}"]
    # In containers, root and its children may not make the namespaces that a sandbox is made of.
    options += ["--no-sandbox", "--disable-dev-shm-usage"]
    options += ["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"]
    with served(pages, asked) as url:
        done = subprocess.run([program, *options, url], capture_output=True, check=True, timeout=120, encoding="utf-8")
    found = re.search(r'<pre id="seen">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stderr
    return Seen(json.loads(unescape(found[1])), asked, done.stderr)
