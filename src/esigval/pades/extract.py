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
from esigval.pades.tree import page_tree


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


def page_pairs(document: Document, signature: Signature) -> tuple[tuple[int, int], ...]:
    """(place when ``signature`` was made, place now) of every page, from 1, by the objects that the pages are; 0: it is not there. Pages
    that are gone come last. Empty where the pages of either can't be told."""
    if not signature.covered:
        return ()
    file = PdfFile(document.data)
    try:
        before = page_tree(file.view(signature.covered[-1][1])).pages
        after = page_tree(file.view()).pages
    except Malformed:
        return ()
    places = {number: place for place, number in reversed(list(enumerate(before, start=1))) if number}
    pairs = [(places.get(number, 0) if number else place, place) for place, number in enumerate(after, start=1)]
    known = {was for was, _ in pairs}
    gone = [(place, 0) for place in range(1, len(before) + 1) if place not in known]
    return (*pairs, *gone)
