"""The signed XML file of the examples, whole and changed, and what it is judged under."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "examples" / "lists"
AS_OF = "2025-06-02T08:00:00Z"
_ANCHOR = ROOT / "tests" / "vectors" / "world" / "md-root.cer"


@cache
def signed_xml() -> bytes:
    """An XML file with a valid signature."""
    return (ROOT / "examples" / "cerere-avansata.xml").read_bytes()


@cache
def changed_xml() -> bytes:
    """The same file with an amount changed after signing."""
    changed = signed_xml().replace(b"100 lei", b"900 lei")
    assert changed != signed_xml()
    return changed


@cache
def certificate_der() -> bytes:
    """A root that the signature leads to."""
    return _ANCHOR.read_bytes()


@cache
def certificate_pem() -> bytes:
    """The same in PEM."""
    import ssl

    return ssl.DER_cert_to_PEM_cert(certificate_der()).encode()
