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


def _pdf(report: DocumentReport, style: Style) -> bytes:
    from esigval.report.pdf import render

    return render(report, language=style.language, full=style.full)


def _etsi(report: DocumentReport, style: Style) -> bytes:
    from esigval.report.etsi_119_102_2 import render

    return render(report, language=style.language)


FORMATS: dict[str, Callable[[DocumentReport, Style], bytes]] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "pdf": _pdf,
    "etsi": _etsi,
}
_WHOLE = frozenset({"pdf", "etsi"})
"""Formats of which one after another in a file is none."""


def check_format(form: str, files: int = 1) -> None:
    """Raises UsageError for a format that does not exist, or that can't hold the reports of as many ``files``."""
    if form not in FORMATS:
        raise UsageError(f"unknown format {form!r}; there are: {', '.join(FORMATS)}")
    if form in _WHOLE and files > 1:
        raise UsageError(f"a report as {form!r} is about one file: give one")


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
