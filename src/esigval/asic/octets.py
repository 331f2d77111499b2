"""What a signature of a container was made about, handed out."""

from esigval.asic.archive import read_archive
from esigval.asic.container import Kind, open_container
from esigval.asic.files import Files
from esigval.asic.names import is_data
from esigval.model.dossier import Document
from esigval.model.signature import Format, Reference, ReferenceType, Signature
from esigval.xades import SignedOctets
from esigval.xades import read as read_xml
from esigval.xades import signed_octets as xml_octets


def signed_octets(document: Document, signature: Signature, position: int) -> tuple[SignedOctets, ...]:
    """The references of ``signature`` with the octets that were digested for each, in the order in which they stand. ``position``: how many
    signatures come before it in its file. Raises Malformed."""
    container = open_container(read_archive(document.data), document.name)
    if signature.format is Format.CADES:
        simple = container.kind is Kind.SIMPLE
        return tuple(_octets(r, container.files, simple=simple) for r in signature.references)
    named = container.files.documents
    if container.kind is Kind.SIMPLE:
        named = tuple(d for d in named if is_data(d.name))
    file = Document(signature.file, container.files.data(signature.file))
    alone = read_xml(file, named).signatures[position]
    return xml_octets(file, alone.id, named) or ()


def _octets(reference: Reference, files: Files, *, simple: bool) -> SignedOctets:
    """A reference of a CAdES signature: the manifest that it signs is a part of the signature, what the manifest names is not."""
    data = files.data(reference.name) if reference.name in files else None
    return SignedOctets(reference, data, reference.type is ReferenceType.MESSAGE_DIGEST and not simple)
