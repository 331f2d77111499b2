"""OCSP responses (RFC 6960): a whole OCSPResponse, or the BasicOCSPResponse alone as CMS attributes hold it."""

from datetime import datetime

from msgspec import Struct

from esigval.asn1 import der, digest_algorithm_of, signature_algorithm_of
from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.x509 import names
from esigval.x509.crl import REASONS
from esigval.x509.lazily import lazy
from esigval.x509.memory import Memory

BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1"
NONCE = "1.3.6.1.5.5.7.48.1.2"
ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6"
EXTENDED_REVOKE = "1.3.6.1.5.5.7.48.1.9"
CERT_HASH = "1.3.36.8.3.13"
_KNOWN = frozenset(
    {
        NONCE,
        "1.3.6.1.5.5.7.48.1.3",  # CRL references
        "1.3.6.1.5.5.7.48.1.4",  # acceptable responses
        ARCHIVE_CUTOFF,
        "1.3.6.1.5.5.7.48.1.7",  # service locator
        "1.3.6.1.5.5.7.48.1.8",  # preferred signature algorithms
        EXTENDED_REVOKE,
        CERT_HASH,
        "2.5.29.21",  # reason code, as CRL entry extension (RFC 6960 4.4.5)
        "2.5.29.24",  # invalidity date
        "2.5.29.29",  # certificate issuer
        "2.5.29.23",  # hold instruction
    }
)
STATUSES = {
    0: "successful",
    1: "malformedRequest",
    2: "internalError",
    3: "tryLater",
    5: "sigRequired",
    6: "unauthorized",
}
MAX_RESPONSES = 20_000
"""Responders answer for one certificate, pre-produced batches for some hundred; this bounds the time to some tenths of a second."""


class CertHash(Struct, frozen=True, gc=False):
    """Digest of the certificate that the responder knows (Common PKI, positive statement)."""

    algorithm: str
    digest: bytes


class SingleResponse(Struct, frozen=True):
    """The answer about one certificate. ``status``: good, revoked, unknown; ``reason``: "" where not stated."""

    hash_algorithm: str
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial: int
    status: str
    this_update: datetime
    next_update: datetime | None = None
    revocation_time: datetime | None = None
    reason: str = ""
    archive_cutoff: datetime | None = None
    invalidity_date: datetime | None = None
    cert_hash: CertHash | None = None
    unknown_critical: tuple[str, ...] = ()


class Ocsp:
    """A response as it stands in its bytes. ``status`` other than "successful": there is no answer in it. Exactly one of
    ``responder_name`` (DER) and ``responder_key_hash`` is filled."""

    def __init__(self, data: bytes, identifier: str) -> None:
        self.id = identifier
        self.der = data
        self.status = "successful"
        self.basic = b""
        self.responder_name = self.responder_key_hash = b""
        self.certificates: tuple[bytes, ...] = ()
        self.responses: tuple[SingleResponse, ...] = ()
        self.nonce = b""
        self.critical_extensions: frozenset[str] = frozenset()
        start, stop = der.whole(data, der.SEQUENCE, "OCSP response")
        tag, _, first, last = der.element(data, start, stop)
        if tag == der.SEQUENCE:
            self._read_basic(data)
            return
        if tag != der.ENUMERATED:
            raise Malformed("OCSP response")
        code = der.integer(data, first, last)
        self.status = STATUSES.get(code, str(code))
        if code == 0:
            start, stop = der.expect(data, last, stop, 0xA0, "OCSP response bytes")
            start, stop = der.expect(data, start, stop, der.SEQUENCE, "OCSP response bytes")
            first, last = der.expect(data, start, stop, der.OID, "OCSP response type")
            if der.oid(data, first, last) != BASIC_RESPONSE:
                raise Malformed("OCSP response type")
            start, stop = der.expect(data, last, stop, der.OCTET_STRING, "OCSP response")
            self._read_basic(data[start:stop])

    def _read_basic(self, data: bytes) -> None:
        self.basic = data
        start, stop = der.whole(data, der.SEQUENCE, "basic OCSP response")
        tag, first, at, end = der.element(data, start, stop)
        if tag != der.SEQUENCE:
            raise Malformed("OCSP response data")
        self.tbs = data[first:end]
        _, first, _, last = der.element(data, end, stop)
        self.signature_algorithm = signature_algorithm_of(data[first:last])
        value_start, value_stop = der.expect(data, last, stop, der.BIT_STRING, "signature value")
        self.signature = der.bit_string(data, value_start, value_stop)
        if value_stop < stop:
            inner, outer = der.expect(data, value_stop, stop, 0xA0, "certificates")
            inner, outer = der.expect(data, inner, outer, der.SEQUENCE, "certificates")
            self.certificates = tuple(data[begin:finish] for _, begin, _, finish in der.children(data, inner, outer))
        self._read_tbs(data, at, end)

    def _read_tbs(self, data: bytes, at: int, end: int) -> None:
        parts = der.children(data, at, end)
        if parts and parts[0][0] == 0xA0:
            del parts[0]
        if len(parts) < 3:
            raise Malformed("OCSP response data")
        (kind, _, start, stop), produced, (tag, _, first, last) = parts[:3]
        if kind == 0xA1:
            self.responder_name = data[start:stop]
            names.name_key(self.responder_name)
        elif kind == 0xA2:
            start, stop = der.expect(data, start, stop, der.OCTET_STRING, "responder key hash")
            self.responder_key_hash = data[start:stop]
        else:
            raise Malformed("responder id")
        self.produced_at = der.time(produced[0], data, produced[2], produced[3])
        if tag != der.SEQUENCE:
            raise Malformed("OCSP responses")
        answers = der.children(data, first, last)
        if len(answers) > MAX_RESPONSES:
            raise Malformed("too many OCSP responses")
        self.responses = tuple([_single(data, start, stop) for _, _, start, stop in answers])
        if len(parts) > 3:
            found = _extensions(data, *der.expect(data, last, end, 0xA1, "OCSP response extensions"))
            self.critical_extensions = frozenset([oid for oid, critical, _ in found if critical])
            self.nonce = next((value for oid, _, value in found if oid == NONCE), b"")

    @property
    def unknown_critical(self) -> tuple[str, ...]:
        """Critical extensions of the whole response that are unknown."""
        return tuple(sorted(self.critical_extensions - _KNOWN))

    @lazy
    def by_serial(self) -> dict[int, tuple[SingleResponse, ...]]:
        """Answers by the serial number that they are about."""
        index: dict[int, list[SingleResponse]] = {}
        for response in self.responses:
            index.setdefault(response.serial, []).append(response)
        return {serial: tuple(responses) for serial, responses in index.items()}

    @lazy
    def evidence(self) -> tuple[Evidence, ...]:
        """The certificates inside, as evidence."""
        origin = Origin(OriginKind.OCSP_RESPONSE, self.id)
        return tuple(Evidence(sha256_hex(c), EvidenceKind.CERTIFICATE, origin, c) for c in self.certificates)


def _extensions(data: bytes, at: int, end: int) -> list[tuple[str, bool, bytes]]:
    return der.extensions(data, *der.expect(data, at, end, der.SEQUENCE, "OCSP extensions"))


def _single(data: bytes, at: int, end: int) -> SingleResponse:
    parts = der.children(data, at, end)
    if len(parts) < 3:
        raise Malformed("OCSP response about a certificate")
    (tag, _, start, stop), (kind, _, inner, last), update = parts[:3]
    if tag != der.SEQUENCE:
        raise Malformed("CertID")
    named = der.children(data, start, stop)
    if [part[0] for part in named[1:4]] != _CERT_ID:
        raise Malformed("CertID")
    (_, first, _, final), (_, _, name, name_end), (_, _, key, key_end), serial = named[:4]
    status, when, reason = _status(kind, data, inner, last)
    next_update = None
    said: list[tuple[str, bool, bytes]] = []
    for tag, _, inner, stop in parts[3:]:
        if tag == 0xA0:
            kind, _, start, last = der.element(data, inner, stop)
            next_update = der.time(kind, data, start, last)
        elif tag == 0xA1:
            said = _extensions(data, inner, stop)
    answer = (
        digest_algorithm_of(data[first:final]),
        data[name:name_end],
        data[key:key_end],
        der.integer(data, serial[2], serial[3]),
        status,
        der.time(update[0], data, update[2], update[3]),
        next_update,
        when,
        reason,
    )
    if not said:
        return SingleResponse(*answer)
    values = {oid: value for oid, _, value in said}
    return SingleResponse(
        *answer,
        _time(values.get(ARCHIVE_CUTOFF)),
        _time(values.get("2.5.29.24")),
        _cert_hash(values.get(CERT_HASH)),
        tuple([oid for oid, critical, _ in said if critical and oid not in _KNOWN]),
    )


_CERT_ID = [der.OCTET_STRING, der.OCTET_STRING, der.INTEGER]
"""Tags after the digest algorithm: hash of the issuer's name, hash of its key, serial number (RFC 6960 4.1.1)."""


def _status(tag: int, data: bytes, at: int, end: int) -> tuple[str, datetime | None, str]:
    if tag == 0x80:
        return "good", None, ""
    if tag == 0x82:
        return "unknown", None, ""
    if tag != 0xA1:
        raise Malformed("OCSP certificate status")
    kind, _, start, stop = der.element(data, at, end)
    when = der.time(kind, data, start, stop)
    if stop == end:
        return "revoked", when, ""
    start, stop = der.expect(data, stop, end, 0xA0, "revocation reason")
    code = der.integer(data, *der.expect(data, start, stop, der.ENUMERATED, "revocation reason"))
    return "revoked", when, REASONS.get(code, str(code))


def _time(value: bytes | None) -> datetime | None:
    """The time in an extension, None where it is nonsense: responders are in use that state a cutoff before year 1, and a time that
    can't be read grants nothing that its absence would not."""
    if value is None:
        return None
    try:
        tag, _, start, stop = der.element(value, 0, len(value))
        return der.time(tag, value, start, stop)
    except Malformed:
        return None


def _cert_hash(value: bytes | None) -> CertHash | None:
    if value is None:
        return None
    start, stop = der.whole(value, der.SEQUENCE, "CertHash")
    _, first, _, last = der.element(value, start, stop)
    inner, end = der.expect(value, last, stop, der.OCTET_STRING, "CertHash")
    return CertHash(digest_algorithm_of(value[first:last]), value[inner:end])


_MEMORY: Memory[Ocsp] = Memory(32 << 20)


def parse_ocsp(data: bytes, identifier: str = "") -> Ocsp:
    """The response in ``data`` (OCSPResponse or BasicOCSPResponse), remembered by content. ``identifier``: its SHA-256 where that was
    computed. Raises Malformed."""
    identifier = identifier or sha256_hex(data)
    return _MEMORY.get(identifier, len(data), lambda: Ocsp(data, identifier))
