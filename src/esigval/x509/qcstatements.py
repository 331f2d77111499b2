"""QcStatements of qualified certificates (RFC 3739 3.2.6, ETSI EN 319 412-5 V2.5.1)."""

from msgspec import Struct

from esigval.asn1 import der
from esigval.model.errors import Malformed
from esigval.x509.extensions import GeneralName, general_name

COMPLIANCE = "0.4.0.1862.1.1"
LIMIT_VALUE = "0.4.0.1862.1.2"
RETENTION = "0.4.0.1862.1.3"
SSCD = "0.4.0.1862.1.4"
PDS = "0.4.0.1862.1.5"
TYPE = "0.4.0.1862.1.6"
LEGISLATION = "0.4.0.1862.1.7"
IDENT_METHOD = "0.4.0.1862.1.8"
QSCD_LEGISLATION = "0.4.0.1862.1.9"
SYNTAX_V1, SYNTAX_V2 = "1.3.6.1.5.5.7.11.1", "1.3.6.1.5.5.7.11.2"
PSD2 = "0.4.0.19495.2"
TYPE_ESIGN, TYPE_ESEAL, TYPE_WEB = "0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2", "0.4.0.1862.1.6.3"


class LimitValue(Struct, frozen=True, gc=False):
    """QcEuLimitValue: ``amount * 10 ** exponent`` in ``currency`` (ISO 4217, letters or number)."""

    currency: str
    amount: int
    exponent: int


class Psd2(Struct, frozen=True):
    """Roles as (OID, name), competent authority's name and id (ETSI TS 119 495)."""

    roles: tuple[tuple[str, str], ...]
    authority_name: str
    authority_id: str


class QcStatements(Struct, frozen=True, kw_only=True):
    """What the statements say. ``statements``: OIDs of all, in order; ``malformed``: OIDs of those whose content can't be read."""

    statements: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()
    compliance: bool = False
    sscd: bool = False
    types: tuple[str, ...] = ()
    legislation_countries: tuple[str, ...] = ()
    qscd_legislation_countries: tuple[str, ...] = ()
    pds: tuple[tuple[str, str], ...] = ()
    limit: LimitValue | None = None
    retention_years: int | None = None
    semantics: str = ""
    registration_authorities: tuple[GeneralName, ...] = ()
    ident_methods: tuple[str, ...] = ()
    psd2: Psd2 | None = None


def qc_statements(value: bytes) -> QcStatements:
    """The extension's statements; one whose content can't be read is told in ``malformed`` and taken as absent."""
    start, stop = der.whole(value, der.SEQUENCE, "qualified certificate statements")
    found: dict[str, object] = {}
    order: list[str] = []
    malformed: list[str] = []
    for tag, _, at, end in der.children(value, start, stop):
        if tag != der.SEQUENCE:
            raise Malformed("qualified certificate statement")
        first, last = der.expect(value, at, end, der.OID, "statement")
        oid = der.oid(value, first, last)
        order.append(oid)
        try:
            found.update(_statement(oid, value, last, end))
        except Malformed:
            malformed.append(oid)
    return QcStatements(statements=tuple(order), malformed=tuple(malformed), **found)  # type: ignore[arg-type]


def _statement(oid: str, data: bytes, at: int, end: int) -> dict[str, object]:
    if oid == COMPLIANCE:
        return {"compliance": True}
    if oid == SSCD:
        return {"sscd": True}
    if oid == TYPE:
        return {"types": _oids(data, at, end)}
    if oid == LEGISLATION:
        return {"legislation_countries": _strings(data, at, end)}
    if oid == QSCD_LEGISLATION:
        return {"qscd_legislation_countries": _strings(data, at, end)}
    if oid == IDENT_METHOD:
        return {"ident_methods": _oids(data, at, end)}
    if oid == PDS:
        return {"pds": _locations(data, at, end)}
    if oid == LIMIT_VALUE:
        return {"limit": _limit(data, at, end)}
    if oid == RETENTION:
        return {"retention_years": der.integer(data, *der.expect(data, at, end, der.INTEGER, "retention"))}
    if oid in {SYNTAX_V1, SYNTAX_V2} and at < end:
        return _semantics(data, at, end)
    if oid == PSD2:
        return {"psd2": _psd2(data, at, end)}
    return {}


def _oids(data: bytes, at: int, end: int) -> tuple[str, ...]:
    """OIDs of a SEQUENCE; a lone OID in its place occurs."""
    tag, _, start, stop = der.element(data, at, end)
    if tag == der.OID:
        return (der.oid(data, start, stop),)
    return tuple(
        der.oid(data, inner, last) for kind, _, inner, last in der.children(data, start, stop) if kind == der.OID
    )


def _strings(data: bytes, at: int, end: int) -> tuple[str, ...]:
    start, stop = der.expect(data, at, end, der.SEQUENCE, "list of strings")
    return tuple(data[inner:last].decode("utf-8", "replace") for _, _, inner, last in der.children(data, start, stop))


def _locations(data: bytes, at: int, end: int) -> tuple[tuple[str, str], ...]:
    """PDS locations as (URL, language)."""
    start, stop = der.expect(data, at, end, der.SEQUENCE, "PDS locations")
    return tuple(
        (location[0], location[1] if len(location) > 1 else "")
        for _, begin, _, last in der.children(data, start, stop)
        if (location := _strings(data, begin, last))
    )


def _limit(data: bytes, at: int, end: int) -> LimitValue:
    start, stop = der.expect(data, at, end, der.SEQUENCE, "limit value")
    tag, _, inner, last = der.element(data, start, stop)
    currency = str(der.integer(data, inner, last)) if tag == der.INTEGER else data[inner:last].decode("latin-1")
    amount_start, amount_stop = der.expect(data, last, stop, der.INTEGER, "amount")
    exponent_start, exponent_stop = der.expect(data, amount_stop, stop, der.INTEGER, "exponent")
    return LimitValue(
        currency, der.integer(data, amount_start, amount_stop), der.integer(data, exponent_start, exponent_stop)
    )


def _semantics(data: bytes, at: int, end: int) -> dict[str, object]:
    start, stop = der.expect(data, at, end, der.SEQUENCE, "semantics information")
    said: dict[str, object] = {}
    for tag, _, inner, last in der.children(data, start, stop):
        if tag == der.OID:
            said["semantics"] = der.oid(data, inner, last)
        elif tag == der.SEQUENCE:
            names = tuple(general_name(kind, data, low, high) for kind, _, low, high in der.children(data, inner, last))
            said["registration_authorities"] = names
    return said


def _psd2(data: bytes, at: int, end: int) -> Psd2:
    start, stop = der.expect(data, at, end, der.SEQUENCE, "PSD2")
    parts = tuple(der.children(data, start, stop))
    if len(parts) < 3:
        raise Malformed("PSD2")
    roles = []
    for _, _, inner, last in der.children(data, parts[0][2], parts[0][3]):
        first, middle = der.expect(data, inner, last, der.OID, "role")
        _, _, low, high = der.element(data, middle, last)
        roles.append((der.oid(data, first, middle), data[low:high].decode("utf-8", "replace")))
    name, identifier = (data[p[2] : p[3]].decode("utf-8", "replace") for p in parts[1:3])
    return Psd2(tuple(roles), name, identifier)
