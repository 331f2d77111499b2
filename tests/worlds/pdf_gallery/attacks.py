"""PDFs whose signature is intact while something else is shown, or that pretend to be signed: one class of attack each.

Sources of the classes: Mladenov et al. 2019 (universal forgery, incremental saving, signature wrapping), Mainka et al. 2021 (shadow
attacks), Rohlmann et al. 2021 (attacks on certification), and what readers are known to disagree on.
"""

import re
from collections.abc import Callable

from tests.worlds.pdf_gallery.writer import (
    ANNOTS,
    CATALOG,
    HABITS,
    PAGE,
    PLACE,
    TEXT_FIELD,
    Habits,
    Signing,
    annotations,
    appearance,
    base,
    cms,
    form,
    last_xref,
    page_content,
    seal,
    sign,
    stream,
    update,
)

FIELDS = "10 0 R 11 0 R 12 0 R 13 0 R 30 0 R"
LISTED = f"{ANNOTS} 30 0 R"


def signed_form(habits: Habits = HABITS[0], **settings: object) -> bytes:
    return sign(base(habits), Signing(**settings), habits)  # type: ignore[arg-type]


def _changed(objects: dict[int, bytes | None], **settings: object) -> Callable[[], bytes]:
    return lambda: update(signed_form(), objects, **settings)  # type: ignore[arg-type]


def _certified(level: int, objects: dict[int, bytes | None]) -> Callable[[], bytes]:
    return lambda: update(signed_form(mdp=level), objects)


def _page(old: str, new: str) -> dict[int, bytes | None]:
    page = f"<<{PAGE}/Annots 14 0 R>>"
    assert old in page
    return {4: page.replace(old, new).encode()}


def _catalog(extra: str, old: str = "", new: str = "") -> dict[int, bytes | None]:
    return {1: f"<<{CATALOG.replace(old, new) if old else CATALOG}{extra}>>".encode()}


def _text(**settings: str) -> bytes:
    values = {"name": "total", "value": "100", "rect": "72 420 222 440", "ap": "18"} | settings
    return f"<<{TEXT_FIELD.format(**{k: v for k, v in values.items() if k != 'extra'})}{values.get('extra', '')}>>".encode()


def _annotation(kind: str, extra: str = "") -> bytes:
    return f"<</Type/Annot/Subtype/{kind}/Rect[72 690 400 730]/F 4/P 4 0 R{extra}>>".encode()


FORGED = page_content("Pay 999 EUR")

CONTENT: dict[str, Callable[[], bytes]] = {
    "content-stream-replaced": _changed({6: FORGED}),
    "content-stream-replaced-in-object-stream-file": lambda: update(
        signed_form(HABITS[3]), {6: FORGED}, habits=HABITS[3]
    ),
    "content-points-elsewhere": _changed({**_page("/Contents 6 0 R", "/Contents 40 0 R"), 40: FORGED}),
    "content-appended": _changed({**_page("/Contents 6 0 R", "/Contents[6 0 R 40 0 R]"), 40: FORGED}),
    "page-font-replaced": _changed(
        {**_page("/F1 8 0 R", "/F1 40 0 R"), 40: b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}
    ),
    "font-object-replaced": _changed({8: b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}),
    "glyphs-swapped": _changed(
        {8: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[49/nine/nine]>>>>"}
    ),
    "image-replaced": _changed({9: stream(b"0 0 500 800 re f", "/Type/XObject/Subtype/Form/BBox[0 0 600 800]")}),
    "image-points-elsewhere": _changed(
        {
            **_page("/Im1 9 0 R", "/Im1 40 0 R"),
            40: stream(b"0 0 500 800 re f", "/Type/XObject/Subtype/Form/BBox[0 0 600 800]"),
        }
    ),
    "media-box": _changed(_page("[0 0 612 792]", "[0 0 612 400]")),
    "crop-box": _changed(_page("/Contents 6", "/CropBox[0 0 612 400]/Contents 6")),
    "page-rotated": _changed(_page("/Contents 6", "/Rotate 180/Contents 6")),
    "page-scaled": _changed(_page("/Contents 6", "/UserUnit 10/Contents 6")),
    "page-removed": _changed({2: b"<</Type/Pages/Kids[4 0 R]/Count 1>>"}),
    "page-added": _changed(
        {
            2: b"<</Type/Pages/Kids[4 0 R 5 0 R 40 0 R]/Count 3>>",
            40: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 41 0 R>>",
            41: FORGED,
        }
    ),
    "pages-swapped": _changed({2: b"<</Type/Pages/Kids[5 0 R 4 0 R]/Count 2>>"}),
    "page-doubled": _changed({2: b"<</Type/Pages/Kids[4 0 R 5 0 R 4 0 R]/Count 3>>"}),
    "page-tree-replaced": _changed(
        {
            **_catalog("", "/Pages 2 0 R", "/Pages 40 0 R"),
            40: b"<</Type/Pages/Kids[41 0 R]/Count 1>>",
            41: b"<</Type/Page/Parent 40 0 R/MediaBox[0 0 612 792]/Contents 42 0 R>>",
            42: FORGED,
        }
    ),
    "page-tree-inherits-box": _changed({2: b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2/Rotate 90>>"}),
    "page-freed": _changed({5: None}),
    "content-freed": _changed({6: None}),
    "catalog-swapped": lambda: update(
        signed_form(),
        {
            40: f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 41 0 R')}>>".encode(),
            41: b"<</Type/Pages/Kids[42 0 R]/Count 1>>",
            42: b"<</Type/Page/Parent 41 0 R/MediaBox[0 0 612 792]/Contents 43 0 R>>",
            43: FORGED,
        },
        root="40 0 R",
    ),
    "layer-switched-on": _changed(_catalog("", "/D<</OFF[20 0 R]/Order[20 0 R]>>", "/D<</Order[20 0 R]>>")),
    "layers-removed": _changed({1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R/Metadata 22 0 R>>"}),
    "open-action": _changed(_catalog("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    "document-actions": _changed(_catalog("/AA<</WP<</S/JavaScript/JS(x\\(\\))>>>>")),
    "document-script": _changed(
        _catalog("/Names<</JavaScript<</Names[(a) 40 0 R]>>>>") | {40: b"<</S/JavaScript/JS(x)>>"}
    ),
    "embedded-file": _changed(
        _catalog("/Names<</EmbeddedFiles<</Names[(a) 40 0 R]>>>>") | {40: b"<</Type/Filespec/F(a)>>"}
    ),
    "page-actions": _changed(_page("/Contents 6", "/AA<</O<</S/JavaScript/JS(x)>>>>/Contents 6")),
    "output-intent": _changed(_catalog("/OutputIntents[<</S/GTS_PDFX/OutputConditionIdentifier(x)>>]")),
    "encryption-added": lambda: update(signed_form(), {40: b"<</Filter/Standard/V 1>>"}, trailer="/Encrypt 40 0 R"),
    "information-names-content": lambda: update(signed_form(), {6: FORGED}, trailer="/Info 6 0 R"),
    "metadata-names-content": _changed({**_catalog("", "/Metadata 22 0 R", "/Metadata 6 0 R"), 6: FORGED}),
    "validation-data-names-content": _changed({**_catalog("/DSS<</Certs[6 0 R]>>"), 6: FORGED}),
    "validation-data-names-resources": _changed(
        {**_catalog("/DSS 2 0 R"), 2: b"<</Type/Pages/Kids[5 0 R 4 0 R]/Count 2>>"}
    ),
}


def _length_trick() -> bytes:
    """The content's /Length is an object of its own, and a longer value shows what the stream hid behind a false end."""
    shown = b"BT /F1 24 Tf 72 700 Td (Pay 100 EUR) Tj ET "
    hidden = shown + b"\nendstream\n BT /F1 24 Tf 72 500 Td (Pay 999 EUR) Tj ET"
    body = b"<</Length 41 0 R>>\nstream\n" + hidden + b"\nendstream"
    plain = update(base(), {6: body, 41: b"%d" % len(shown)})
    return update(sign(plain), {41: b"%d" % len(hidden)})


def _previous_skips() -> bytes:
    """A revision that builds on the file before the signature."""
    unsigned = base()
    signed = sign(unsigned)
    objects = {1: f"<<{CATALOG}>>".encode(), 3: form(FIELDS), 6: FORGED}
    body = re.search(rb"30 0 obj\s*(.*?)\s*endobj", signed, re.S)
    place = signed.index(b"31 0 obj")
    data = update(signed, {**objects, 30: body.group(1) if body else b""}, previous=last_xref(unsigned))
    entry = b"31 1\n%010d 00000 n \n" % place
    at = data.rindex(b"trailer")
    return data[:at] + entry + data[at:]


def _hybrid() -> bytes:
    """A table whose trailer names a cross-reference stream that states another object."""
    signed = signed_form()
    out = bytearray(signed)
    position = len(out)
    out += b"6 0 obj\n" + FORGED + b"\nendobj\n"
    row = bytes([1]) + position.to_bytes(4, "big") + b"\0\0"
    hidden = len(out)
    out += b"50 0 obj\n" + stream(row, "/Type/XRef/W[1 4 2]/Index[6 1]/Size 51/Root 1 0 R") + b"\nendobj\n"
    xref = len(out)
    out += b"xref\n0 0\ntrailer\n<</Size 51/Root 1 0 R/Prev %d/XRefStm %d>>\n" % (last_xref(signed), hidden)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % xref)


def _container_replaced() -> bytes:
    """The object stream that holds the page is replaced; the entries of its objects stay."""
    habits = HABITS[3]
    signed = sign(base(habits), habits=habits)
    places = list(re.finditer(rb"(\d+) 0 obj\n<</Type/ObjStm/N \d+/First", signed))
    holder = int(places[0].group(1))
    numbers = [1, 2, 3, 4, 5, 8, 10, 11, 12, 13, 14, 19, 20, 21]
    bodies = dict.fromkeys(numbers, b"null")
    bodies[1] = f"<<{CATALOG}>>".encode()
    bodies[2] = b"<</Type/Pages/Kids[5 0 R]/Count 1>>"
    texts, index = b"", []
    for number in numbers:
        index.append(f"{number} {len(texts)}")
        texts += bodies[number] + b"\n"
    head = (" ".join(index) + "\n").encode()
    extra = f"/Type/ObjStm/N {len(numbers)}/First {len(head)}"
    return update(signed, {holder: stream(head + texts, extra)}, habits=HABITS[2])


CONTENT |= {
    "length-object-replaced": _length_trick,
    "revision-skips-the-signed-one": _previous_skips,
    "hybrid-cross-references": _hybrid,
    "object-stream-replaced": _container_replaced,
    "object-moved-into-object-stream": lambda: update(
        signed_form(),
        {4: f"<<{PAGE.replace('/Contents 6 0 R', '/Contents 7 0 R')}/Annots 14 0 R>>".encode()},
        packed={4},
    ),
}

FORMS: dict[str, Callable[[], bytes]] = {
    "appearance-without-value": _changed({13: _text(ap="40"), 40: appearance("999")}),
    "appearance-stream-replaced": _changed({18: appearance("999")}),
    "checkbox-states-swapped": _changed({16: appearance(""), 17: appearance("X")}),
    "appearance-removed": _changed({13: _text().replace(b"/AP<</N 18 0 R>>", b"")}),
    "field-moved": _changed({13: _text(rect="72 690 400 730")}),
    "field-hidden-by-flag": _changed({13: _text().replace(b"/F 4", b"/F 2")}),
    "field-hidden-from-page": _changed(annotations(HABITS[0], LISTED.replace("13 0 R ", ""))),
    "field-removed": _changed(
        {3: form(FIELDS.replace("13 0 R ", "")), **annotations(HABITS[0], LISTED.replace("13 0 R ", ""))}
    ),
    "field-added": _changed(
        {
            3: form(FIELDS + " 40 0 R"),
            40: _text(name="more", ap="41"),
            41: appearance("Pay 999"),
            **annotations(HABITS[0], LISTED + " 40 0 R"),
        }
    ),
    "field-renamed": _changed({13: _text(name="subtotal")}),
    "field-type-changed": _changed({13: _text().replace(b"/FT/Tx", b"/FT/Ch")}),
    "field-action": _changed({13: _text(extra="/A<</S/JavaScript/JS(x)>>")}),
    "field-default-appearance": _changed({13: _text().replace(b"/Helv 12 Tf 0 g", b"/Helv 90 Tf 0 g")}),
    "field-border-and-fill": _changed({13: _text(extra="/MK<</BG[0]>>")}),
    "form-font-replaced": _changed(
        {3: form(FIELDS).replace(b"/Helv 8 0 R", b"/Helv 40 0 R"), 40: b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}
    ),
    "form-xfa": _changed({3: form(FIELDS, "/SigFlags 3/XFA 40 0 R"), 40: stream(b"<xdp/>")}),
    "form-calculation-order": _changed({3: form(FIELDS, "/SigFlags 3/CO[13 0 R]")}),
    "form-signature-flags": _changed({3: form(FIELDS, "/SigFlags 0")}),
    "value-is-a-drawing": _changed(
        {13: _text().replace(b"/V(100)", b"/V 40 0 R"), 40: stream(b"0 0 9 9 re f", "/Subtype/Form/BBox[0 0 9 9]")}
    ),
    "widget-without-field": _changed(
        {
            40: _annotation("Widget", "/FT/Tx/AP<</N 41 0 R>>"),
            41: appearance("Pay 999"),
            **annotations(HABITS[0], LISTED + " 40 0 R"),
        }
    ),
    "filled-under-no-changes": _certified(1, {13: _text(value="999", ap="40"), 40: appearance("999")}),
    "signed-under-no-changes": lambda: sign(signed_form(mdp=1), Signing("sig3", 50, fields=FIELDS)),
    "filled-locked-by-field-mdp": lambda: update(
        signed_form(field_mdp="/Action/Include/Fields[(total)]"),
        {13: _text(value="999", ap="40"), 40: appearance("999")},
    ),
    "filled-locked-by-all": lambda: update(
        signed_form(field_mdp="/Action/All"), {13: _text(value="999", ap="40"), 40: appearance("999")}
    ),
    "filled-locked-by-exclusion": lambda: update(
        signed_form(field_mdp="/Action/Exclude/Fields[(name)]"),
        {13: _text(value="999", ap="40"), 40: appearance("999")},
    ),
    "filled-locked-by-field-lock": lambda: update(
        signed_form(lock="/Lock<</Type/SigFieldLock/Action/Include/Fields[(total)]>>"),
        {13: _text(value="999", ap="40"), 40: appearance("999")},
    ),
    "filled-under-lock-level": lambda: update(
        signed_form(lock="/Lock<</Type/SigFieldLock/Action/Include/Fields[(x)]/P 1>>"),
        {13: _text(value="999", ap="40"), 40: appearance("999")},
    ),
    "certification-removed": lambda: update(signed_form(mdp=1), {1: f"<<{CATALOG}>>".encode()}),
    "certification-points-elsewhere": lambda: update(
        signed_form(mdp=1), {1: f"<<{CATALOG}/Perms<</DocMDP 40 0 R>>>>".encode(), 40: b"<</Type/Sig>>"}
    ),
}


def _direct_annotations(normal: str) -> dict[int, bytes | None]:
    """A page with many annotations that are no objects of their own; what the last one shows."""
    links = " ".join(f"<</Subtype/Link/Rect[{left} 0 {left + 1} 1]>>" for left in range(9))
    stamp = f"<</Subtype/Stamp/Rect[300 500 500 520]/F 4/AP<</N {normal}>>>>"
    return annotations(HABITS[0], f"{LISTED} {links} {stamp}")


ANNOTATIONS: dict[str, Callable[[], bytes]] = {
    "text-laid-over": _changed(
        {
            40: _annotation("FreeText", "/Contents(Pay 999)/DA(/Helv 24 Tf)"),
            **annotations(HABITS[0], LISTED + " 40 0 R"),
        }
    ),
    "stamp-laid-over": _changed(
        {
            40: _annotation("Stamp", "/AP<</N 41 0 R>>"),
            41: appearance("Pay 999"),
            **annotations(HABITS[0], LISTED + " 40 0 R"),
        }
    ),
    "comment-under-form-filling": _certified(
        2, {40: _annotation("Text"), **annotations(HABITS[0], LISTED + " 40 0 R")}
    ),
    "comment-changed-under-form-filling": _certified(
        2, {19: b"<</Type/Annot/Subtype/Text/Rect[300 500 320 520]/Contents(forged)/F 4/P 4 0 R>>"}
    ),
    "comment-removed": _changed(annotations(HABITS[0], LISTED.replace("19 0 R ", ""))),
    "link-added": _changed(
        {40: _annotation("Link", "/A<</S/URI/URI(http://x)>>"), **annotations(HABITS[0], LISTED + " 40 0 R")}
    ),
    "annotations-on-other-page": _changed(
        {5: f"<<{PAGE.replace('/Contents 6', '/Contents 7')}/Annots[40 0 R]>>".encode(), 40: _annotation("FreeText")}
    ),
    "numbers-become-a-reference-to-an-appearance": lambda: update(
        sign(update(base(), {41: appearance("Pay 999"), **_direct_annotations("[41 0]")})),
        _direct_annotations("41 0 R"),
    ),
}


def _spoofed_reason() -> bytes:
    """The signature dictionary stated once more with another reason."""
    signed = signed_form()
    body = re.search(rb"31 0 obj\s*(.*?)\s*endobj", signed, re.S)
    assert body is not None
    return update(signed, {31: body.group(1).replace(b"(approved)", b"(rejected)")})


def _byte_range(text: bytes) -> Callable[[], bytes]:
    """The signature with another /ByteRange, the value made over what it names as far as that goes."""

    def make() -> bytes:
        signed = signed_form()
        found = re.search(rb"/ByteRange \[[^\]]*\]", signed)
        assert found is not None
        return signed[: found.start()] + text.ljust(len(found.group())) + signed[found.end() :]

    return make


def _wrapped() -> bytes:
    """Signature wrapping: the signed tail is moved to the end; where it says that the table is, the attacker puts another one, with
    other objects, between the value and the tail."""
    signed = signed_form()
    numbers = [int(n) for n in re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", signed)[0]]
    first, second = signed[: numbers[1]], signed[numbers[2] :]
    inner = signed[numbers[1] : numbers[2]]
    xref = last_xref(signed)
    table = signed[xref : signed.index(b"startxref", xref)]
    place = xref + len(table) + len(b"6 1\n") + 20
    table = table.replace(b"trailer", b"6 1\n%010d 00000 n \ntrailer" % place)
    middle = signed[numbers[2] : xref] + table + b"6 0 obj\n" + FORGED + b"\nendobj\n"
    text = b"/ByteRange [0 %010d %010d %010d]" % (len(first), len(first) + len(inner) + len(middle), len(second))
    old = re.search(rb"/ByteRange \[[^\]]*\]", first)
    assert old is not None
    first = first[: old.start()] + text + first[old.end() :]
    value = cms(first + second).hex().encode().ljust(PLACE, b"0")
    inner = b"<" + value + inner[1 + len(value) :]
    return first + inner + middle + second


def _shifted(data: bytes, by: int) -> bytes:
    """``data`` with the last startxref moved, after bytes were put in before the table."""
    at = data.rindex(b"startxref") + 10
    old = last_xref(data)
    return data[:at] + b"%d" % (old + by) + data[at + len(str(old)) :]


def _gap_too_wide() -> bytes:
    """The gap takes in what follows /Contents, which is then not signed: a second /Reason."""
    signed = signed_form(reason="approved")
    place = signed.index(b"/Contents <") + 10
    end = place + PLACE + 2
    signed = _shifted(signed[:end] + b"/Reason(rejected)" + signed[end:], 17)
    text = b"/ByteRange [0 %010d %010d %010d]" % (place, end + 17, len(signed) - end - 17)
    old = re.search(rb"/ByteRange \[[^\]]*\]", signed)
    assert old is not None
    signed = signed[: old.start()] + text + signed[old.end() :]
    value = cms(signed[:place] + signed[end + 17 :]).hex().encode().ljust(PLACE, b"0")
    return signed[: place + 1] + value + signed[place + 1 + len(value) :]


def _second_contents() -> bytes:
    """Two /Contents entries: readers take one or the other."""
    signed = signed_form()
    place = signed.index(b"/Contents <")
    end = place + 10 + PLACE + 2
    doubled = _shifted(signed[:end] + b"/Contents <00>" + signed[end:], 14)
    found = [int(n) for n in re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", signed)[0]]
    text = b"/ByteRange [0 %010d %010d %010d]" % (found[1], found[2], len(doubled) - found[2])
    old = re.search(rb"/ByteRange \[[^\]]*\]", doubled)
    assert old is not None
    doubled = doubled[: old.start()] + text + doubled[old.end() :]
    value = cms(doubled[: found[1]] + doubled[found[2] :]).hex().encode().ljust(PLACE, b"0")
    return doubled[: found[1] + 1] + value + doubled[found[1] + 1 + len(value) :]


def _after_value() -> bytes:
    """Bytes after the CMS in /Contents, which nothing protects."""
    signed = signed_form()
    end = signed.index(b"/Contents <") + 11 + PLACE
    return signed[: end - 40] + b"DEADBEEF" * 5 + signed[end:]


def _overlapping() -> bytes:
    """A second signature whose gap lies inside of what the first one covers."""
    twice = sign(signed_form(), Signing("sig3", 50, fields=FIELDS))
    ranges = list(re.finditer(rb"/ByteRange \[[^\]]*\]", twice))
    numbers = [int(n) for n in re.findall(rb"\d+", ranges[1].group())]
    text = b"/ByteRange [0 %010d %010d %010d]" % (numbers[1] - 4000, numbers[2], numbers[3])
    return twice[: ranges[1].start()] + text + twice[ranges[1].end() :]


def _out_of_reach(start: bytes, padding: bytes = b"") -> bytes:
    """An update with an object that no cross-reference names, and whose ``startxref`` is not where or what readers look for: they rebuild
    the file, with that object."""
    signed = update(signed_form(), {50: stream(b"x" * 5_000)})
    data = signed + b"6 0 obj\n" + FORGED + b"\nendobj\n"
    trailer = b"xref\n0 0\ntrailer\n<</Size 60/Root 1 0 R/Prev %d>>\n" % last_xref(signed)
    return data + trailer + start + b"%d\n%%%%EOF\n" % len(data) + padding


def _without_cross_references(tail: bytes) -> Callable[[], bytes]:
    return lambda: signed_form() + b"6 0 obj\n" + FORGED + b"\nendobj\n" + tail


SIGNATURES: dict[str, Callable[[], bytes]] = {
    "reason-spoofed": _spoofed_reason,
    "signature-replaced": lambda: update(
        signed_form(),
        {
            30: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(sig1)/Rect[0 0 0 0]/F 132/P 4 0 R/V 40 0 R>>",
            40: b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>",
        },
    ),
    "signature-taken-away": lambda: update(
        sign(signed_form(), Signing("sig3", 50, fields=FIELDS)),
        {30: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(sig1)/Rect[0 0 0 0]/F 132/P 4 0 R>>"},
    ),
    "signature-field-removed": lambda: update(
        sign(signed_form(), Signing("sig3", 50, fields=FIELDS)), {3: form(FIELDS.replace(" 30 0 R", "") + " 50 0 R")}
    ),
    "signature-hidden-from-form": _changed({3: form(FIELDS.replace(" 30 0 R", ""))}),
    "form-removed": _changed({1: f"<<{CATALOG.replace('/AcroForm 3 0 R', '')}>>".encode()}),
    "byte-range-missing": _byte_range(b""),
    "byte-range-null": _byte_range(b"/ByteRange null"),
    "byte-range-empty": _byte_range(b"/ByteRange []"),
    "byte-range-zeros": _byte_range(b"/ByteRange [0 0 0 0]"),
    "byte-range-two-numbers": _byte_range(b"/ByteRange [0 100]"),
    "byte-range-negative": _byte_range(b"/ByteRange [0 -1 10 20]"),
    "byte-range-not-from-start": _byte_range(b"/ByteRange [10 100 200 300]"),
    "byte-range-outside": _byte_range(b"/ByteRange [0 100 200 99999999]"),
    "byte-range-backwards": _byte_range(b"/ByteRange [0 5000 100 300]"),
    "byte-range-names": _byte_range(b"/ByteRange [/a /b /c /d]"),
    "gap-too-wide": _gap_too_wide,
    "wrapped": _wrapped,
    "two-contents": _second_contents,
    "bytes-after-the-value": _after_value,
    "overlapping-signatures": _overlapping,
    "objects-after-the-end": _without_cross_references(b""),
    "objects-and-end-mark-after-the-end": _without_cross_references(b"%%EOF\n"),
    "trailer-without-table": _without_cross_references(b"trailer\n<</Root 1 0 R/Size 60>>\nstartxref\n0\n%%EOF\n"),
    "start-of-table-wrong": _without_cross_references(b"startxref\n7\n%%EOF\n"),
    "padded-out-of-reach": lambda: _out_of_reach(b"startxref\n", b" " * 4_500),
    "startxref-is-no-word": lambda: _out_of_reach(b"xstartxref\n"),
    "text-after-the-end": lambda: signed_form() + b"Pay 999 EUR",
    "contents-empty": lambda: re.sub(
        rb"/Contents <[0-9a-fA-F]+>", lambda m: b"/Contents <" + b"0" * PLACE + b">", signed_form()
    ),
    "contents-no-cms": lambda: re.sub(rb"/Contents <30", b"/Contents <31", signed_form()),
}

ROLES: dict[str, Callable[[], bytes]] = {
    "signature-laid-over-page": lambda: _laid_over("0 0 612 792"),
    "signature-laid-over-what-is-shown-of-the-page": lambda: _laid_over("0 530 612 792", CROPPED),
    "signature-laid-over-field": lambda: _laid_over("70 415 230 445"),
    "page-gets-another-parent": _changed(
        {
            **_page("/Parent 2 0 R", "/Parent 40 0 R"),
            40: b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2/Rotate 90>>",
        }
    ),
    "structure-is-the-page-tree": lambda: prepared(
        {1: f"<<{CATALOG}/StructTreeRoot 2 0 R>>".encode(), 2: b"<</Type/StructElem/Kids[4 0 R 5 0 R]/Count 2>>"},
        {2: b"<</Type/StructElem/Kids[5 0 R 4 0 R]/Count 2>>"},
    ),
    "script-tree-looks-like-structure": lambda: prepared(
        {
            1: f"<<{CATALOG}/Names<</JavaScript 41 0 R>>>>".encode(),
            41: b"<</Limits[(a)(a)]/Names[(a) 42 0 R]>>",
            42: b"<</S/JavaScript/JS(x)>>",
        },
        {41: b"<</Limits[(a)(b)]/Names[(a) 43 0 R]>>", 43: b"<</S/JavaScript/JS(y)>>"},
    ),
    "annotation-is-a-font-list": lambda: prepared(
        {
            4: f"<<{PAGE.replace('/Font<</F1 8 0 R>>', '/Font 19 0 R')}/Annots 14 0 R>>".encode(),
            19: b"<</Type/Annot/Subtype/Text/Rect[300 500 320 520]/Contents(a)/F 4/F1 8 0 R>>",
        },
        {
            19: b"<</Type/Annot/Subtype/Text/Rect[300 500 320 520]/Contents(a)/F 4/F1 44 0 R>>",
            44: b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>",
        },
    ),
    "field-is-a-drawing-list": lambda: prepared(
        {
            4: f"<<{PAGE.replace('/XObject<</Im1 9 0 R>>', '/XObject 13 0 R')}/Annots 14 0 R>>".encode(),
            13: _text(extra="/Im1 9 0 R"),
        },
        {13: _text(value="999", ap="45", extra="/Im1 9 0 R"), 45: appearance("999")},
    ),
}


def prepared(before: dict[int, bytes | None], after: dict[int, bytes | None]) -> bytes:
    """A file that the attacker made before it was signed, so that one object plays two parts."""
    return update(sign(update(base(), before)), after)


CROPPED: dict[int, bytes | None] = _page("[0 0 612 792]", "[0 0 6120 7920]/CropBox[0 530 612 792]")
"""A page of which a small part is shown."""


def _laid_over(rectangle: str, before: dict[int, bytes | None] | None = None) -> bytes:
    """A further signature whose field is shown over what was signed (sneaky signature)."""
    signed = sign(update(base(), before) if before else base(), Signing(mdp=2))
    data = sign(signed, Signing("sig3", 50, fields=FIELDS))
    place = data.rindex(b"/Rect[0 0 0 0]")
    data = data[:place] + f"/Rect[{rectangle}]".encode() + data[place + 14 :]
    objects: dict[int, bytes | None] = {}
    for match in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", data[len(signed) :], re.S):
        body = re.sub(rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 0000000000 0000000000 0000000000]", match.group(2))
        body = re.sub(rb"/Contents <[0-9a-f]+>", b"/Contents <" + b"0" * PLACE + b">", body)
        objects[int(match.group(1))] = body
    return seal(update(signed, objects))


UNUSUAL: dict[str, Callable[[], bytes]] = {"sub-filter-unknown": lambda: signed_form(sub_filter="no.such.filter")}
"""Not as the standard wants it, but nothing else is shown than was signed: told, and left to the policy."""
