"""ds:KeyInfo: certificates, keys and hints of who signed (XMLDSig 4.5)."""

from typing import Final

from lxml import etree

from esigval.asn1 import BIT_STRING, OID, SEQUENCE, encode, encode_integer
from esigval.asn1.primitives import oid_contents
from esigval.hashing import sha256_hex
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.signature import IssuerSerial, SignerHint
from esigval.xades import names as n
from esigval.xades.names import split
from esigval.xades.tree import bytes_of, decode_base64, text_of

_MAX_CERTIFICATES: Final = 100
"""Certificates read from one KeyInfo; chains have up to ten."""

_RSA: Final = bytes.fromhex("06092a864886f70d0101010500")
_EC: Final = bytes.fromhex("06072a8648ce3d0201")
_DSA: Final = bytes.fromhex("06072a8648ce380401")
_KEY_INFO: Final = Origin(OriginKind.KEY_INFO, "ds:KeyInfo")


def read_key_info(key_info: etree._Element | None) -> tuple[SignerHint, tuple[Evidence, ...]]:
    """What KeyInfo says of the signer, and the certificates and CRLs that it carries. What can't be decoded is left out."""
    if key_info is None:
        return SignerHint(), ()
    evidence: list[Evidence] = []
    issuer_serial: IssuerSerial | None = None
    key_identifier = key = b""
    for child in key_info:
        if child.tag == f"{{{n.DS}}}X509Data":
            for item in child:
                local = split(item.tag)[1]
                if local in ("X509Certificate", "X509CRL") and len(evidence) < _MAX_CERTIFICATES:
                    _add(evidence, item, EvidenceKind.CERTIFICATE if local == "X509Certificate" else EvidenceKind.CRL)
                elif local == "X509IssuerSerial" and issuer_serial is None:
                    issuer_serial = issuer_serial_of(item)
                elif local == "X509SKI":
                    key_identifier = key_identifier or bytes_of(item) or b""
        elif child.tag == f"{{{n.DS}}}KeyValue":
            key = key or _key_value(child)
        elif child.tag == f"{{{n.DS11}}}DEREncodedKeyValue":
            key = key or bytes_of(child) or b""
    ids = tuple(e.id for e in evidence if e.kind is EvidenceKind.CERTIFICATE)
    return SignerHint(issuer_serial, key_identifier, key, ids), tuple(evidence)


def _add(evidence: list[Evidence], item: etree._Element, kind: EvidenceKind) -> None:
    data = bytes_of(item)
    if data:
        evidence.append(Evidence(sha256_hex(data), kind, _KEY_INFO, data))


def issuer_serial_of(element: etree._Element) -> IssuerSerial:
    """X509IssuerName and X509SerialNumber of an element."""
    issuer, serial = "", None
    for child in element:
        local = split(child.tag)[1]
        if local == "X509IssuerName":
            issuer = text_of(child).strip()
        elif local == "X509SerialNumber":
            serial = _integer(text_of(child).strip())
    return IssuerSerial(issuer=issuer, serial=serial)


def _integer(text: str) -> int | None:
    digits = text[1:] if text.startswith(("-", "+")) else text
    # 4,000 digits: below the interpreter's own limit, far above the 49 digits of a serial number (RFC 5280 4.1.2.2)
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 4000 else None


def _key_value(element: etree._Element) -> bytes:
    """SubjectPublicKeyInfo of an RSA, DSA or EC key value, b"" where it is none of these."""
    for child in element:
        local = split(child.tag)[1]
        if local == "RSAKeyValue":
            return _rsa(child)
        if local == "DSAKeyValue":
            return _dsa(child)
        if local == "ECKeyValue":
            return _ec(child)
    return b""


def _numbers(element: etree._Element, *wanted: str) -> list[bytes] | None:
    """CryptoBinary members as DER INTEGERs, None where one is missing."""
    values = {split(child.tag)[1]: decode_base64(text_of(child)) for child in element}
    found = []
    for name in wanted:
        value = values.get(name)
        if not value:
            return None
        found.append(encode_integer(int.from_bytes(value, "big")))
    return found


def _spki(algorithm: bytes, key: bytes) -> bytes:
    return encode(SEQUENCE, encode(SEQUENCE, algorithm) + encode(BIT_STRING, b"\0" + key))


def _rsa(element: etree._Element) -> bytes:
    numbers = _numbers(element, "Modulus", "Exponent")
    return _spki(_RSA, encode(SEQUENCE, b"".join(numbers))) if numbers else b""


def _dsa(element: etree._Element) -> bytes:
    numbers = _numbers(element, "P", "Q", "G", "Y")
    return _spki(_DSA + encode(SEQUENCE, b"".join(numbers[:3])), numbers[3]) if numbers else b""


def _ec(element: etree._Element) -> bytes:
    """EC keys on named curves (XMLDSig 4.5.2.3); explicit parameters are not read."""
    curve = point = b""
    for child in element:
        local = split(child.tag)[1]
        if local == "NamedCurve":
            curve = _oid((child.get("URI") or "").strip().removeprefix("urn:oid:"))
        elif local == "PublicKey":
            point = bytes_of(child) or b""
    return _spki(_EC + curve, point) if curve and point else b""


def _oid(dotted: str) -> bytes:
    """An object identifier in DER, b"" where the text is none."""
    arcs = dotted.split(".")
    if not 2 <= len(arcs) <= 32 or not all(arc.isascii() and arc.isdigit() and len(arc) < 20 for arc in arcs):
        return b""
    return encode(OID, oid_contents(dotted))
