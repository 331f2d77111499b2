"""The report as a PDF (PDF/A-2b): the same story, set by typst with the fonts that it carries. Nothing is fetched, nothing from the file is
read as markup, and the same report gives the same octets."""

from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from esigval import __version__
from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport
from esigval.report.catalogue import utc
from esigval.report.story import tell
from esigval.report.story.blocks import Section
from esigval.report.text import clean

STANDARD: Final = "a-2b"

_FAMILIAR = ((0x20, 0x4FF), (0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC))
"""Latin, Greek and Cyrillic with their punctuation: what the fonts have. What they lack would show as the same empty box."""


def render(report: DocumentReport, *, language: str = "en", full: bool = False) -> bytes:
    """The report on A4; ``full``: with every check and every provision of every law. Raises UsageError where typst is not installed."""
    time = utc(report.validation_time)
    data = {
        "language": language,
        "title": _spelled(report.document.name),
        "software": f"esigval {__version__}",
        "date": time.timetuple()[:6],
        "story": _as_data(tell(report, language, full)),
    }
    try:
        import typst
    except ImportError as e:
        raise UsageError("the PDF report needs the extra: pip install 'esigval[reports]'") from e
    return typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"report": msgspec.json.encode(data).decode()},
        pdf_standards=STANDARD,
        timestamp=time,
    )


@cache
def _template() -> bytes:
    return resources.files(__name__).joinpath("page.typ").read_bytes()


def _as_data(story: Section) -> dict[str, Any]:
    """The tree of sections as the template reads it: each block says what it is."""
    return {
        "title": _spelled(story.title),
        "tone": story.tone,
        "blocks": [
            {"type": type(block).__name__, **_spelled_all(msgspec.to_builtins(block))} for block in story.blocks
        ],
        "sections": [_as_data(section) for section in story.sections],
    }


def _spelled_all(value: Any) -> Any:
    if isinstance(value, str):
        return _spelled(value)
    if isinstance(value, dict):
        return {key: _spelled_all(entry) for key, entry in value.items()}
    return [_spelled_all(entry) for entry in value] if isinstance(value, list | tuple) else value


def _spelled(text: str) -> str:
    """``text`` with the characters that the fonts lack named by their code points."""
    return "".join(c if _familiar(c) else f"[U+{ord(c):04X}]" for c in clean(text))


def _familiar(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _FAMILIAR)
