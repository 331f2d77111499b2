"""What was changed after a signature, in sentences beside the verdict."""

import pytest

from esigval.report.catalogue import LANGUAGES, catalogue
from esigval.report.story.blocks import Points, Tone
from esigval.report.story.changes import changes
from esigval.report.text import render
from tests.worlds.pdf_gallery.benign import BENIGN
from tests.worlds.pdf_gallery.classes import ATTACKS
from tests.worlds.pdf_gallery.judging import report_on

FILES = {**ATTACKS, **BENIGN}


def _said(name: str, language: str = "en", policy: str = "strict") -> list[tuple[str, Tone]]:
    section = changes(report_on(FILES[name](), policy).signatures[0], catalogue(language))
    if section is None:
        return []
    (block,) = section.blocks
    assert isinstance(block, Points)
    return [(point.text, point.tone) for point in block.points]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("content-stream-replaced", "Page 1: content was replaced after the signature."),
        ("page-added", "Page 3: it was added after the signature."),
        ("page-removed", "Page 2: it was signed and is gone."),
        ("pages-swapped", "The document: the pages were put in another order or repeated after the signature."),
        ("stamp-laid-over", "Page 1: an annotation was added after the signature."),
        ("filled-under-no-changes", "Field total: it was filled in after the signature, which this signature forbids."),
        ("signed-under-no-changes", "Field sig3: a further signature was added, which this signature forbids."),
        (
            "filled-locked-by-field-mdp",
            "Field total: it was filled in after the signature, which this signature forbids.",
        ),
    ],
)
def test_what_stands_against_a_signature_is_said(name: str, sentence: str) -> None:
    assert (sentence, Tone.BAD) in _said(name)


def test_what_is_allowed_is_said_and_not_held_against_it() -> None:
    sentence = "Field total: it was filled in after the signature, which this signature allows."
    assert _said("text-filled-table") == [(sentence, Tone.PLAIN)]
    assert _said("filled-under-form-filling-stream") == [(sentence, Tone.PLAIN)]


@pytest.mark.parametrize("name", ["validation-data-table", "nothing-but-space-table"])
def test_nothing_is_said_where_nothing_was_changed(name: str) -> None:
    assert _said(name) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_bare_word_for_what_attacks_do(language: str) -> None:
    """Every change of the gallery has a sentence of its own, or says that it can't be classed."""
    known = catalogue(language).sections["change"]
    for name in ("content-appended", "media-box", "field-moved", "open-action", "layer-switched-on", "field-renamed"):
        for text, _ in _said(name, language):
            assert "…" not in text
            assert text not in known


def test_it_stands_near_the_verdict() -> None:
    lines = render(report_on(ATTACKS["content-stream-replaced"]())).splitlines()
    place = next(number for number, line in enumerate(lines) if "Page 1: content was replaced" in line)
    assert place < 30
