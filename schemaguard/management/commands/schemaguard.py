"""``manage.py schemaguard VERB``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from schemaguard.cli import _output, registry
from schemaguard.databases.scratch_names import Ended
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
        if sys.stdout is None:  # Closed, as by >&-: nobody wants to read it.
            self.stdout = OutputWrapper(Path(os.devnull).open("w"))  # noqa: SIM115 - as long as the process
        try:
            code = registry.verb(options["verb"]).run(options, self.stdout, self.stderr)
            self.stdout.flush()
        except SchemaguardError as error:
            raise CommandError(str(error), returncode=2) from error
        except BrokenPipeError:
            _output.mute()
            raise CommandError("Nobody reads the output any more: it is not complete.", returncode=2) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped.", returncode=130) from None
        except Ended as ended:
            raise CommandError("Stopped.", returncode=int(ended.code or 143)) from None
        if code:
            raise SystemExit(code)
