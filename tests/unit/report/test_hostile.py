"""Whatever stands in a file, a report of it is plain text, well-formed HTML and valid JSON."""

import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from esigval.model.check import Check, Status
from esigval.model.conclusion import Indication
from esigval.model.reasons import Reason
from esigval.report.html import render as render_html
from esigval.report.json import encode
from esigval.report.names import common_name
from esigval.report.story.explain import explain
from esigval.report.text import clean, render, render_section

from .samples import entry, report

TEXT = st.text(st.characters(), max_size=80)  # lone surrogates, too
FACT = st.one_of(TEXT, st.integers(-(2**70), 2**70), st.booleans(), st.none(), st.lists(TEXT, max_size=3).map(tuple))


@given(TEXT)
def test_clean_text_has_no_control_characters(text: str) -> None:
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in clean(text))


@given(TEXT)
def test_common_name_takes_anything(text: str) -> None:
    assert isinstance(common_name(text), str)


@settings(deadline=None, max_examples=50)
@given(name=TEXT, place=TEXT, facts=st.dictionaries(TEXT, FACT, max_size=4))
def test_every_format_survives(name: str, place: str, facts: dict[str, object]) -> None:
    check = Check("en-319-102-1/5.3", Status.FAILED, Reason.MALFORMED, facts=tuple(facts.items()))  # type: ignore[arg-type]
    sample = report(entry(Indication.TOTAL_FAILED, None, check, name=place), name=name)
    for text in (render(sample, full=True), render(sample, language="ro"), render_section(explain(sample, 1))):
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in text.replace("\n", ""))
    page = etree.fromstring(render_html(sample).encode(), etree.HTMLParser())
    assert not page.xpath("//script|//img|//iframe|//*[@onerror]")
    json.loads(encode(sample))
