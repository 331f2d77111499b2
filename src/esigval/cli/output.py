"""Formats of reports, and where they are written."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import get_terminal_size

from msgspec import Struct

from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport

WIDTH = 100
NARROWEST = 60


class Style(Struct, frozen=True):
    """How a report is written: the language of its sentences, colours, and whether every provision of every law is in it."""

    language: str = "en"
    colour: bool = False
    full: bool = False


def _text(report: DocumentReport, style: Style) -> bytes:
    from esigval.report.text import render

    width = max(min(get_terminal_size((WIDTH, 24)).columns, WIDTH), NARROWEST)
    return render(report, language=style.language, width=width, colour=style.colour, full=style.full).encode()


def _json(report: DocumentReport, style: Style) -> bytes:
    from esigval.report.json import encode

    return encode(report, language=style.language, provision_texts=style.full) + b"\n"


def _html(report: DocumentReport, style: Style) -> bytes:
    from esigval.report.html import render

    return render(report, language=style.language).encode()


FORMATS: dict[str, Callable[[DocumentReport, Style], bytes]] = {"text": _text, "json": _json, "html": _html}
BUILT = tuple(FORMATS)
PLANNED = ("pdf", "etsi")


def check_format(form: str) -> None:
    """Raises UsageError for a format that does not exist."""
    if form in PLANNED:
        raise UsageError(f"format {form!r} is not built into this version; there are: {', '.join(BUILT)}")
    if form not in FORMATS:
        raise UsageError(f"unknown format {form!r}; there are: {', '.join(BUILT)}")


def wants_colour(output: Path | None) -> bool:
    """Colours only where a person looks at a terminal and did not say no (https://no-color.org)."""
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def write(parts: Iterable[bytes], output: Path | None) -> None:
    """Writes ``parts`` as they come to standard output, or whole to a file that appears only when it is complete."""
    if output is None:
        for part in parts:
            sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
        return
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as out:
            for part in parts:
                out.write(part)
        partial.replace(output)
    except OSError as e:
        raise UsageError(f"{output}: {e.strerror or e}") from e
    finally:
        partial.unlink(missing_ok=True)
