"""The doors of this package."""

from lxml import etree
from msgspec import Struct

from esigval.model.citation import ref
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import Reading, Signature
from esigval.timestamp import Identifiers
from esigval.timestamp.completeness import Trusted, nobody
from esigval.xades import names as n
from esigval.xades.budget import Budget
from esigval.xades.c14n import METHODS
from esigval.xades.reading import Reader
from esigval.xades.tree import Remembered, XmlTree, looks_like_xml, parse

_UNCHANGED = frozenset({*METHODS, "enveloped"})


def recognises(document: Document) -> bool:
    """Whether ``document`` is XML (by its first bytes); cheap, nothing is parsed."""
    return looks_like_xml(document.data)


def read(document: Document, detached: tuple[Document, ...] = (), trusted: Trusted = nobody) -> Reading:
    """All signatures of an XML document, none where it holds none. ``trusted``: the trust anchors, at which levels stop to ask for
    validation data. Raises Malformed for what is no well-formed XML without DTD."""
    return Reader(parse(document.data), detached, trusted=trusted).read()


class SignatureFiles:
    """Reads the signature files of one container: they share identifiers, one budget, and the digests of the files that they name."""

    def __init__(
        self, detached: tuple[Document, ...], size: int, identifiers: Identifiers, trusted: Trusted = nobody
    ) -> None:
        """``detached``: the files of the container; ``size``: bytes of all signature files, from which the budget follows."""
        self._detached = detached
        self._identifiers = identifiers
        self._trusted = trusted
        self._budget = Budget(size)
        self._digests: Remembered = {}

    def read(self, file: Document) -> Reading:
        """All signatures of one signature file. Raises Malformed."""
        tree = parse(file.data, self._budget, self._digests)
        return Reader(tree, self._detached, file.name, self._trusted, self._identifiers).read()


def read_signatures(
    root: etree._Element, detached: tuple[Document, ...] = (), *, file: str = "", size: int = 1 << 20
) -> Reading:
    """The same for a tree that is parsed already (by ``parse_xml``, which keeps DTDs and entities out). ``size``: bytes of the
    document, from which the budget follows. The tree is marked and restored meanwhile: not for several threads at once."""
    return Reader(XmlTree(root, size), detached, file).read()


def parse_xml(data: bytes) -> etree._Element:
    """Root element of a document, parsed once and safely: no DTD, no entities, no network, bounded. Raises Malformed."""
    return parse(data).root


class EnvelopedReading(Struct, frozen=True):
    """The one signature of a document, as trusted lists have it (TS 119 612, 5.7.1 and annex B).

    ``covers_root``: a reference with right digest covers the whole root element, and nothing but the signature itself was left out or
    changed on the way. ``problem`` says why not. Whether the value verifies is for the caller (``x509.verify``).
    """

    signature: Signature
    covers_root: bool
    problem: str = ""


def read_enveloped(source: bytes | etree._Element) -> EnvelopedReading:
    """Read the single signature that a document (bytes, or a root from ``parse_xml``) holds as a child of its root element.

    Raises Malformed where there is none there, or more than one: of two signatures nobody may choose the better one.
    """
    root = parse_xml(source) if isinstance(source, bytes) else source
    elements = list(root.iterchildren(n.SIGNATURE))
    if len(elements) != 1:
        raise Malformed(f"{len(elements)} signatures under the root element", ref("ts-119-612", "5.7.1"))
    reader = Reader(XmlTree(root, 1 << 24), ())
    reader.signature(elements[0], None, "")
    signature = reader.signatures[0]
    problem = signature.unreadable or _problem(reader, elements[0], signature)
    return EnvelopedReading(signature, not problem, problem)


def _problem(reader: Reader, element: etree._Element, signature: Signature) -> str:
    """Why the signature does not cover the root element, "" where it does."""
    if not signature.references or not all(one.intact for one in signature.references):
        return "a reference is not found or not intact"
    for one in reader.resolved[element]:
        whole = one.document is None and (one.element is reader.tree.root or (one.element is None and one.uri == ""))
        if whole and all(step in _UNCHANGED for step in one.transforms):
            return ""
    return "no reference covers the root element unchanged"
