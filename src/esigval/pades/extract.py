"""What was signed, handed out: the revision that a signature covers, the map of the file, and what came after."""

from esigval.model.citation import ref
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.signature import Reading, Signature
from esigval.pades.analysis import Analysis
from esigval.pades.change_types import Change
from esigval.pades.document import PdfFile
from esigval.pades.revisions import Revision
from esigval.pades.revisions import revisions as revisions_of


def extract_revision(document: Document, signature: Signature) -> bytes:
    """The file as it was signed: a PDF that opens, with the signature value in its place. Raises Malformed where the /ByteRange of
    ``signature`` does not hold, so that nothing can be said to have been signed."""
    if not signature.covered:
        raise Malformed(f"/ByteRange of {signature.name or signature.id}", ref("iso-32000-2", "12.8.1"))
    return document.data[: signature.covered[-1][1]]


def revisions(document: Document) -> tuple[Revision, ...]:
    """The revisions of a PDF, oldest first, as its cross-references state them; empty where those are damaged."""
    return revisions_of(PdfFile(document.data))


def analyse_changes(document: Document, reading: Reading) -> dict[str, tuple[Change, ...]]:
    """Signature id -> what was changed after the revision that it signed, in order. Signatures without a /ByteRange that holds are not
    in it: what they signed is not known."""
    ends = {s.id: s.covered[-1][1] for s in reading.signatures if s.covered}
    analysis = Analysis(PdfFile(document.data), tuple(ends.values()))
    return {identifier: analysis.after(end) for identifier, end in ends.items()}
