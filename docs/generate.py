"""Writes the pages that are made from the code: ``python docs/generate.py``.

With ``--check`` nothing is written: the exit code is 1 and the stale pages are named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # The pages are about this checkout, not about an installed version.

import django  # noqa: E402
from django.conf import settings  # noqa: E402

REFERENCE = Path("docs/reference")


def pages() -> Mapping[Path, str]:
    """All generated files, by their path in the checkout."""
    from generator import commands, hazards, readme, rules
    from generator import settings as settings_page

    found = {REFERENCE / "rules" / name: text for name, text in rules.pages().items()}
    found[REFERENCE / "hazards.md"] = hazards.page(ROOT / "docs" / "hazards")
    found[REFERENCE / "settings.md"] = settings_page.page(ROOT / "docs" / "settings.toml")
    found[REFERENCE / "commands.md"] = commands.page()
    found[Path("README.md")] = readme.page(ROOT)
    return found


def stale(wanted: Mapping[Path, str]) -> list[Path]:
    """Files that differ from what they should be, and pages of rules that are gone."""
    different = [path for path, text in wanted.items() if not _is(ROOT / path, text)]
    there = {path.relative_to(ROOT) for path in (ROOT / REFERENCE / "rules").glob("*.md")}
    return sorted([*different, *there - wanted.keys()])


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def write(wanted: Mapping[Path, str], changed: list[Path]) -> None:
    """Bring these files up to date."""
    for path in changed:
        target = ROOT / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], encoding="utf-8")
        else:
            target.unlink()


def main() -> int:
    """Write, or only look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="Write nothing; exit with 1 where a page is stale.")
    only_look = parser.parse_args().check
    settings.configure(INSTALLED_APPS=["schemaguard"])
    django.setup()
    wanted = pages()
    changed = stale(wanted)
    if not only_look:
        write(wanted, changed)
    verb = "Stale" if only_look else "Wrote"
    sys.stdout.write("".join(f"{verb}: {path.as_posix()}\n" for path in changed))
    if only_look and changed:
        sys.stdout.write("Run: python docs/generate.py\n")
    return int(only_look and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
