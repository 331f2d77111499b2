"""The report as one self-contained page: no script, nothing fetched, everything from the file escaped."""

from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from msgspec import Struct

from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport
from esigval.report.story import tell
from esigval.report.story.blocks import Points, Rows, Table, Tone
from esigval.report.text import clean

if TYPE_CHECKING:
    from jinja2 import Template

MARKS = {Tone.GOOD: "✓", Tone.BAD: "✗", Tone.UNKNOWN: "?", Tone.WARNING: "!", Tone.PLAIN: "·"}


class Figure(Struct, frozen=True):
    """A picture in the report."""

    caption: str
    png: bytes

    @property
    def address(self) -> str:
        """The picture as part of the page itself."""
        return "data:image/png;base64," + b2a_base64(self.png, newline=False).decode("ascii")


def render(
    report: DocumentReport, *, language: str = "en", figures: Mapping[int, Sequence[Figure]] | None = None
) -> str:
    """The page. ``figures``: number of a signature (from 1) -> pictures that belong to it. Raises UsageError where jinja2 is not
    installed."""
    story = tell(report, language, full=True)
    return _template().render(story=story, language=language, marks=MARKS, figures=figures or {})


@cache
def _template() -> "Template":
    try:
        from jinja2 import DictLoader, Environment, StrictUndefined
    except ImportError as e:
        raise UsageError("the HTML report needs the extra: pip install 'esigval[reports]'") from e
    source = resources.files(__name__).joinpath("page.html").read_text(encoding="utf-8")
    environment = Environment(
        loader=DictLoader({"page.html": source}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    environment.tests["rows"] = lambda block: isinstance(block, Rows)
    environment.tests["points"] = lambda block: isinstance(block, Points)
    environment.tests["table"] = lambda block: isinstance(block, Table)
    return environment.get_template("page.html")
