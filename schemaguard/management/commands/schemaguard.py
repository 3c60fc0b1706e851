"""``manage.py schemaguard VERB``."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from schemaguard.cli import registry
from schemaguard.exceptions import SchemaguardError


class Command(BaseCommand):
    """Finds the verbs in ``schemaguard.cli``; each one parses, calls one action and renders."""

    help = "Check, rehearse, apply and roll back schema changes."
    # Models that cannot be checked must not hide what is wrong with their migrations.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One subparser for each verb."""
        registry.add_verbs(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the verb. Exit codes: 0 clean, 1 findings, 2 it could not run or finish, 130 stopped by Ctrl-C."""
        try:
            code = registry.verb(options["verb"]).run(options, self.stdout, self.stderr)
            self.stdout.flush()
        except SchemaguardError as error:
            raise CommandError(str(error), returncode=2) from error
        except BrokenPipeError:
            # Python writes what is left when it ends: somewhere where nobody minds.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError("Nobody reads the output any more: it is not complete.", returncode=2) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped.", returncode=130) from None
        if code:
            raise SystemExit(code)
