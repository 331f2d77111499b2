"""PDF documents, signed by pyHanko with keys, clocks and time-stamping authorities of the worlds."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from hashlib import sha256
from io import BytesIO
from itertools import count
from typing import Any
from unittest.mock import patch

from asn1crypto import cms as asn1_cms
from asn1crypto import crl, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.worlds.pki import Member, sign_raw
from tests.worlds.signers.tsa import Tsa

PADES = fields.SigSeedSubFilter.PADES
PKCS7 = fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED


class _Authority(TimeStamper):
    """pyHanko's view of a time-stamping authority in memory."""

    def __init__(self, tsa: Tsa, at: datetime) -> None:
        super().__init__(include_nonce=False)
        self.tsa, self.at = tsa, at

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        imprint = req["message_imprint"]["hashed_message"].native
        token = asn1_cms.ContentInfo.load(self.tsa.token_over(imprint, self.at))
        return tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": "granted"}), "time_stamp_token": token})


class _Signer(signers.Signer):
    """Signs with a member's key, repeatably."""

    def __init__(self, member: Member, chain: tuple[bytes, ...]) -> None:
        store = SimpleCertificateStore.from_certs([asn1_x509.Certificate.load(c) for c in chain])
        super().__init__(signing_cert=asn1_x509.Certificate.load(member.der), cert_registry=store)
        self.member = member

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256"
        return sign_raw(self.member.key, data)

    async def async_sign(self, *args: Any, **how: Any) -> asn1_cms.ContentInfo:
        """As pyHanko does it, with the certificates, which it keeps in a set, in a fixed order."""
        made = await super().async_sign(*args, **how)
        found = sorted((choice.dump(), choice) for choice in made["content"]["certificates"])
        made["content"]["certificates"] = asn1_cms.CertificateSet([choice for _, choice in found])
        return made


@contextmanager
def _repeatable(at: datetime, seed: bytes) -> Iterator[None]:
    """Stops the clock that pyHanko reads and gives it file identifiers that follow from the content."""
    numbers = count()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return at.astimezone(tz)

    def identifier(size: int) -> bytes:
        return sha256(seed + str(next(numbers)).encode()).digest()[:size]

    with (
        patch("pyhanko.sign.signers.pdf_signer.datetime", Clock),
        patch("pyhanko.pdf_utils.metadata.info.datetime", Clock),
        patch("pyhanko.pdf_utils.metadata.xmp_xml.datetime", Clock),
        patch("pyhanko.pdf_utils.incremental_writer.os.urandom", identifier),
    ):
        yield


def page(text: str) -> bytes:
    """A PDF 1.7 file of one page with ``text`` and a text field, written by hand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /DR << /Font << /F1 4 0 R >> >> "
        b"/DA (/F1 10 Tf 0 g) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Annots [6 0 R] "
        b"/Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        text_stream(text),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (note) /V () /Rect [72 600 400 620] /P 3 0 R /F 4 /DA (/F1 10 Tf 0 g) >>",
    ]
    return assemble(objects)


def assemble(objects: list[bytes]) -> bytes:
    """A file of these objects, numbered from 1, the first being the catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def sign(
    pdf: bytes,
    signer: Member,
    at: datetime,
    *,
    name: str = "Signature1",
    tsa: Tsa | None = None,
    stamped_at: datetime | None = None,
    chain: tuple[bytes, ...] = (),
    subfilter: Any = PADES,
    **more: Any,
) -> bytes:
    """A signature in an incremental update: B-B, or B-T with ``tsa``. ``more``: fields of pyHanko's PdfSignatureMetadata."""
    with _repeatable(at, pdf):
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        meta = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=subfilter, **more)
        stamper = None if tsa is None else _Authority(tsa, stamped_at or at)
        made = asyncio.run(signers.PdfSigner(meta, _Signer(signer, chain), timestamper=stamper).async_sign_pdf(writer))
    return bytes(made.getbuffer())


def add_dss(
    pdf: bytes, at: datetime, certificates: tuple[bytes, ...], crls: tuple[bytes, ...], ocsps: tuple[bytes, ...] = ()
) -> bytes:
    """T to LT: a document security store in an incremental update."""
    with _repeatable(at, pdf):
        out = BytesIO(pdf)
        DocumentSecurityStore.add_dss(
            out,
            None,
            certs=[asn1_x509.Certificate.load(c) for c in certificates],
            crls=[crl.CertificateList.load(c) for c in crls],
            ocsps=[ocsp.OCSPResponse.load(o) for o in ocsps],
        )
    return out.getvalue()


def add_document_timestamp(pdf: bytes, tsa: Tsa, at: datetime, *, name: str = "Timestamp1") -> bytes:
    """LT to LTA: a document time-stamp in an incremental update."""
    with _repeatable(at, pdf):
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        stamper = PdfTimeStamper(_Authority(tsa, at), field_name=name)
        made = asyncio.run(stamper.async_timestamp_pdf(writer, "sha256"))
    return bytes(made.getbuffer())


def update(pdf: bytes, objects: dict[int, bytes]) -> bytes:
    """``pdf`` with these objects replaced or added in an incremental update, written by hand."""
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    trailer = pdf[pdf.index(b"trailer", start) :]
    size = max(int(trailer.split(b"/Size")[1].split()[0]), max(objects) + 1)
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    entries = []
    for number, body in sorted(objects.items()):
        entries.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n" + b"".join(entries)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, start, table)
    return bytes(out)


def text_stream(text: str) -> bytes:
    """A page's content stream that shows ``text``."""
    lines = [line.encode("ascii").replace(b"(", rb"\(").replace(b")", rb"\)") for line in text.splitlines()]
    stream = b"BT /F1 14 Tf 72 760 Td 18 TL " + b" ".join(b"(%s) '" % line for line in lines) + b" ET"
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)


def contents(pdf: bytes, index: int = 0) -> tuple[int, int]:
    """Where the hexadecimal digits of the ``index``-th /Contents string start and end."""
    position = -1
    for _ in range(index + 1):
        position = pdf.index(b"/Contents <", position + 1)
    start = position + len(b"/Contents <")
    return start, pdf.index(b">", start)


def break_value(pdf: bytes, index: int = 0) -> bytes:
    """``pdf`` with one bit of the ``index``-th signature value changed."""
    start, end = contents(pdf, index)
    container = asn1_cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    value = container["content"]["signer_infos"][0]["signature"].native
    wrong = value[:-1] + bytes((value[-1] ^ 1,))
    digits = pdf[start:end].lower().replace(value.hex().encode(), wrong.hex().encode())
    assert digits != pdf[start:end].lower()
    return pdf[:start] + digits + pdf[end:]
