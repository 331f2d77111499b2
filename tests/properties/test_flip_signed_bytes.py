"""Flipping a signed byte of any vector takes away at least the acceptance of the signature that covers it."""

import random
import re
from collections.abc import Iterator
from itertools import chain

import pytest
from tests.worlds import running

from esigval.model.errors import Unreadable
from esigval.model.report import DocumentReport

FLIPS = 24
"""Bytes tried in each vector, chosen by its name; every bit position comes up."""

CASES = {
    f"{c.group}/{c.name}": c
    for c in running.cases()
    if c.all_pass and c.run["name"].startswith("now") and c.group != "asic"
}
"""Containers have a test of their own: what is flipped in a ZIP file is not always a signed byte."""


@pytest.mark.parametrize("name", CASES)
def test_flip(name: str) -> None:
    """The number of accepted signatures goes down, or the file is no longer readable as a signed document."""
    case = CASES[name]
    data = case.file.read_bytes()
    report = case.judge()
    positions = list(signed_positions(data, report))
    assert positions
    chosen = random.Random(name)
    survived = []
    for _ in range(FLIPS):
        position, bit = chosen.choice(positions), chosen.randrange(8)
        flipped = data[:position] + bytes((data[position] ^ 1 << bit,)) + data[position + 1 :]
        if accepted(case, flipped) >= len(case.expected):
            survived.append((position, bit))
    assert survived == []


def accepted(case: running.Case, data: bytes) -> int:
    """How many signatures are accepted."""
    try:
        return running.verdicts(case.judge(data)).count("TOTAL-PASSED")
    except Unreadable:
        return 0


def signed_positions(data: bytes, report: DocumentReport) -> Iterator[int]:
    """Offsets of bytes whose every change must break a signature."""
    if report.document.format == "PAdES":
        ranges = chain.from_iterable(s.signature.covered for s in report.signatures)
    elif report.document.format == "XAdES":
        ranges = chain.from_iterable(xml_ranges(data))
    else:
        ranges = chain.from_iterable(cms_ranges(data, report))
    for start, end in ranges:
        yield from range(start, end)


TEXT = re.compile(rb">([^<]+)<")
UNSIGNED = re.compile(
    rb"<ds:KeyInfo>.*?</ds:KeyInfo>|<xades:UnsignedProperties>.*?</xades:UnsignedProperties>", re.DOTALL
)
VALUE = re.compile(rb"<ds:SignatureValue[^>]*>([^<]+)<")


def xml_ranges(data: bytes) -> Iterator[list[tuple[int, int]]]:
    """Text that is signed: markup is left out, since canonicalisation forgives some changes of it; so are the last characters of
    the signature value, whose base64 has bits that mean nothing."""
    unsigned = [m.span() for m in UNSIGNED.finditer(data)]
    values = [m.span(1) for m in VALUE.finditer(data)]
    for found in TEXT.finditer(data):
        start, end = found.span(1)
        if any(first <= start < last for first, last in unsigned) or found.group(1).isspace():
            continue
        if (start, end) in values:
            end -= 4
        yield [(start, end)]


def cms_ranges(data: bytes, report: DocumentReport) -> Iterator[list[tuple[int, int]]]:
    """Signed attributes, signature values and the content."""
    for signature in report.signatures:
        value = signature.signature.value
        parts = [value.raw or value.value, *(signed[1:] for signed in value.signed_data[:1])]
        for part in parts:
            position = data.find(part)
            if position >= 0:
                yield [(position, position + len(part))]
    position = data.find(b"Cerere\n")
    if position >= 0:
        yield [(position, data.index(b"100 lei", position) + 7)]
