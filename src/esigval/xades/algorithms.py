"""Algorithms by their URIs (XMLDSig 1.1 clause 6, RFC 9231), and the forms of signature values."""

from typing import Final

from lxml import etree

from esigval.asn1 import SEQUENCE, encode, encode_integer
from esigval.model.algorithms import SignatureAlgorithm
from esigval.xades.names import DS, split

_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007: Final = "http://www.w3.org/2007/05/xmldsig-more#"
_MORE_2021: Final = "http://www.w3.org/2021/04/xmldsig-more#"
_ENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_DSIG11: Final = "http://www.w3.org/2009/xmldsig11#"
_RSA_PSS: Final = f"{_MORE_2007}rsa-pss"

DIGEST_BY_URI: Final[dict[str, str]] = {
    f"{DS}sha1": "SHA1",
    f"{_MORE}md5": "MD5",
    f"{_MORE}sha224": "SHA224",
    f"{_ENC}sha256": "SHA256",
    f"{_MORE}sha384": "SHA384",
    f"{_ENC}sha512": "SHA512",
    f"{_ENC}ripemd160": "RIPEMD160",
    f"{_MORE_2007}whirlpool": "WHIRLPOOL",
    f"{_MORE_2007}sha3-224": "SHA3_224",
    f"{_MORE_2007}sha3-256": "SHA3_256",
    f"{_MORE_2007}sha3-384": "SHA3_384",
    f"{_MORE_2007}sha3-512": "SHA3_512",
}
"""DigestMethod/@Algorithm -> report name."""


def _signature_table() -> dict[str, SignatureAlgorithm]:
    table = {
        f"{DS}rsa-sha1": ("RSA", "SHA1"),
        f"{DS}dsa-sha1": ("DSA", "SHA1"),
        f"{_DSIG11}dsa-sha256": ("DSA", "SHA256"),
    }
    for name in ("MD5", "SHA224", "SHA256", "SHA384", "SHA512", "RIPEMD160"):
        table[f"{_MORE}rsa-{name.lower()}"] = ("RSA", name)
    table[f"{_MORE_2007}rsa-whirlpool"] = ("RSA", "WHIRLPOOL")
    for name in ("SHA1", "SHA224", "SHA256", "SHA384", "SHA512"):
        table[f"{_MORE}ecdsa-{name.lower()}"] = ("ECDSA", name)
    for name in ("RIPEMD160", "WHIRLPOOL"):
        table[f"{_MORE_2007}ecdsa-{name.lower()}"] = ("ECDSA", name)
    for size in ("224", "256", "384", "512"):
        table[f"{_MORE_2021}ecdsa-sha3-{size}"] = ("ECDSA", f"SHA3_{size}")
        table[f"{_MORE_2007}ecdsa-sha3-{size}"] = ("ECDSA", f"SHA3_{size}")
    for curve in ("ed25519", "ed448"):
        table[f"{_MORE_2021}eddsa-{curve}"] = ("EDDSA", "")
    return {uri: SignatureAlgorithm(scheme, digest, uri) for uri, (scheme, digest) in table.items()}


def _pss_table() -> dict[str, str]:
    names = {"md2": "MD2", "md5": "MD5", "sha1": "SHA1", "ripemd160": "RIPEMD160", "whirlpool": "WHIRLPOOL"}
    names |= {f"sha{size}": f"SHA{size}" for size in ("224", "256", "384", "512")}
    names |= {f"sha3-{size}": f"SHA3_{size}" for size in ("224", "256", "384", "512")}
    return {f"{_MORE_2007}{name}-rsa-MGF1": digest for name, digest in names.items()}


_SIGNATURES: Final = _signature_table()
_PSS_FIXED: Final = _pss_table()
_DIGEST_SIZES: Final = {
    "MD2": 16,
    "MD5": 16,
    "SHA1": 20,
    "RIPEMD160": 20,
    "SHA224": 28,
    "SHA256": 32,
    "SHA384": 48,
    "SHA512": 64,
    "SHA3_224": 28,
    "SHA3_256": 32,
    "SHA3_384": 48,
    "SHA3_512": 64,
    "WHIRLPOOL": 64,
}


def digest_name(uri: str) -> str:
    """The report name of a digest algorithm, or the URI itself where it is unknown."""
    return DIGEST_BY_URI.get(uri, uri)


def signature_algorithm(method: etree._Element) -> SignatureAlgorithm:
    """The algorithm that a ds:SignatureMethod names; scheme "" where it is unknown."""
    uri = (method.get("Algorithm") or "").strip()
    known = _SIGNATURES.get(uri)
    if known is not None:
        return known
    fixed = _PSS_FIXED.get(uri)
    if fixed is not None:  # RFC 9231, 2.3.10: MGF1 with the same digest, salt as long as the digest
        return SignatureAlgorithm("RSA_PSS", fixed, uri, fixed, _DIGEST_SIZES[fixed])
    if uri == _RSA_PSS:
        return _pss_with_parameters(method)
    return SignatureAlgorithm("", "", uri)


def _pss_with_parameters(method: etree._Element) -> SignatureAlgorithm:
    """RFC 9231, 2.3.9: defaults are SHA-256, MGF1 with the digest above, salt as long as the digest, trailer 1."""
    digest, mgf, salt, trailer = "SHA256", "", -1, 1
    for element in method.iter():
        namespace, local = split(element.tag)
        uri = (element.get("Algorithm") or "").strip()
        if local == "DigestMethod" and namespace == DS:
            parent = element.getparent()
            if parent is not None and split(parent.tag)[1] == "MaskGenerationFunction":
                mgf = digest_name(uri)
            else:
                digest = digest_name(uri)
        elif local == "SaltLength":
            salt = _small_integer(element.text, -2)
        elif local == "TrailerField":
            trailer = _small_integer(element.text, 0)
    if digest not in _DIGEST_SIZES or (mgf and mgf not in _DIGEST_SIZES) or trailer != 1 or salt == -2:
        return SignatureAlgorithm("", "", _RSA_PSS)
    return SignatureAlgorithm("RSA_PSS", digest, _RSA_PSS, mgf or digest, _DIGEST_SIZES[digest] if salt < 0 else salt)


def _small_integer(text: str | None, otherwise: int) -> int:
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 6 else otherwise


def normalised_value(scheme: str, raw: bytes) -> bytes:
    """A signature value as X.509 software wants it: (EC)DSA values are r||s in XML (XMLDSig 6.4.3) and DER elsewhere."""
    if scheme not in ("ECDSA", "DSA") or not raw or _is_der_pair(raw):
        return raw
    if len(raw) % 2:  # written as one big number, its leading zero trimmed
        raw = b"\0" + raw
    half = len(raw) // 2
    numbers = (int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    return encode(SEQUENCE, b"".join(map(encode_integer, numbers)))


def _is_der_pair(raw: bytes) -> bool:
    """Whether a value is wrongly DER-encoded already: a SEQUENCE of two INTEGERs that fills it exactly."""
    if len(raw) < 8 or raw[0] != 0x30:
        return False
    start = 2 if raw[1] < 0x80 else 3 if raw[1] == 0x81 else 0
    if not start or raw[start - 1] != len(raw) - start:
        return False
    for _ in range(2):
        if start + 2 > len(raw) or raw[start] != 0x02 or raw[start + 1] >= 0x80:
            return False
        start += 2 + raw[start + 1]
    return start == len(raw)
