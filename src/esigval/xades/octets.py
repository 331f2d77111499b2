"""What was signed, handed out: the octets of each reference, as they were digested (XMLDSig 4.4.3.2)."""

from msgspec import Struct

from esigval.model.dossier import Document
from esigval.model.signature import Reference
from esigval.xades import transforms
from esigval.xades.failure import Failure
from esigval.xades.reading import Reader
from esigval.xades.tree import parse


class SignedOctets(Struct, frozen=True):
    """One reference and the octets that were digested for it. ``data``: None where they can't be had. ``own``: a part of the signature
    itself (its properties, its key), not of what it was made about."""

    reference: Reference
    data: bytes | None
    own: bool


def signed_octets(
    document: Document, signature: str, detached: tuple[Document, ...] = ()
) -> tuple[SignedOctets, ...] | None:
    """The references of the signature with the id ``signature``, in the order of ds:SignedInfo; None where no signature that could be
    read has that id. Raises Malformed for what is no well-formed XML without DTD."""
    reader = Reader(parse(document.data), detached)
    reader.read()
    element = reader.elements.get(signature)
    if element is None:
        return None
    found = []
    for one in reader.resolved[element]:
        try:
            data = None if one.data is None else transforms.octets(one.data)
        except Failure:
            data = None
        found.append(SignedOctets(one.reference, data, not one.scoped))
    return tuple(found)
