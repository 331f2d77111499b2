"""Certificate revocation lists (RFC 5280 5): header and extensions read at once, entries found by their serial number.

A list of a million entries stays one run of bytes, which is scanned for the octets of a serial number; its index is an array of 64-bit
numbers (32 bits of the serial number's hash, 32 bits of offset), made when it first pays.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from esigval.asn1 import der, signature_algorithm_of
from esigval.hashing import sha256_hex
from esigval.model.errors import Malformed
from esigval.x509 import extensions as ext
from esigval.x509 import names
from esigval.x509.lazily import lazy
from esigval.x509.memory import Memory

CRL_NUMBER = "2.5.29.20"
REASON_CODE = "2.5.29.21"
HOLD_INSTRUCTION = "2.5.29.23"
INVALIDITY_DATE = "2.5.29.24"
DELTA_CRL_INDICATOR = "2.5.29.27"
ISSUING_DISTRIBUTION_POINT = "2.5.29.28"
CERTIFICATE_ISSUER = "2.5.29.29"
EXPIRED_CERTS_ON_CRL = "2.5.29.60"
_KNOWN_ENTRY_EXTENSIONS = frozenset({REASON_CODE, INVALIDITY_DATE, HOLD_INSTRUCTION, CERTIFICATE_ISSUER})
_CRITICAL_DER = b"\x01\x01\xff"
_CERTIFICATE_ISSUER_DER = b"\x06\x03\x55\x1d\x1d"

REASONS = {
    0: "unspecified",
    1: "keyCompromise",
    2: "cACompromise",
    3: "affiliationChanged",
    4: "superseded",
    5: "cessationOfOperation",
    6: "certificateHold",
    8: "removeFromCRL",
    9: "privilegeWithdrawn",
    10: "aACompromise",
}
"""CRLReason (RFC 5280 5.3.1) by number."""
ALL_REASONS = 0b1_1111_1110
"""All ReasonFlags that mean something (RFC 5280 4.2.1.13), as bits: keyCompromise (1) to aACompromise (8)."""
MAX_CRL_BYTES = 1 << 30
"""Offsets have 32 bits; the largest lists in public use have some hundred megabytes."""

_SCANNED_LOOKUPS = (
    32  # look-ups by a scan of the bytes before an index is made, which costs as much as some sixty scans
)
_TIMES = frozenset({der.UTC_TIME, der.GENERALIZED_TIME})
_PADDING = frozenset({0x00, 0xFF})
_NO_INTEGER = frozenset(range(0x03, 0x80)) | {0x01}
"""What stands before the last octet of a length neither as the tag of an INTEGER nor as another octet of the length."""


class IssuingDistributionPoint(Struct, frozen=True):
    """Scope of a CRL (RFC 5280 5.2.5). ``only_reasons``: bits of ReasonFlags, None where all reasons are covered."""

    names: tuple[ext.GeneralName, ...] = ()
    relative: bytes = b""
    only_user: bool = False
    only_ca: bool = False
    only_attribute: bool = False
    indirect: bool = False
    only_reasons: int | None = None


class RevokedEntry(Struct, frozen=True):
    """An entry. ``reason``: name of REASONS ("" where not stated); ``issuer``: Name (DER) of the certificate's issuer."""

    serial: int
    revocation_time: datetime
    issuer: bytes
    reason: str = ""
    invalidity_date: datetime | None = None
    hold_instruction: str = ""


class Crl:
    """A list as it stands in its bytes. ``tbs`` is a view, not a copy."""

    def __init__(self, data: bytes, identifier: str) -> None:
        self.id = identifier
        self.der = data
        start, stop = der.whole(data, der.SEQUENCE, "CRL")
        tag, first, at, end = der.element(data, start, stop)
        if tag != der.SEQUENCE:
            raise Malformed("CRL body")
        self.tbs = memoryview(data)[first:end]
        _, first, _, last = der.element(data, end, stop)
        self.outer_algorithm = data[first:last]
        self.signature_algorithm = signature_algorithm_of(self.outer_algorithm)
        self.signature = der.bit_string(data, *der.expect(data, last, stop, der.BIT_STRING, "signature value"))
        self._scans = 0
        self._index: array[int] | None = None
        self._issuers: tuple[list[int], list[bytes]] = ([], [])
        self._read_body(at, end)

    def _read_body(self, at: int, end: int) -> None:
        data = self.der
        parts = der.children(data, at, end)
        self.version = 1
        if parts and parts[0][0] == der.INTEGER:
            _, _, start, stop = parts.pop(0)
            self.version = der.integer(data, start, stop) + 1
        if len(parts) < 3:
            raise Malformed("CRL body is incomplete")
        (_, algorithm, _, algorithm_end), (_, issuer, _, issuer_end), (tag, _, start, stop) = parts[:3]
        self.inner_algorithm = data[algorithm:algorithm_end]
        self.issuer_der = data[issuer:issuer_end]
        self.issuer_key = names.name_key(self.issuer_der)
        self.this_update = der.time(tag, data, start, stop)
        self.next_update: datetime | None = None
        self._entries = (stop, stop)
        self.extensions: dict[str, bytes] = {}
        self.critical_extensions: frozenset[str] = frozenset()
        for tag, _, start, stop in parts[3:]:
            if tag in _TIMES:
                self.next_update = der.time(tag, data, start, stop)
            elif tag == der.SEQUENCE:
                self._entries = (start, stop)
            elif tag == 0xA0:
                self._read_extensions(start, stop)

    def _read_extensions(self, at: int, end: int) -> None:
        items = der.extensions(self.der, *der.expect(self.der, at, end, der.SEQUENCE, "CRL extensions"))
        self.extensions = {oid: value for oid, _, value in reversed(items)} | self.extensions
        self.critical_extensions |= {oid for oid, critical, _ in items if critical}

    @lazy
    def issuer(self) -> str:
        """Issuer as RFC 4514 text."""
        return names.rfc4514(self.issuer_der)

    @lazy
    def distribution_point(self) -> IssuingDistributionPoint | None:
        """issuingDistributionPoint; None where absent. Raises Malformed: a scope that can't be read can't be ignored."""
        value = self.extensions.get(ISSUING_DISTRIBUTION_POINT)
        return None if value is None else _issuing_distribution_point(value)

    @lazy
    def number(self) -> int | None:
        """cRLNumber."""
        return _number(self.extensions.get(CRL_NUMBER))

    @property
    def is_well_formed(self) -> bool:
        """It carries a number and an authority key identifier, neither of them critical (5.2.1, 5.2.3)."""
        wanted = {CRL_NUMBER, ext.AUTHORITY_KEY_IDENTIFIER}
        return wanted <= self.extensions.keys() and not wanted & self.critical_extensions

    @lazy
    def base_number(self) -> int | None:
        """BaseCRLNumber of a delta CRL; None for a complete one. Raises Malformed."""
        return _number(self.extensions.get(DELTA_CRL_INDICATOR))

    @property
    def is_delta(self) -> bool:
        """It lists changes only (RFC 5280 5.2.4)."""
        return DELTA_CRL_INDICATOR in self.extensions

    @lazy
    def authority_key(self) -> ext.AuthorityKeyIdentifier | None:
        """authorityKeyIdentifier; None where absent or not readable."""
        value = self.extensions.get(ext.AUTHORITY_KEY_IDENTIFIER)
        try:
            return None if value is None else ext.authority_key_identifier(value)
        except Malformed:
            return None

    @lazy
    def expired_certs_on_crl(self) -> datetime | None:
        """expiredCertsOnCRL (X.509 9.5.2.10): certificates that expired since then are still listed."""
        value = self.extensions.get(EXPIRED_CERTS_ON_CRL)
        if value is None:
            return None
        try:
            tag, _, start, stop = der.element(value, 0, len(value))
            return der.time(tag, value, start, stop)
        except Malformed:
            return None

    @lazy
    def unknown_entry_extensions(self) -> tuple[str, ...]:
        """Critical extensions of any entry that are unknown: no certificate's status may be taken from such a list (5.3). Raises
        Malformed."""
        at, end = self._entries
        if self.der.find(_CRITICAL_DER, at, end) < 0:
            return ()
        found: set[str] = set()
        while at < end:
            _, stop = der.expect(self.der, at, end, der.SEQUENCE, "CRL entry")
            if self.der.find(_CRITICAL_DER, at, stop) >= 0:
                found |= self._entry_extensions(at)[2] - _KNOWN_ENTRY_EXTENSIONS
            at = stop
        return tuple(sorted(found))

    def find(self, serial: int, issuer: names.NameKey | None = None) -> RevokedEntry | None:
        """The last entry for the certificate with this serial number and issuer (None: the CRL's own). Raises Malformed where the
        entries can't be read."""
        start, stop = self._entries
        if start == stop:
            return None
        octets = der.integer_octets(serial)
        if self._index is None and self._scans < _SCANNED_LOOKUPS:
            self._scans += 1
            places = self._places(octets)
            if not places:
                return None
            if self.der.find(_CERTIFICATE_ISSUER_DER, start, stop) < 0:
                return self._chosen(self._entries_with(places), serial, issuer)
        index = self._indexed()
        low = (hash(octets) & 0xFFFFFFFF) << 32
        first, last = bisect_left(index, low), bisect_right(index, low | 0xFFFFFFFF)
        return self._chosen([key & 0xFFFFFFFF for key in index[first:last]], serial, issuer)

    def _chosen(self, offsets: list[int], serial: int, issuer: names.NameKey | None) -> RevokedEntry | None:
        wanted = self.issuer_key if issuer is None else issuer
        for at in reversed(offsets):
            entry = self._entry(at)
            if entry.serial == serial and names.name_key(entry.issuer) == wanted:
                return entry
        return None

    def _places(self, octets: bytes) -> list[int]:
        """Where ``octets`` stand as the content of an INTEGER, padded or not: they stand in every encoding of the number, so that a scan
        that does not find them is an answer."""
        data, (at, stop) = self.der, self._entries
        length = len(octets) & 0xFF
        places = []
        while (at := data.find(octets, at, stop)) >= 0:
            before = data[at - 1]
            if before in _PADDING or (before == length and data[at - 2] not in _NO_INTEGER):
                places.append(at)
            at += 1
        return places

    def _entries_with(self, places: list[int]) -> list[int]:
        """Offsets of the entries in which ``places`` (in order) lie: what looks like a serial number may stand in another field."""
        data, (at, end) = self.der, self._entries
        found: list[int] = []
        for place in places:
            while True:
                if data[at] == der.SEQUENCE and data[at + 1] < 0x80:
                    stop = at + 2 + data[at + 1]
                else:
                    stop = der.expect(data, at, end, der.SEQUENCE, "CRL entry")[1]
                if place < stop:
                    break
                at = stop
            if not found or found[-1] != at:
                found.append(at)
        return found

    def _indexed(self) -> "array[int]":
        if self._index is None:
            self._index = array("Q", sorted(self._keys()))
        return self._index

    def _keys(self) -> "array[int]":
        """For each entry 32 bits of its serial number's hash and 32 of its offset. The loop has no calls for entries in the usual form:
        a list may have millions."""
        data = self.der
        at, end = self._entries
        keys = array("Q")
        add = keys.append
        issuers = data.find(_CERTIFICATE_ISSUER_DER, at, end) >= 0
        while at < end:
            head = data[at : at + 4]
            if len(head) == 4 and head[0] == 0x30 and head[1] < 0x80 and head[2] == 2 and head[3] + 2 <= head[1] < 0x80:
                stop = at + 2 + head[1]
                octets = data[at + 4 : at + 4 + head[3]]
            else:
                octets, stop = self._serial_at(at, end)
            if stop > end or not octets:
                raise Malformed("CRL entry")
            if octets[0] in _PADDING and len(octets) > 1:
                octets = der.integer_octets(int.from_bytes(octets, "big", signed=True))
            add((hash(octets) & 0xFFFFFFFF) << 32 | at)
            if issuers:
                self._note_issuer(at)
            at = stop
        return keys

    def _serial_at(self, at: int, end: int) -> tuple[bytes, int]:
        """Octets of the serial number of the entry at ``at``, and where the entry ends."""
        start, stop = der.expect(self.der, at, end, der.SEQUENCE, "CRL entry")
        first, last = der.expect(self.der, start, stop, der.INTEGER, "serial number of a CRL entry")
        if last - first > der.MAX_NUMBER_BYTES:
            raise Malformed("serial number of a CRL entry")
        return self.der[first:last], stop

    def _note_issuer(self, at: int) -> None:
        """Remember where the certificate issuer changes (RFC 5280 5.3.3: it holds until the next one is stated)."""
        stated = dict(self._entry_extensions(at)[3]).get(CERTIFICATE_ISSUER)
        if stated is None:
            return
        for name in ext.general_names(stated):
            if name.kind == "directoryName":
                self._issuers[0].append(at)
                self._issuers[1].append(name.octets)
                return

    def _entry_extensions(self, at: int) -> tuple[int, datetime, frozenset[str], tuple[tuple[str, bytes], ...]]:
        """Serial number, time, critical extensions and extensions of the entry at ``at``."""
        data = self.der
        start, stop = der.expect(data, at, self._entries[1], der.SEQUENCE, "CRL entry")
        first, last = der.expect(data, start, stop, der.INTEGER, "serial number of a CRL entry")
        serial = der.integer(data, first, last)
        tag, _, first, last = der.element(data, last, stop)
        when = der.time(tag, data, first, last)
        if last == stop:
            return serial, when, frozenset(), ()
        critical, found = set(), []
        inner, outer = der.expect(data, last, stop, der.SEQUENCE, "CRL entry extensions")
        for oid, is_critical, value in der.extensions(data, inner, outer):
            found.append((oid, value))
            if is_critical:
                critical.add(oid)
        return serial, when, frozenset(critical), tuple(found)

    def _entry(self, at: int) -> RevokedEntry:
        serial, when, _, found = self._entry_extensions(at)
        values = dict(found)
        position = bisect_right(self._issuers[0], at) - 1
        issuer = self._issuers[1][position] if position >= 0 else self.issuer_der
        return RevokedEntry(
            serial,
            when,
            issuer,
            _reason(values.get(REASON_CODE)),
            _invalidity(values.get(INVALIDITY_DATE)),
            _instruction(values.get(HOLD_INSTRUCTION)),
        )

    def __iter__(self) -> Iterator[RevokedEntry]:
        """Entries in the order of the index (by hash of the serial number)."""
        return (self._entry(key & 0xFFFFFFFF) for key in self._indexed())

    def __len__(self) -> int:
        return len(self._indexed())


def _number(value: bytes | None) -> int | None:
    return None if value is None else der.integer(value, *der.whole(value, der.INTEGER, "CRL number"))


def _reason(value: bytes | None) -> str:
    if value is None:
        return ""
    code = der.integer(value, *der.whole(value, der.ENUMERATED, "reason code"))
    return REASONS.get(code, str(code))


def _invalidity(value: bytes | None) -> datetime | None:
    if value is None:
        return None
    tag, _, start, stop = der.element(value, 0, len(value))
    return der.time(tag, value, start, stop)


def _instruction(value: bytes | None) -> str:
    return "" if value is None else der.oid(value, *der.whole(value, der.OID, "hold instruction"))


def _issuing_distribution_point(value: bytes) -> IssuingDistributionPoint:
    start, stop = der.whole(value, der.SEQUENCE, "issuing distribution point")
    flags: dict[int, bool] = {}
    point: tuple[tuple[ext.GeneralName, ...], bytes] = ((), b"")
    reasons = None
    for tag, _, at, end in der.children(value, start, stop):
        if tag == 0xA0:
            point = ext.distribution_point_name(value, at, end)
        elif tag == 0x83:
            reasons = der.named_bits(value, at, end)
        elif tag in {0x81, 0x82, 0x84, 0x85}:
            flags[tag] = der.boolean(value, at, end)
        else:
            raise Malformed("issuing distribution point")
    return IssuingDistributionPoint(
        names=point[0],
        relative=point[1],
        only_user=flags.get(0x81, False),
        only_ca=flags.get(0x82, False),
        only_attribute=flags.get(0x85, False),
        indirect=flags.get(0x84, False),
        only_reasons=reasons,
    )


_MEMORY: Memory[Crl] = Memory(64 << 20)


def parse_crl(data: bytes, identifier: str = "") -> Crl:
    """The list in ``data`` (DER), remembered by content. ``identifier``: its SHA-256 where that was computed. Raises Malformed."""
    if len(data) > MAX_CRL_BYTES:
        raise Malformed("CRL too large")
    identifier = identifier or sha256_hex(data)
    return _MEMORY.get(identifier, len(data), lambda: Crl(data, identifier))
