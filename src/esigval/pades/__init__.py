"""PDF signatures (EN 319 142-1, ISO 32000-2 12.8): from the bytes of a file to neutral signatures, and what changed after each."""

from esigval.pades.change_types import Change, ChangeKind
from esigval.pades.extract import analyse_changes, extract_revision, page_pairs, revisions
from esigval.pades.reader import read, recognises
from esigval.pades.revisions import Revision

__all__ = [
    "Change",
    "ChangeKind",
    "Revision",
    "analyse_changes",
    "extract_revision",
    "page_pairs",
    "read",
    "recognises",
    "revisions",
]
