"""XML signatures for tests: plain XMLDSig with any references and transforms, and what to ask of a reading."""

import base64
import hashlib
from functools import cache
from typing import Final

from esigval import xades
from esigval.model.dossier import Document
from esigval.model.evidence import EvidenceKind
from esigval.model.signature import Reading, Reference, Signature
from esigval.x509.certificate import parse_certificate
from esigval.x509.verify import Verification, verify_signature
from tests.worlds.pki import Member, World

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N11: Final = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = f"{DS}enveloped-signature"
BASE64: Final = f"{DS}base64"
XPATH: Final = "http://www.w3.org/TR/1999/REC-xpath-19991116"
FILTER2: Final = "http://www.w3.org/2002/06/xmldsig-filter2"
XSLT: Final = "http://www.w3.org/TR/1999/REC-xslt-19991116"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


@cache
def world() -> World:
    return World("md.yml")


def member(name: str = "md-ion") -> Member:
    return world()[name]


def transform(uri: str, inside: str = "") -> str:
    return f'<ds:Transform Algorithm="{uri}">{inside}</ds:Transform>'


def xpath(expression: str, declarations: str = "") -> str:
    return transform(XPATH, f"<ds:XPath {declarations}>{expression}</ds:XPath>")


def filter2(*steps: tuple[str, str]) -> str:
    inside = "".join(f'<f:XPath xmlns:f="{FILTER2}" Filter="{op}">{text}</f:XPath>' for op, text in steps)
    return transform(FILTER2, inside)


def reference(
    octets: bytes, uri: str | None = "", transforms: str = "", *, kind: str = "", digest_method: str = SHA256
) -> str:
    """A ds:Reference with the SHA-256 of ``octets``."""
    named = "" if uri is None else f' URI="{uri}"'
    typed = f' Type="{kind}"' if kind else ""
    steps = f"<ds:Transforms>{transforms}</ds:Transforms>" if transforms else ""
    value = base64.b64encode(hashlib.sha256(octets).digest()).decode()
    return (
        f'<ds:Reference{named}{typed}>{steps}<ds:DigestMethod Algorithm="{digest_method}"/>'
        f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"
    )


def signature(references: str, inside: str = "", *, value: str = "AAAA", method: str = RSA_SHA256) -> str:
    """A ds:Signature whose value is not meant to verify."""
    return (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="{method}"/>{references}</ds:SignedInfo>'
        f"<ds:SignatureValue>{value}</ds:SignatureValue>{inside}</ds:Signature>"
    )


def read(data: bytes | str, *detached: tuple[str, bytes]) -> Reading:
    octets = data.encode() if isinstance(data, str) else data
    return xades.read(Document("signed.xml", octets), tuple(Document(name, content) for name, content in detached))


def only(data: bytes | str, *detached: tuple[str, bytes]) -> Signature:
    (found,) = read(data, *detached).signatures
    return found


def first_reference(data: bytes | str, *detached: tuple[str, bytes]) -> Reference:
    return only(data, *detached).references[0]


def verifies(found: Signature) -> bool:
    """Whether the value verifies under a certificate that the signature carries."""
    keys = [parse_certificate(e.data).spki for e in found.evidence if e.kind is EvidenceKind.CERTIFICATE]
    return any(
        verify_signature(key, found.value.algorithm, signed, found.value.value) is Verification.VALID
        for key in keys
        for signed in found.value.signed_data
    )
