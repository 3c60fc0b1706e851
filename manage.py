#!/usr/bin/env python
"""Runs Django's commands for the sample project, a small online shop."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sample_project.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
