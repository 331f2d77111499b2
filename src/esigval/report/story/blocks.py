"""What a report for people is made of, before it becomes text or HTML."""

from enum import StrEnum

from msgspec import Struct


class Tone(StrEnum):
    """How a line is meant; formats show it as a mark or a colour."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    WARNING = "warning"
    PLAIN = "plain"


class Rows(Struct, frozen=True):
    """Named values."""

    rows: tuple[tuple[str, str], ...]


class Point(Struct, frozen=True):
    """A sentence with its mark; ``note`` is the citation; ``depth`` indents."""

    text: str
    tone: Tone = Tone.PLAIN
    note: str = ""
    depth: int = 0


class Points(Struct, frozen=True):
    """Sentences, one below another."""

    points: tuple[Point, ...]


class Table(Struct, frozen=True):
    """A table with a heading line. ``tones``: one a row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[Tone, ...] = ()


Block = Rows | Points | Table


class Section(Struct, frozen=True):
    """A heading, what is under it, and its subsections."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()
    tone: Tone = Tone.PLAIN
