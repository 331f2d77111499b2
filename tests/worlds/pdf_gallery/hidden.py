"""Attacks on whoever looks for what changed: objects that come where a reference led to nothing, references and object streams that are
written so that a search misses them, numbers that readers count in two ways.

In most of them the attacker prepares the file before it is signed; what is shown then is not what is shown after the update.
"""

import re
from collections.abc import Callable

from tests.worlds.pdf_gallery.attacks import FIELDS, FORGED, prepared, signed_form
from tests.worlds.pdf_gallery.writer import (
    ANNOTS,
    CATALOG,
    HABITS,
    PAGE,
    PLACE,
    TEXT_FIELD,
    Signing,
    annotations,
    appearance,
    base,
    form,
    last_xref,
    page_content,
    seal,
    sign,
    stream,
    update,
)

Objects = dict[int, bytes | None]


def _page(old: str = "", new: str = "") -> Objects:
    return {4: f"<<{PAGE.replace(old, new) if old else PAGE}/Annots 14 0 R>>".encode()}


def _text(entries: str) -> bytes:
    return f"<<{TEXT_FIELD.format(name='total', value='100', rect='72 420 222 440', ap=18)}>>".replace(
        "/V(100)", entries
    ).encode()


def _coming(before: Objects, after: Objects) -> Callable[[], bytes]:
    return lambda: prepared(before, after)


TWO_CONTENTS = _page("/Contents 6 0 R", "/Contents[6 0 R 77 0 R]")
NOTE = b"<</Type/Annot/Subtype/FreeText/Rect[72 690 400 730]/F 4/P 5 0 R/Contents(Pay 999)/DA(/Helv 24 Tf)>>"
SYMBOL = b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"


def _in_stream(
    number: int, body: bytes, kind: bytes, filters: bytes = b"", encode: Callable[[bytes], bytes] = bytes
) -> bytes:
    """An unsigned file whose object ``number`` is in an object stream that is written in a way of its own."""
    plain = update(base(), {})
    out = bytearray(plain)
    holder, table = 60, 61
    head = b"%d 0 " % number
    content = encode(head + body)
    place = len(out)
    out += b"%d 0 obj\n<<%s/N 1/First %d%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        holder, kind, len(head), filters, len(content), content
    )  # fmt: skip
    xref = len(out)
    rows = bytes([2, 0, 0, 0, holder, 0, 0]) + bytes([1]) + place.to_bytes(4, "big") + bytes(2)
    rows += bytes([1]) + xref.to_bytes(4, "big") + bytes(2)
    entries = f"/Type/XRef/W[1 4 2]/Index[{number} 1 {holder} 2]/Size 62/Root 1 0 R/Prev {last_xref(plain)}"
    out += b"%d 0 obj\n%s\nendobj\n" % (table, stream(rows, entries))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % xref)


def _lzw(data: bytes) -> bytes:
    """LZW without any compression: the table is cleared before a code gets longer than nine bits."""
    codes = [256]
    for index, value in enumerate(data):
        if index and index % 200 == 0:
            codes.append(256)
        codes.append(value)
    bits = "".join(f"{code:09b}" for code in [*codes, 257])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


PAGE_BODY = f"<<{PAGE}/Annots 14 0 R>>".encode()


def _page_in_stream(**settings: object) -> Callable[[], bytes]:
    return lambda: update(sign(_in_stream(4, PAGE_BODY, **settings)), {6: FORGED})  # type: ignore[arg-type]


def _container_without_type() -> bytes:
    """The object stream that holds the page does not say that it is one, and is replaced."""
    data = sign(_in_stream(4, PAGE_BODY, b""))
    other = b"4 0 " + PAGE_BODY.replace(b"/Contents 6 0 R", b"/Contents 7 0 R")
    return update(data, {60: stream(other, "/N 1/First 4")})


def _container_is_content() -> bytes:
    """An object stream that a page shows as its content too, replaced by one that holds the same object."""
    shown = b"BT /F1 24 Tf 72 650 Td (Pay %d EUR) Tj ET"
    body = b"<</Type/OCG/Name(Layer)>> " + shown % 100
    data = _in_stream(20, body, b"/Type/ObjStm")
    data = sign(update(data, _page("/Contents 6 0 R", "/Contents[6 0 R 60 0 R]")))
    return update(data, {60: stream(b"20 0 <</Type/OCG/Name(Layer)>> " + shown % 999, "/Type/ObjStm/N 1/First 5")})


def _table_is_content() -> bytes:
    """Content that calls itself a cross-reference stream."""
    shown = b"BT /F1 24 Tf 72 650 Td (Pay %d EUR) Tj ET"
    return prepared({**TWO_CONTENTS, 77: stream(shown % 100, "/Type/XRef")}, {77: stream(shown % 999, "/Type/XRef")})


def _table_is_resources() -> bytes:
    """A cross-reference stream whose dictionary a page has for its resources too: it names the document's information as a drawing."""
    drawing = "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 8 0 R>>>>"
    shown = b"BT /F1 24 Tf 72 650 Td (Pay %d EUR) Tj ET"
    page = re.sub(r"/Resources<<.*>>>>/Contents", "/Resources 80 0 R/Contents", PAGE)
    data = update(
        base(),
        {
            4: f"<<{page}/Annots 14 0 R>>".encode(),
            6: stream(b"/Im Do"),
            77: stream(shown % 100, drawing),
        },
    )
    xref = len(data)
    entries = "/Type/XRef/W[1 4 2]/Index[80 1]/Size 81/Root 1 0 R/Info 77 0 R/XObject<</Im 77 0 R>>/Font<</F1 8 0 R>>"
    row = bytes([1]) + xref.to_bytes(4, "big") + bytes(2)
    data += b"80 0 obj\n%s\nendobj\n" % stream(row, f"{entries}/Prev {last_xref(data)}")
    signed = sign(data + b"startxref\n%d\n%%%%EOF\n" % xref)
    return update(signed, {77: stream(shown % 999, drawing)}, trailer="/Info 77 0 R")


def _kind_to_come() -> bytes:
    """A cross-reference stream that states object 6 with a kind that stands for the null object."""
    data = signed_form()
    xref = len(data)
    rows = bytes([3, 0, 0, 0, 0, 0, 0]) + bytes([1]) + xref.to_bytes(4, "big") + bytes(2)
    entries = f"/Type/XRef/W[1 4 2]/Index[6 1 60 1]/Size 61/Root 1 0 R/Prev {last_xref(data)}"
    return data + b"60 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(rows, entries), xref)


def _numbered_in_two_ways() -> bytes:
    """A table that says to start at object 1 with the entry that only object 0 has: some readers count from 0 then, others do not."""
    data = signed_form()
    place = len(data)
    data += b"6 0 obj\n" + FORGED + b"\nendobj\n"
    xref = len(data)
    rows = b"0000000000 65535 f \n" + b"%010d 00000 n \n" % place
    table = b"xref\n1 1\n0000000000 65535 f \n6 1\n" + rows[20:]
    return (
        data + table + b"trailer\n<</Size 60/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (last_xref(data), xref)
    )


def _head_written(
    head: bytes, number: int = 77, before: Objects | None = None, body: bytes = FORGED
) -> Callable[[], bytes]:
    """An object comes where a reference led to nothing, with a head that some readers take for one and others do not."""

    def make() -> bytes:
        data = prepared(TWO_CONTENTS if before is None else before, {})
        place = len(data)
        data += head + b"\n" + body + b"\nendobj\n"
        table = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
        trailer = b"trailer\n<</Size 79/Root 1 0 R/Prev %d>>\n" % last_xref(data)
        return data + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(data)

    return make


def _container_with_odd_head() -> bytes:
    """The object that comes is in an object stream whose head only some readers take for one."""
    data = prepared(TWO_CONTENTS, {})
    content = b"77 0 [40 0 R]"
    forged = len(data)
    data += b"40 0 obj\n" + FORGED + b"\nendobj\n"
    place = len(data)
    data += b"80 0 %c\nobj\n" + stream(content, "/Type/ObjStm/N 1/First 5") + b"\nendobj\n"
    xref = len(data)
    rows = bytes([1]) + forged.to_bytes(4, "big") + bytes(2) + bytes([2, 0, 0, 0, 80, 0, 0])
    rows += b"".join(bytes([1]) + position.to_bytes(4, "big") + bytes(2) for position in (place, xref))
    entries = f"/Type/XRef/W[1 4 2]/Index[40 1 77 1 80 2]/Size 82/Root 1 0 R/Prev {last_xref(data)}"
    return data + b"81 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(rows, entries), xref)


ANNOTATIONS_TO_COME: Objects = {5: f"<<{PAGE.replace('/Contents 6', '/Contents 7')}/Annots 77 0 R>>".encode()}


def _size_shrinks() -> bytes:
    """A trailer by whose /Size the objects of the pages don't exist for readers that heed it."""
    data = update(signed_form(), {22: _metadata("x")})
    at = data.rindex(b"/Size ")
    return data[:at] + re.sub(rb"/Size \d+", b"/Size 4", data[at:])


def _size_grows(reference: str) -> bytes:
    """A signed trailer by whose /Size there is no object 77, and an update that changes nothing but that."""
    signed = sign(update(base(), {**_page("/Contents 6 0 R", f"/Contents[6 0 R{reference}]"), 77: FORGED}))
    at = signed.rindex(b"/Size ")
    signed = signed[:at] + re.sub(rb"/Size \d+", b"/Size 60", signed[at:])
    signed = _behind_a_prefix(signed, b"")
    return _closed(bytearray(signed), b"0 0\n")


def _root_twice() -> bytes:
    """A trailer with two catalogs, of which the last is the signed one."""
    out = bytearray(signed_form())
    place = _object(out, 40, f"<<{CATALOG.replace('/Pages 2 0 R', '/Pages 5 0 R')}>>".encode())
    return _closed(out, b"40 1\n" + _used(place)).replace(
        b"<</Size 100/Root 1 0 R", b"<</Size 100/Root 40 0 R/Root 1 0 R"
    )


def _object_in_gap() -> bytes:
    """The signed table says that the page's content stands where the signature's value will be: it is put among the digits there."""
    pages = {**_page("/Contents 6 0 R", "/Contents 77 0 R"), 40: FORGED}

    def prepare(place: int) -> tuple[bytes, int]:
        plain = base()
        start = last_xref(plain) + len(b"xref\n")
        plain = plain[:start] + b"77 1\n%010d 00000 n \n" % place + plain[start:]
        data = sign(update(plain, pages))
        return data, data.index(b"/Contents <") + PLACE - 50

    data, place = prepare(prepare(0)[1])
    text = b"77 0 obj[40 0 R]endobj "
    return data[:place] + text + data[place + len(text) :]


def _letters_among_digits() -> bytes:
    data = signed_form()
    place = data.index(b"/Contents <") + PLACE - 50
    text = b"(HIJKLMN)"
    return data[:place] + text + data[place + len(text) :]


def _dictionary(old: bytes, new: bytes) -> Callable[[], bytes]:
    """The signature with its dictionary written otherwise, the value made over that."""

    def make() -> bytes:
        data = signed_form()
        end = len(base())
        body = re.search(rb"31 0 obj\n(.*?)\nendobj", data, re.S)
        assert body is not None
        assert old in body.group(1)
        empty = re.sub(rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 0000000000 0000000000 0000000000]", body.group(1))
        empty = re.sub(rb"/Contents <[0-9a-f]+>", b"/Contents <" + b"0" * PLACE + b">", empty)
        return _resealed(data[:end], {31: empty.replace(old, new, 1)})

    return make


def _resealed(plain: bytes, objects: Objects) -> bytes:
    field = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(sig1)/Rect[0 0 0 0]/F 132/P 4 0 R/V 31 0 R>>"
    more = {30: field, 3: form(FIELDS), **annotations(HABITS[0], f"{ANNOTS} 30 0 R")}
    return seal(update(plain, {**more, **objects}))


def _head_in_string(fake: str) -> Callable[[], bytes]:
    """The document's information is the content of a page too; the reference from the page stands behind what looks like the head of
    another object, in a string."""

    def make() -> bytes:
        page = f"<<{PAGE.replace('/Contents 6 0 R', f'/Remark({fake}/Contents 77 0 R')}/Annots 14 0 R>>".encode()
        content = FORGED.replace(b"999", b"100")
        plain = update(base(), {4: page, 77: content}, trailer="/Info 77 0 R")
        return update(sign(plain), {77: FORGED}, trailer="/Info 77 0 R")

    return make


def _beyond_its_end(text: str) -> bytes:
    """Content whose /Length goes on behind its end, over what looks like more of it."""
    shown = b"BT /F1 24 Tf 72 650 Td (Pay 100) Tj ET"
    more = f"BT /F1 24 Tf 72 500 Td ({text}) Tj ET".encode()
    return b"<</Length %d>>\nstream\n%s\nendstream\n%s" % (len(shown) + 11 + len(more), shown, more)


def _masked(entries: str) -> bytes:
    image = "/Type/XObject/Subtype/Image/Width 8/Height 1/BitsPerComponent 1/ColorSpace/DeviceGray"
    return stream(b"\x0f", image + entries)


def _keyword_written(keyword: bytes) -> Callable[[], bytes]:
    """Content whose keyword is written so that not everybody takes it for a stream, replaced by other content of the same dictionary."""
    shown = b"BT /F1 24 Tf 72 650 Td (Pay %d) Tj ET"
    bodies = [b"<</Length 38>>%s%s\nendstream" % (keyword, shown % amount) for amount in (100, 999)]
    return _coming({6: bodies[0]}, {6: bodies[1]})


def _drawing(text: str) -> bytes:
    content = f"BT /F1 24 Tf 72 650 Td ({text}) Tj ET".encode()
    return stream(content, "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 8 0 R>>>>")


def _drawing_named(name: str, mdp: int = 0) -> Callable[[], bytes]:
    """A page that draws a resource of a name by which other dictionaries point back to what holds them."""

    def make() -> bytes:
        pages = _page("/Im1 9 0 R", f"/{name} 9 0 R")
        before = {**pages, 6: stream(f"/{name} Do".encode()), 9: _drawing("Pay 100")}
        after = {**_page("/Im1 9 0 R", f"/{name} 40 0 R"), 40: _drawing("Pay 999")}
        return update(sign(update(base(), before), Signing(mdp=mdp)), after)

    return make


def _box(appearance_number: int) -> bytes:
    """A check box whose state when checked is called P."""
    return (
        b"<</Type/Annot/Subtype/Widget/FT/Btn/T(agree)/V/P/AS/P/Rect[72 460 92 480]/F 4/P 4 0 R"
        b"/AP<</N<</P %d 0 R/Off 17 0 R>>>>>>" % appearance_number
    )


def _dangling() -> bytes:
    """A signed file whose page shows object 77 too, which is not there."""
    return prepared(TWO_CONTENTS, {})


def _closed(out: bytearray, table: bytes, trailer: str = "") -> bytes:
    """``out`` as an update that ends in a table."""
    xref = len(out)
    entries = f"/Size 100/Root 1 0 R/Prev {last_xref(bytes(out))}{trailer}"
    return bytes(out + b"xref\n" + table + f"trailer\n<<{entries}>>\nstartxref\n{xref}\n%%EOF\n".encode())


def _object(out: bytearray, number: int, body: bytes) -> int:
    """Adds an object, and returns where it stands."""
    place = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return place


def _row(kind: int, position: int, rest: int = 0) -> bytes:
    return bytes([kind]) + position.to_bytes(4, "big") + rest.to_bytes(2, "big")


def _used(place: int) -> bytes:
    return b"%010d 00000 n \n" % place


UNUSED = b"0000000000 00000 f \n"


def _two_tables(data: bytes, number: int, tabled: bytes | None, streamed: bytes | None) -> bytes:
    """A hybrid update whose table and whose stream state an object each in its way; None: as not in use."""
    out = bytearray(data)
    row = _row(0, 0) if streamed is None else _row(1, _object(out, number, streamed))
    entry = UNUSED if tabled is None else _used(_object(out, number, tabled))
    table = stream(row, f"/Type/XRef/W[1 4 2]/Index[{number} 1]/Size 100/Root 1 0 R")
    hidden = _object(out, 98, table)
    return _closed(out, b"%d 1\n" % number + entry, f"/XRefStm {hidden}")


def _odd_entry(entry: bytes) -> Callable[[], bytes]:
    """One entry in the middle of a table that is not written as the others are."""

    def make() -> bytes:
        out = bytearray(_dangling())
        place = _object(out, 77, FORGED)
        return _closed(out, b"76 3\n" + UNUSED + entry % place + UNUSED)

    return make


def _uneven_entries() -> bytes:
    """Entries that are not 20 bytes long: readers that count on it cut off the first digits of the last one."""
    out = bytearray(_dangling())
    while len(out) < 20_000:
        out += b"%" + b" " * 100 + b"\n"
    forged = _object(out, 77, FORGED)
    place = 1_000_000 + forged
    out += b" " * (place - len(out))
    _object(out, 77, b"null")
    table = UNUSED[:-2] + b"\n"
    return _closed(out, b"73 5\n" + table * 4 + _used(place)[:-2] + b"\n" + b" " * 10)


def _short_entries() -> bytes:
    """An update whose entries are 19 bytes long."""
    out = bytearray(signed_form())
    rows = [_used(_object(out, number, stream(b"left over")))[:-2] + b"\n" for number in range(90, 95)]
    return _closed(out, b"90 5\n" + b"".join(rows) + b"22 1\n" + _used(_object(out, 22, _metadata("x")))[:-2] + b"\n")


def _stated_twice(*, in_stream: bool) -> bytes:
    """Two entries for one object in one section."""
    out = bytearray(signed_form())
    places = [_object(out, 6, body) for body in (CONTENT, FORGED)]
    if not in_stream:
        return _closed(out, b"".join(b"6 1\n" + _used(place) for place in places))
    return _ending_in_stream(out, [(6, _row(1, place)) for place in places], 61)


OTHER_PAGE = PAGE_BODY.replace(b"/Contents 6 0 R", b"/Contents 40 0 R")


def _in_stream_twice(data: bytes, index: int, bodies: tuple[bytes, bytes]) -> bytes:
    """An update whose object stream holds the page twice; it says which one it means."""
    out = bytearray(data)
    content = _object(out, 40, FORGED)
    head = b"4 0 4 %d " % (len(bodies[0]) + 1)
    holder = _object(out, 60, stream(head + b" ".join(bodies), f"/Type/ObjStm/N 2/First {len(head)}"))
    return _ending_in_stream(out, [(4, _row(2, 60, index)), (40, _row(1, content)), (60, _row(1, holder))], 61)


def _ending_in_stream(out: bytearray, rows: list[tuple[int, bytes]], number: int) -> bytes:
    """``out`` as an update that ends in a cross-reference stream."""
    xref = len(out)
    index = " ".join(f"{n} 1" for n in (*[n for n, _ in rows], number))
    entries = f"/Type/XRef/W[1 4 2]/Index[{index}]/Size 100/Root 1 0 R/Prev {last_xref(bytes(out))}"
    _object(out, number, stream(b"".join(row for _, row in rows) + _row(1, xref), entries))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % xref)


def _other_index() -> bytes:
    """The page is in an object stream twice; the update has the second one."""
    signed = sign(_in_stream_twice(update(base(), {}), 0, (PAGE_BODY, OTHER_PAGE)))
    return _ending_in_stream(bytearray(signed), [(4, _row(2, 60, 1))], 62)


def _leads_beside() -> bytes:
    """An entry that is some bytes off: readers that repair the file find the object all the same."""
    out = bytearray(_dangling())
    return _closed(out, b"77 1\n" + _used(_object(out, 77, FORGED) + 30))


def _behind_a_prefix(signed: bytes, prefix: bytes) -> bytes:
    """A signed file with bytes before its header, from which its places are counted, as when it came that way."""
    signed = re.sub(rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 0000000000 0000000000 0000000000]", signed)
    return seal(prefix + re.sub(rb"/Contents <[0-9a-f]{100,}>", b"/Contents <" + b"0" * PLACE + b">", signed))


PREFIX = b"junk" * 50 + b"\n"


def _counted_in_two_ways() -> bytes:
    """A harmless object where readers are led that count from the start of the file, another one where those are that count from its
    header."""
    out = bytearray(_behind_a_prefix(_dangling(), PREFIX))
    place = _object(out, 77, b"null")
    out += b" " * (place + len(PREFIX) - len(out))
    _object(out, 77, FORGED)
    xref = len(out) - len(PREFIX)
    data = _closed(out, b"77 1\n" + _used(place))
    return data.replace(b"startxref\n%d\n" % len(out), b"startxref\n%d\n" % xref)


def _prefixed() -> bytes:
    data = _behind_a_prefix(_dangling(), PREFIX)
    out = bytearray(data)
    place = _object(out, 22, _metadata("x"))
    data = _closed(out, b"22 1\n" + _used(place - len(PREFIX)))
    return data.replace(b"startxref\n%d\n" % len(out), b"startxref\n%d\n" % (len(out) - len(PREFIX)))


def _metadata(text: str) -> bytes:
    return stream(f"<{text}/>".encode(), "/Type/Metadata/Subtype/XML")


def _repeated_stream(*, last: bool) -> bytes:
    """Updates before and after signing whose trailers are copied from an older one, with the name of its stream; ``last``: the last one is
    such an update too."""
    out = bytearray(base())
    row = _row(1, _object(out, 22, _metadata("a")))
    copied = f"/XRefStm {_object(out, 98, stream(row, '/Type/XRef/W[1 4 2]/Index[22 1]/Size 100/Root 1 0 R'))}"
    data = _closed(out, b"0 0\n", copied)

    def again(data: bytes, text: str) -> bytes:
        out = bytearray(data)
        place = _object(out, 22, _metadata(text))
        return _closed(out, b"22 1\n" + _used(place), copied)

    data = sign(again(data, "b"))
    return again(data, "c") if last else update(data, {22: _metadata("d")})


CONTENT = page_content("Pay 100 EUR")
LENGTH = CONTENT[CONTENT.index(b"/Length ") + 8 : CONTENT.index(b">>")]

HIDDEN: dict[str, Callable[[], bytes]] = {
    "content-comes": _coming(TWO_CONTENTS, {77: FORGED}),
    "content-was-null": _coming({**TWO_CONTENTS, 77: b"null"}, {77: FORGED}),
    "content-was-free": _coming({**TWO_CONTENTS, 77: None}, {77: FORGED}),
    "content-comes-in-object-stream-file": lambda: update(
        sign(update(base(HABITS[3]), TWO_CONTENTS, habits=HABITS[3]), habits=HABITS[3]), {77: FORGED}, habits=HABITS[3]
    ),
    "appearance-comes": _coming({13: _text("/V(100)").replace(b"/N 18 0 R", b"/N 77 0 R")}, {77: appearance("999")}),
    "font-comes": _coming(_page("/F1 8 0 R", "/F1 77 0 R"), {77: SYMBOL}),
    "page-comes": _coming(
        {2: b"<</Type/Pages/Kids[4 0 R 5 0 R 77 0 R]/Count 3>>"},
        {77: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 78 0 R>>", 78: FORGED},
    ),
    "value-comes": _coming({13: _text("/V 77 0 R")}, {77: b"(999)"}),
    "annotation-comes": _coming(
        {5: f"<<{PAGE.replace('/Contents 6', '/Contents 7')}/Annots[77 0 R]>>".encode()}, {77: NOTE}
    ),
    "encryption-comes": lambda: update(
        sign(update(base(), {}, trailer="/Encrypt 77 0 R")),
        {77: b"<</Filter/Standard/V 1>>"},
        trailer="/Encrypt 77 0 R",
    ),
    "script-comes": _coming({1: f"<<{CATALOG}/OpenAction 77 0 R>>".encode()}, {77: b"<</S/JavaScript/JS(x)>>"}),
    "reference-with-remarks": _coming(_page("/Contents 6 0 R", "/Contents 6 %a\n%b\n 0 %c\nR"), {6: FORGED}),
    "reference-with-a-long-remark": _coming(_page("/Contents 6 0 R", f"/Contents 6 %{'x' * 5000}\n0 R"), {6: FORGED}),
    "reference-with-many-digits": _coming(
        _page("/Contents 6 0 R", "/Contents 0000000000000006 0000000 R"), {6: FORGED}
    ),
    "reference-with-signs": _coming(_page("/Contents 6 0 R", "/Contents +6 +0 R"), {6: FORGED}),
    "reference-with-fractions": _coming(_page("/Contents 6 0 R", "/Contents 6.0 0 R"), {6: FORGED}),
    "unreadable-object-replaced": _coming(
        {6: FORGED.replace(b"999", b"100").replace(b"<<", b"<</X odd")}, {6: FORGED.replace(b"<<", b"<</X odd")}
    ),
    "page-in-object-stream-by-escaped-name": _page_in_stream(kind=b"/Type/Obj#53tm"),
    "page-in-object-stream-without-type": _page_in_stream(kind=b""),
    "page-in-object-stream-of-unknown-filter": _page_in_stream(
        kind=b"/Type/ObjStm", filters=b"/Filter/LZWDecode", encode=_lzw
    ),
    "object-stream-without-type-replaced": _container_without_type,
    "object-stream-is-content": _container_is_content,
    "cross-reference-stream-is-content": _table_is_content,
    "cross-reference-stream-is-resources": _table_is_resources,
    "entry-of-a-kind-to-come": _kind_to_come,
    "table-numbered-in-two-ways": _numbered_in_two_ways,
    "head-with-a-remark-before-the-keyword": _head_written(b"77 0 %c\nobj"),
    "head-with-a-remark-before-it": _head_written(b"%x\n77 0 obj"),
    "head-with-many-digits": _head_written(b"00000000077 0 obj"),
    "head-with-a-long-generation": _head_written(b"77 000000 obj"),
    "head-with-a-sign": _head_written(b"+77 0 obj"),
    "list-of-annotations-with-an-odd-head": _head_written(b"77 0 %c\nobj", 77, ANNOTATIONS_TO_COME, b"[" + NOTE + b"]"),
    "object-stream-with-an-odd-head": _container_with_odd_head,
    "size-shrinks": _size_shrinks,
    "contents-stated-twice": _coming({}, {**_page("/Contents 6 0 R", "/Contents 40 0 R/Contents 6 0 R"), 40: FORGED}),
    "contents-were-stated-twice": _coming(
        {**_page("/Contents 6 0 R", "/Contents 7 0 R/Contents 6 0 R"), 40: FORGED}, _page()
    ),
    "drawing-stated-twice": _coming({}, {**_page("/Im1 9 0 R", "/Im1 40 0 R/Im1 9 0 R"), 40: _drawing("Pay 999")}),
    "catalog-stated-twice": _root_twice,
    "size-grows": lambda: _size_grows(" 77 0 R"),
    "object-in-the-gap": _object_in_gap,
    "letters-among-the-digits": _letters_among_digits,
    "head-of-an-object-in-a-string": _head_in_string("99 0 obj null)"),
    "head-of-a-field-in-a-string": _head_in_string("10 0 obj <</FT/Tx%)\n"),
    "contents-repeated-by-escaped-name": _dictionary(b"/Reason(approved)", b"/Reason(approved)/C#6fntents<00>"),
    "byte-range-repeated": _dictionary(b"/Reason(approved)", b"/Reason(approved)/ByteRange[0 1 2 3]"),
    "contents-of-its-own": _dictionary(b"/Contents <", b"/Contents 32 0 R/Old <"),
    "drawing-named-like-a-page": _drawing_named("P"),
    "drawing-named-like-a-parent-under-no-changes": _drawing_named("Parent", 1),
    "drawing-named-like-a-length": _drawing_named("Length"),
    "state-named-like-a-page": _coming({11: _box(16)}, {11: _box(40), 40: appearance("")}),
    "wrong-length-of-content-replaced": lambda: prepared(
        {6: FORGED}, {6: re.sub(rb"/Length \d+", b"/Length 30", FORGED)}
    ),
    "hybrid-hides-an-object": lambda: _two_tables(_dangling(), 77, None, FORGED),
    "hybrid-hides-nothing": lambda: _two_tables(_dangling(), 77, FORGED, None),
    "hybrid-hides-another-object": lambda: _two_tables(signed_form(), 6, CONTENT, FORGED),
    "hybrid-hides-the-same-object": lambda: _two_tables(signed_form(), 6, None, CONTENT),
    "hybrid-was-signed": lambda: update(sign(_two_tables(base(), 6, CONTENT, FORGED)), {6: CONTENT}),
    "odd-entry-of-short-generation": _odd_entry(b"%010d  0000 n \n"),
    "odd-entry-of-a-capital": _odd_entry(b"%010d 00000 N \n"),
    "odd-entry-of-a-tab": _odd_entry(b"%010d 00000 n\t\n"),
    "odd-entry-of-another-letter": _odd_entry(b"%010d 00000 x \n"),
    "odd-entry-of-a-sign": _odd_entry(b"+%09d 00000 n \n"),
    "entries-of-uneven-length": _uneven_entries,
    "stream-keyword-before-space": _keyword_written(b"\nstream \n"),
    "stream-keyword-before-a-tab": _keyword_written(b"\nstream\t\r\n"),
    "stream-keyword-before-a-remark": _keyword_written(b"\nstream%c\n"),
    "stream-keyword-after-a-remark": _keyword_written(b"%c\nstream\n"),
    "stream-keyword-before-data": _keyword_written(b"\nstream"),
    "true-becomes-a-number": _coming({9: _masked("/ImageMask true")}, {9: _masked("/ImageMask 1")}),
    "number-with-an-exponent": _coming(
        _page("[0 0 612 792]", "[0 0 612 7.92e2]"), _page("[0 0 612 792]", "[0 0 612 792]")
    ),
    "box-of-many-digits": _coming(
        _page("[0 0 612 792]", f"[{'0' * 40}300 0 612 792]"), _page("[0 0 612 792]", "[0 0 612 792]")
    ),
    "two-entries-in-a-table": lambda: _stated_twice(in_stream=False),
    "two-entries-in-a-stream": lambda: _stated_twice(in_stream=True),
    "entry-leads-beside": _leads_beside,
    "object-stream-by-another-index": _other_index,
    "object-stream-holds-another-one-too": lambda: _in_stream_twice(signed_form(), 0, (PAGE_BODY, OTHER_PAGE)),
    "object-stream-holds-another-one-first": lambda: _in_stream_twice(signed_form(), 1, (OTHER_PAGE, PAGE_BODY)),
    "places-counted-in-two-ways": _counted_in_two_ways,
    "wrong-length-goes-over-other-bytes": lambda: prepared(
        {6: _beyond_its_end("secret")}, {6: _beyond_its_end("forged")}
    ),
    "object-freed-and-used-again": lambda: update(update(signed_form(), {6: None}), {6: FORGED}),
}

TWINS: dict[str, Callable[[], bytes]] = {
    "names-like-roles-restated": lambda: prepared(
        {**_page("/Im1 9 0 R", "/P 9 0 R"), 6: stream(b"/P Do"), 9: _drawing("Pay 100"), 11: _box(16)},
        {**_page("/Im1 9 0 R", "/P 40 0 R"), 40: _drawing("Pay 100"), 11: _box(41), 41: appearance("X")},
    ),
    "content-restated-with-a-length-of-its-own": lambda: update(
        signed_form(), {6: re.sub(rb"/Length \d+", b"/Length 96 0 R", CONTENT), 96: LENGTH}
    ),
    "hybrid-hides-new-objects": lambda: _two_tables(_dangling(), 95, None, stream(b"left over")),
    "hybrid-stream-repeated": lambda: _repeated_stream(last=False),
    "hybrid-stream-repeated-again": lambda: _repeated_stream(last=True),
    "object-stream-holds-the-same-one-twice": lambda: _in_stream_twice(signed_form(), 1, (PAGE_BODY, PAGE_BODY)),
    "size-grows-over-what-is-not-used": lambda: _size_grows(""),
    "contents-stated-twice-alike": _coming(_page("/Contents 6 0 R", "/Contents 6 0 R/Contents 6 0 R"), _page()),
    "entries-of-19-bytes": _short_entries,
    "stream-keyword-before-space-restated": lambda: prepared(
        {6: CONTENT.replace(b"stream\n", b"stream \n", 1)}, {6: CONTENT.replace(b"stream\n", b"stream \n", 1)}
    ),
    "numbers-written-otherwise": _coming(
        _page("[0 0 612 792]", "[0 0 612.0 +792.]"), _page("[0 0 612 792]", "[.0 0 612 792]")
    ),
    "odd-numbers-restated": _coming(
        _page("[0 0 612 792]", "[0 0 612 7.92e2]"), _page("[0 0 612 792]", "[0 0 612.0 7.92e2]")
    ),
    "wrong-length-restated": lambda: prepared({6: _beyond_its_end("secret")}, {6: _beyond_its_end("secret")}),
    "behind-a-prefix": _prefixed,
}
"""Honest updates that are written as the attacks are."""
