"""The commands and their options, from their parsers.

Not argparse's own help text: its layout differs between versions of Python.
"""

from __future__ import annotations

from argparse import SUPPRESS, Action

from generator.markdown import NOTE, code, line, table
from schemaguard.cli import registry
from schemaguard.cli.options import VerbParser


def page() -> str:
    """All verbs."""
    shared = VerbParser(add_help=False)
    shared.add_shared_options()
    own = [_verb(name) for name in registry.names()]
    parts = [NOTE, _INTRODUCTION, *own, f"## Options of every command\n\n{_options(shared)}"]
    return "\n\n".join(parts) + "\n"


def _verb(name: str) -> str:
    module = registry.verb(name)
    parser = VerbParser(add_help=False)
    module.add_arguments(parser)
    positional = [_usage(action) for action in parser._actions if not action.option_strings]
    usage = " ".join(["python manage.py schemaguard", name, *_nested(positional), "[OPTIONS]"])
    return f"## {name}\n\n{line(module.HELP)}\n\n{code(usage, 'text')}\n\n{_options(parser)}"


def _nested(words: list[str]) -> list[str]:
    """``[APP] [MIGRATION]`` means ``[APP [MIGRATION]]``."""
    if len(words) == 2 and all(word.startswith("[") for word in words):
        return [f"{words[0][:-1]} {words[1]}]"]
    return words


def _usage(action: Action) -> str:
    name = str(action.metavar or action.dest)
    return {"?": f"[{name}]", "*": f"[{name} …]"}.get(str(action.nargs), name)


def _options(parser: VerbParser) -> str:
    return table(("option", "meaning"), [(_name(action), _meaning(action)) for action in parser._actions])


def _name(action: Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = "" if action.nargs == 0 else f" {_placeholder(action)}"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def _placeholder(action: Action) -> str:
    if action.choices and not action.metavar:
        return f"{{{','.join(map(str, action.choices))}}}"
    return str(action.metavar or action.dest.upper())


def _meaning(action: Action) -> str:
    text = line(action.help or "")
    if isinstance(action.default, list):
        return text if "repeated" in text or not action.option_strings else f"{text} May be repeated."
    if action.option_strings and action.nargs != 0 and action.default not in (None, "", SUPPRESS):
        return f"{text} Default: `{action.default}`."
    return text


_INTRODUCTION = """\
# Commands

```text
python manage.py schemaguard COMMAND [ARGUMENTS] [OPTIONS]
```

Options may stand before or after the command. From Python: `call_command("schemaguard", "check", "shop")`.

| exit code | meaning |
|---|---|
| 0 | Nothing was found that counts. |
| 1 | There is what `--fail-on` names, or worse: findings, differences, or migrations that were not restored. |
| 2 | The command could not run, or not hand over its output. One line says why, and what to do. |
| 130 | It was stopped by Ctrl-C. |

What is shown, silenced or put into which format never changes the code; comments and the baseline do, because what they
take is no finding any more."""
