"""Writes PDFs and incremental updates object by object, so that every byte of an attack is under control."""

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.worlds import der

PLACE = 4000  # hexadecimal digits kept free for a signature value


@dataclass(frozen=True)
class Habits:
    """How a producer writes: cross-reference streams, objects in object streams, annotation lists of their own."""

    name: str = "table"
    xref_stream: bool = False
    object_stream: bool = False
    indirect_annots: bool = True
    line_end: bytes = b"\n"


HABITS = (
    Habits(),
    Habits("table-crlf-inline", indirect_annots=False, line_end=b"\r\n"),
    Habits("stream", xref_stream=True),
    Habits("object-stream", xref_stream=True, object_stream=True),
)


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object's body."""
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries.encode(), len(content), content)


def _xref_table(entries: dict[int, tuple[int, int, int]], trailer: str) -> bytes:
    lines = [b"xref\n"]
    numbers = sorted(entries)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        lines.append(b"%d %d\n" % (run[0], len(run)))
        for number in run:
            kind, position, generation = entries[number]
            lines.append(b"%010d %05d %s \n" % (position, generation, b"n" if kind else b"f"))
    return b"".join(lines) + b"trailer\n<<" + trailer.encode() + b">>\n"


def _xref_stream(number: int, offset: int, entries: dict[int, tuple[int, int, int]], trailer: str) -> bytes:
    entries = {**entries, number: (1, offset, 0)}
    index, rows = [], []
    for n in sorted(entries):
        kind, position, generation = entries[n]
        index.append(f"{n} 1")
        rows.append(bytes([kind]) + position.to_bytes(4, "big") + generation.to_bytes(2, "big"))
    packed = zlib.compress(b"".join(rows))
    head = f"<</Type/XRef/W[1 4 2]/Index[{' '.join(index)}]/Filter/FlateDecode/Length {len(packed)} {trailer}>>"
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, head.encode(), packed)


def last_xref(data: bytes) -> int:
    """Offset that the last startxref states."""
    return int(re.findall(rb"startxref\s+(\d+)", data)[-1])


def root_of(data: bytes) -> str:
    """The /Root entry of the last trailer."""
    return re.findall(rb"/Root\s*(\d+ \d+ R)", data)[-1].decode()


def size_of(data: bytes) -> int:
    """The largest /Size."""
    return max(int(n) for n in re.findall(rb"/Size (\d+)", data))


def update(
    data: bytes,
    objects: dict[int, bytes | None],
    *,
    habits: Habits = HABITS[0],
    trailer: str = "",
    root: str = "",
    previous: int | None = None,
    packed: frozenset[int] | set[int] = frozenset(),
    plain: frozenset[int] | set[int] = frozenset(),
) -> bytes:
    """``data`` with an incremental update. None frees the object. ``packed``: objects that go into an object stream; with the habit
    ``object_stream`` all that may, but for ``plain``."""
    out = bytearray(data or b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    if data and not data.endswith(b"\n"):
        out += b"\n"
    size = max([size_of(data) if data else 1, *[n + 1 for n in objects]])
    entries: dict[int, tuple[int, int, int]] = {} if data else {0: (0, 0, 65535)}
    if habits.object_stream:
        packed = {n for n, body in objects.items() if body is not None and b"stream" not in body} - set(plain)
    for number, body in objects.items():
        if body is None:
            entries[number] = (0, 0, 1)
        elif number not in packed:
            entries[number] = (1, len(out), 0)
            out += b"%d 0 obj" % number + habits.line_end + body + habits.line_end + b"endobj" + habits.line_end
    if packed:
        holder, size = size, size + 1
        places, texts = [], b""
        for index, number in enumerate(sorted(packed)):
            places.append(f"{number} {len(texts)}")
            texts += (objects[number] or b"null") + b"\n"
            entries[number] = (2, holder, index)
        head = (" ".join(places) + "\n").encode()
        content = zlib.compress(head + texts)
        entries[holder] = (1, len(out), 0)
        extra = f"/Type/ObjStm/N {len(packed)}/First {len(head)}/Filter/FlateDecode"
        out += b"%d 0 obj\n" % holder + stream(content, extra) + b"\nendobj\n"
    if data:
        trailer += f"/Prev {last_xref(data) if previous is None else previous}"
    xref = len(out)
    as_stream = habits.xref_stream or bool(packed)
    settings = f"/Size {size + as_stream}/Root {root or (root_of(data) if data else '1 0 R')}{trailer}"
    out += _xref_stream(size, xref, entries, settings) if as_stream else _xref_table(entries, settings)
    out += b"startxref\n%d\n%%%%EOF\n" % xref
    return bytes(out)


TEXT_FIELD = "/Type/Annot/Subtype/Widget/FT/Tx/T({name})/V({value})/Rect[{rect}]/F 4/P 4 0 R/DA(/Helv 12 Tf 0 g)/AP<</N {ap} 0 R>>"


def appearance(text: str) -> bytes:
    """A field's appearance stream."""
    content = f"/Tx BMC q BT /Helv 12 Tf 2 4 Td ({text}) Tj ET Q EMC".encode()
    return stream(content, "/Type/XObject/Subtype/Form/BBox[0 0 150 20]/Resources<</Font<</Helv 8 0 R>>>>")


def page_content(text: str) -> bytes:
    """A content stream that shows ``text``, the logo and a layer that is off."""
    content = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET /Im1 Do /OC /Layer BDC BT /F1 24 Tf 72 600 Td (secret) Tj ET EMC"
    return stream(content.encode())


def base(habits: Habits = HABITS[0], *, lock: str = "") -> bytes:
    """An unsigned form of two pages."""
    annots = "14 0 R" if habits.indirect_annots else "[10 0 R 11 0 R 12 0 R 13 0 R 19 0 R]"
    resources = "/Resources<</Font<</F1 8 0 R>>/XObject<</Im1 9 0 R>>/Properties<</Layer 20 0 R>>>>"
    objects: dict[int, bytes | None] = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R/Metadata 22 0 R"
        b"/OCProperties<</OCGs[20 0 R]/D<</OFF[20 0 R]/Order[20 0 R]>>>>>>",
        2: b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2>>",
        3: b"<</Fields[10 0 R 11 0 R 12 0 R 13 0 R]/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 8 0 R>>>>>>",
        4: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{resources}/Contents 6 0 R/Annots {annots}>>".encode(),
        5: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{resources}/Contents 7 0 R>>".encode(),
        6: page_content("Pay 100 EUR"),
        7: page_content("Second page"),
        8: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        9: stream(b"0 0 50 50 re f", "/Type/XObject/Subtype/Form/BBox[0 0 50 50]"),
        10: f"<<{TEXT_FIELD.format(name='name', value='', rect='72 500 222 520', ap=15)}>>".encode(),
        11: b"<</Type/Annot/Subtype/Widget/FT/Btn/T(agree)/V/Off/AS/Off/Rect[72 460 92 480]/F 4/P 4 0 R"
        b"/AP<</N<</Yes 16 0 R/Off 17 0 R>>>>>>",
        12: f"<</Type/Annot/Subtype/Widget/FT/Sig/T(sig2)/Rect[0 0 0 0]/F 132/P 4 0 R{lock}>>".encode(),
        13: f"<<{TEXT_FIELD.format(name='total', value='100', rect='72 420 222 440', ap=18)}>>".encode(),
        15: appearance(""),
        16: appearance("X"),
        17: appearance(""),
        18: appearance("100"),
        19: b"<</Type/Annot/Subtype/Text/Rect[300 500 320 520]/Contents(a remark)/F 4/P 4 0 R>>",
        20: b"<</Type/OCG/Name(Layer)>>",
        21: b"<</Producer(gallery)>>",
        22: stream(b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', "/Type/Metadata/Subtype/XML"),
    }
    if habits.indirect_annots:
        objects[14] = b"[10 0 R 11 0 R 12 0 R 13 0 R 19 0 R]"
    return update(b"", objects, habits=habits, trailer="/Info 21 0 R")


@lru_cache
def _signer() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gallery signer")])
    start = datetime(2024, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 4711, start, start + timedelta(days=3650))
    usage = x509.KeyUsage(False, True, False, False, False, False, False, False, False)
    return builder.add_extension(usage, critical=True).sign(key, hashes.SHA256()), key


def signer_certificate() -> bytes:
    """The certificate of whoever signs the gallery, DER: self-signed, to be given as an anchor."""
    return _signer()[0].public_bytes(serialization.Encoding.DER)


def cms(data: bytes) -> bytes:
    """A detached CAdES signature over ``data`` (EN 319 122-1, 6.3, as EN 319 142-1 wants it in a PDF)."""
    certificate, key = _signer()
    encoded = signer_certificate()
    sha256, ecdsa = der.sequence(der.oid("2.16.840.1.101.3.4.2.1")), der.sequence(der.oid("1.2.840.10045.4.3.2"))
    data_type = der.oid("1.2.840.113549.1.7.1")
    reference = der.sequence(der.sequence(der.sequence(der.octets(hashlib.sha256(encoded).digest()))))
    attributes = sorted(
        der.sequence(der.oid(kind), der.set_of(value))
        for kind, value in (
            ("1.2.840.113549.1.9.3", data_type),
            ("1.2.840.113549.1.9.4", der.octets(hashlib.sha256(data).digest())),
            ("1.2.840.113549.1.9.16.2.47", reference),
        )
    )
    value = key.sign(der.tlv(0x31, *attributes), ec.ECDSA(hashes.SHA256()))
    identifier = der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))
    signer = der.sequence(der.integer(1), identifier, sha256, der.tlv(0xA0, *attributes), ecdsa, der.octets(value))
    signed_data = der.sequence(
        der.integer(1), der.set_of(sha256), der.sequence(data_type), der.tlv(0xA0, encoded), der.set_of(signer)
    )
    return der.sequence(der.oid("1.2.840.113549.1.7.2"), der.tlv(0xA0, signed_data))


@dataclass
class Signing:
    """How a signature is made. ``field_number`` of an existing field, or of a new one named ``name``."""

    name: str = "sig1"
    number: int = 30
    existing: str = ""
    mdp: int = 0
    field_mdp: str = ""
    lock: str = ""
    sub_filter: str = "ETSI.CAdES.detached"
    kind: str = "Sig"
    reason: str = "approved"
    fields: str = "10 0 R 11 0 R 12 0 R 13 0 R"
    extra: dict[int, bytes | None] = field(default_factory=dict)
    catalog: str = ""


CATALOG = (
    "/Type/Catalog/Pages 2 0 R/AcroForm 3 0 R/Metadata 22 0 R"
    "/OCProperties<</OCGs[20 0 R]/D<</OFF[20 0 R]/Order[20 0 R]>>>>"
)
PAGE = (
    "/Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 8 0 R>>/XObject<</Im1 9 0 R>>"
    "/Properties<</Layer 20 0 R>>>>/Contents 6 0 R"
)
ANNOTS = "10 0 R 11 0 R 12 0 R 13 0 R 19 0 R"


def form(fields: str, extra: str = "/SigFlags 3") -> bytes:
    """The interactive form's dictionary."""
    return f"<</Fields[{fields}]/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 8 0 R>>>>{extra}>>".encode()


def annotations(habits: Habits, listed: str) -> dict[int, bytes | None]:
    """The object that states the annotations of page 1."""
    if habits.indirect_annots:
        return {14: f"[{listed}]".encode()}
    return {4: f"<<{PAGE}/Annots[{listed}]>>".encode()}


def sign(data: bytes, signing: Signing | None = None, habits: Habits = HABITS[0], *, padding: bytes = b"") -> bytes:
    """``data`` with one more signature, as an incremental update. ``padding``: what the signature covers after the end mark."""
    signing = signing or Signing()
    number, value = signing.number, signing.number + 1
    references = ""
    if signing.mdp:
        references += (
            f"<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P {signing.mdp}>>>>"
        )
    if signing.field_mdp:
        references += f"<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</V/1.2{signing.field_mdp}>>>>"
    dictionary = (
        f"<</Type/{signing.kind}/Filter/Adobe.PPKLite/SubFilter/{signing.sub_filter}/M(D:20240601120000Z)"
        f"/Reason({signing.reason})/ByteRange [0 0000000000 0000000000 0000000000]/Contents <{'0' * PLACE}>"
        + (f"/Reference[{references}]" if references else "")
        + ">>"
    )
    objects: dict[int, bytes | None] = dict(signing.extra)
    if signing.existing:
        objects[12] = (
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T(sig2)/Rect[0 0 0 0]/F 132/P 4 0 R/V {value} 0 R>>".encode()
        )
    else:
        text = f"<</Type/Annot/Subtype/Widget/FT/Sig/T({signing.name})/Rect[0 0 0 0]/F 132/P 4 0 R/V {value} 0 R"
        objects[number] = f"{text}{signing.lock}>>".encode()
        objects[3] = form(f"{signing.fields} {number} 0 R")
        more = [n for n in re.findall(r"\d+ 0 R", signing.fields) if int(n.split()[0]) > 13]
        listed = " ".join([ANNOTS, *more, f"{number} 0 R"])
        objects.update(annotations(habits, listed))
    if signing.mdp:
        objects[1] = f"<<{CATALOG}/Perms<</DocMDP {value} 0 R>>{signing.catalog}>>".encode()
    objects[value] = dictionary.encode()
    return seal(update(data, objects, habits=habits, plain={value}) + padding)


def seal(data: bytes, start: int | None = None) -> bytes:
    """Fills in the /ByteRange and the value of the last signature that is still empty."""
    place = data.rindex(b"<" + b"0" * PLACE + b">") if start is None else start
    end = place + PLACE + 2
    text = b"/ByteRange [0 %010d %010d %010d]" % (place, end, len(data) - end)
    at = data.rindex(b"/ByteRange [0 0000000000 0000000000 0000000000]", 0, place)
    data = data[:at] + text + data[at + len(text) :]
    value = cms(data[:place] + data[end:]).hex().encode()
    return data[: place + 1] + value + data[place + 1 + len(value) :]
