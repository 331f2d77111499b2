"""The group of commands, errors and exit statuses."""

import os
from importlib import import_module

import click

from esigval import __version__
from esigval.cli.guide import EXIT_STATUSES
from esigval.model.errors import EsigvalError, Unreadable
from esigval.report.status import ExitStatus

COMMANDS: dict[str, tuple[str, str]] = {
    "validate": ("validate", "Say of each file whether its signatures are valid, and what they are in law."),
    "explain": ("explain", "Say why a verdict is what it is, and what would change it."),
    "forecast": ("forecast", "Say until when a valid signature can be proven with what is at hand."),
    "extract": ("extract", "Write out what a signature covers."),
    "pictures": ("pictures", "Draw the pages of a PDF as they were signed and as they are."),
    "bulk": ("bulk", "Validate many files; a line of JSON each."),
    "bundle": ("dossier", "Save a file with all that its judgement looks at."),
    "replay": ("dossier", "Judge a saved dossier again, offline."),
    "law": ("law", "Show the laws that are applied."),
    "lists": ("lists", "Show, verify and update trusted lists."),
    "schema": ("schema", "Print the JSON Schema of the report."),
}
"""Command -> (module of this package, its line in the help). A module is imported when its command runs."""


class Commands(click.Group):
    """A group that imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"esigval.cli.{COMMANDS[cmd_name][0]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_STATUSES,
)
@click.version_option(__version__, message="esigval %(version)s")
def app() -> None:
    """Is this electronic signature valid, and what is it in law?"""


def run(arguments: list[str]) -> int:
    """Runs a command; errors become one line on standard error and an exit status."""
    from esigval.cli import INTERRUPTED

    try:
        with app.make_context("esigval", arguments) as context:
            result = app.invoke(context)
    except click.exceptions.Exit as e:
        return e.exit_code
    except click.ClickException as e:
        e.show()
        return ExitStatus.USAGE
    except click.Abort:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Unreadable as e:
        click.echo(f"esigval: {e.message}", err=True)
        return ExitStatus.USAGE if e.kind == "unreadable-file" else ExitStatus.INDETERMINATE
    except EsigvalError as e:
        click.echo(f"esigval: {e}", err=True)
        return ExitStatus.USAGE
    except MemoryError:
        click.echo("esigval: not answered within the memory at hand", err=True)
        return ExitStatus.INDETERMINATE
    except BrokenPipeError:
        raise
    except Exception as e:
        if os.environ.get("ESIGVAL_TRACEBACK"):
            raise
        click.echo(f"esigval: internal error: {type(e).__name__}: {e} (set ESIGVAL_TRACEBACK=1 to see where)", err=True)
        return ExitStatus.INTERNAL
    return result if isinstance(result, int) else ExitStatus.AS_REQUIRED
