"""ASiCManifest files (EN 319 162-1, annex A.4; TS 102 918 before it): what proves, and what is proven by digest."""

from typing import Final
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from esigval.asic.limits import MAX_MANIFEST_ENTRIES, MAX_MANIFEST_OCTETS
from esigval.model.citation import ref
from esigval.model.errors import Malformed
from esigval.xades import parse_xml
from esigval.xades.algorithms import digest_name
from esigval.xades.tree import bytes_of

NAMESPACES: Final = ("http://uri.etsi.org/02918/v1.2.1#", "http://uri.etsi.org/2918/v1.1.1#")
"""Of EN 319 162-1 and TS 102 918 from V1.2.1 on; of TS 102 918 V1.1.1."""
_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_REF: Final = ref("en-319-162-1", "A.4.2")


class DataReference(Struct, frozen=True):
    """A DataObjectReference: ``rootfile``: the file that a reader should show or, of an archive manifest, the one before it."""

    uri: str
    media_type: str
    rootfile: bool
    algorithm: str
    expected: bytes | None

    @property
    def name(self) -> str:
        """The file that it names: relative to the root of the container (A.6)."""
        return file_name(self.uri)


class Manifest(Struct, frozen=True):
    """A manifest. ``proof``: the file that the SigReference names; ``conforms``: to the schema."""

    file: str
    proof: str
    references: tuple[DataReference, ...]
    conforms: bool = True


def file_name(uri: str) -> str:
    """The name that a relative URI means, from the root of the container; what is no such URI names nothing that can be there."""
    return unquote(uri).removeprefix("./").removeprefix("/")


def read_manifest(file: str, data: bytes) -> Manifest:
    """The manifest in ``data``. Raises Malformed where it is no ASiCManifest at all."""
    if len(data) > MAX_MANIFEST_OCTETS:
        raise Malformed(f"{file}: more than {MAX_MANIFEST_OCTETS} octets", _REF)
    root = parse_xml(data)
    name = etree.QName(root)
    if name.localname != "ASiCManifest" or name.namespace not in NAMESPACES:
        raise Malformed(f"{file}: no ASiCManifest", _REF)
    space = f"{{{name.namespace}}}"
    proofs = [p for p in root.iterchildren(f"{space}SigReference") if p.get("URI")]
    elements = list(root.iterchildren(f"{space}DataObjectReference"))
    if len(elements) > MAX_MANIFEST_ENTRIES:
        raise Malformed(f"{file}: more than {MAX_MANIFEST_ENTRIES} references", _REF)
    references = tuple(_reference(e) for e in elements)
    nested = sum(1 for _ in root.iter(f"{space}DataObjectReference")) - len(elements)
    broken = len(proofs) != 1 or not references or nested or any(r.expected is None or not r.uri for r in references)
    proof = file_name(proofs[0].get("URI") or "") if len(proofs) == 1 else ""
    return Manifest(file, proof, references, not broken)


def _reference(element: etree._Element) -> DataReference:
    method, value = element.find(f"{_DS}DigestMethod"), element.find(f"{_DS}DigestValue")
    return DataReference(
        uri=element.get("URI") or "",
        media_type=element.get("MimeType") or "",
        rootfile=(element.get("Rootfile") or "") in ("true", "1"),
        algorithm="" if method is None else digest_name((method.get("Algorithm") or "").strip()),
        expected=None if value is None else bytes_of(value),
    )
