"""Formats of reports, and where they are written."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import get_terminal_size

from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport

WIDTH = 100


def _text(report: DocumentReport, language: str, colour: bool) -> bytes:
    from esigval.report.text import render

    width = min(get_terminal_size((WIDTH, 24)).columns, WIDTH)
    return render(report, language=language, width=max(width, 60), colour=colour).encode()


def _json(report: DocumentReport, language: str, colour: bool) -> bytes:
    from esigval.report.json import encode

    return encode(report, language=language) + b"\n"


def _html(report: DocumentReport, language: str, colour: bool) -> bytes:
    from esigval.report.html import render

    return render(report, language=language).encode()


FORMATS: dict[str, Callable[[DocumentReport, str, bool], bytes]] = {"text": _text, "json": _json, "html": _html}
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
