"""The report as plain text for a terminal or a file."""

import textwrap
from collections.abc import Iterator

from esigval.model.report import DocumentReport
from esigval.report.story import tell
from esigval.report.story.blocks import Block, Point, Points, Rows, Section, Table, Tone

_MARKS = {Tone.GOOD: "+", Tone.BAD: "x", Tone.UNKNOWN: "?", Tone.WARNING: "!", Tone.PLAIN: "-"}
_COLOURS = {Tone.GOOD: "32", Tone.BAD: "31", Tone.UNKNOWN: "33", Tone.WARNING: "33"}


def render(
    report: DocumentReport, *, language: str = "en", width: int = 100, colour: bool = False, full: bool = False
) -> str:
    """The report as text, wrapped at ``width``; ``colour`` adds terminal escape sequences to headings and marks; ``full``: with
    every provision of every law."""
    return render_section(tell(report, language, full), width=width, colour=colour)


def render_section(section: Section, *, width: int = 100, colour: bool = False) -> str:
    """A tree of sections as text."""
    return "\n".join(_section(section, 0, width, colour)) + "\n"


def _section(section: Section, depth: int, width: int, colour: bool) -> Iterator[str]:
    indent = "  " * max(depth - 1, 0)
    if depth <= 1:
        yield from ("", "=" * width) if depth else ()
    yield indent + _paint(section.title, section.tone if depth == 1 else Tone.PLAIN, colour, bold=True)
    for block in section.blocks:
        yield from _block(block, "  " * depth, width, colour)
    for child in section.sections:
        if depth:
            yield ""
        yield from _section(child, depth + 1, width, colour)


def _block(block: Block, indent: str, width: int, colour: bool) -> Iterator[str]:
    if isinstance(block, Rows):
        yield from _rows(block.rows, indent, width)
    elif isinstance(block, Points):
        for point in block.points:
            yield from _point(point, indent, width, colour)
    else:
        yield from _table(block, indent, width, colour)


def _rows(rows: tuple[tuple[str, str], ...], indent: str, width: int) -> Iterator[str]:
    if not rows:
        return
    label = min(max(len(name) for name, _ in rows), 28)
    for name, value in rows:
        yield from wrapped(value, f"{indent}{clean(name):<{label}}  ", indent + " " * (label + 2), width)


def _point(point: Point, indent: str, width: int, colour: bool) -> Iterator[str]:
    start = indent + "  " * point.depth
    text = f"{point.text} ({point.note})" if point.note else point.text
    lines = wrapped(text, start + "  ", start + "  ", width)
    mark = _paint(_MARKS[point.tone], point.tone, colour)
    for number, line in enumerate(lines):
        yield f"{start}{mark} {line[len(start) + 2 :]}" if number == 0 else line


def _table(table: Table, indent: str, width: int, colour: bool) -> Iterator[str]:
    """A row as a line of its first and third columns, then the other two below: law texts are too long for columns."""
    tones = table.tones or (Tone.PLAIN,) * len(table.rows)
    for row, tone in zip(table.rows, tones, strict=True):
        number, condition, outcome, why = row
        yield f"{indent}{_paint(_MARKS[tone], tone, colour)} {clean(number)}: {_paint(outcome, tone, colour)}"
        yield from wrapped(condition, indent + "    ", indent + "    ", width)
        if why:
            yield from wrapped(f"-> {why}", indent + "    ", indent + "       ", width)


def wrapped(text: str, first: str, rest: str, width: int = 100) -> list[str]:
    """``text`` as lines of at most ``width``, each behind its indent; a word that is longer stays whole."""
    lines = textwrap.wrap(
        clean(text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
    return lines or [first.rstrip()]


def _paint(text: str, tone: Tone, colour: bool, bold: bool = False) -> str:
    codes = [c for c in ("1" if bold else "", _COLOURS.get(tone, "")) if c]
    return f"\x1b[{';'.join(codes)}m{clean(text)}\x1b[0m" if colour and codes else clean(text)


def clean(text: str) -> str:
    """``text`` without control characters: names in a file must not move the reader's cursor or reorder the line."""
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "\ufffd" for c in text)
