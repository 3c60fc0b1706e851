"""How Sphinx builds the documentation: ``sphinx-build -W -b html docs docs/_build/html``."""

from __future__ import annotations

import re
from pathlib import Path

project = "schemaguard"
author = "schemaguard contributors"
copyright = "2026, schemaguard contributors"  # noqa: A001 - Sphinx wants this name.

_package = Path(__file__).parents[1] / "schemaguard" / "__init__.py"
_version = re.search(r'^__version__ = "(.+)"$', _package.read_text(), re.MULTILINE)
if _version is None:
    raise RuntimeError(f"No __version__ in {_package}.")
release = _version[1]
version = ".".join(release.split(".")[:2])

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"schemaguard {release}"
