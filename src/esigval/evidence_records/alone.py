"""An evidence record that is the document itself, about the files that are given beside it."""

import re
from typing import Final

from esigval.model.dossier import Document
from esigval.model.signature import DataObject, EmbeddedRecord, Reading
from esigval.timestamp.completeness import Trusted, nobody
from esigval.xades.tree import looks_like_xml

_HEAD: Final = 4096
_ROOT: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*\?>|<!--(?:[^-]|-[^-])*-->)*<(?:[A-Za-z_][\w.-]*:)?EvidenceRecord[\s>]"
)
"""The root element, after declaration and comments; no two ways lead through one text, so that it takes linear time."""
_START: Final = b"\x02\x01\x01\x30"  # SEQUENCE { version 1, digestAlgorithms SEQUENCE ... }


def recognises(document: Document) -> bool:
    """Whether ``document`` begins as an evidence record in one of the two forms. Cheap."""
    head = bytes(document.data[:_HEAD])
    if head[:1] != b"\x30":
        return _ROOT.match(head) is not None
    length = head[1] if len(head) > 1 else 0
    content = 2 + (length & 0x7F if length & 0x80 else 0)
    return head[content : content + len(_START)] == _START


def read(document: Document, detached: tuple[Document, ...] = (), trusted: Trusted = nobody) -> Reading:
    """The record over the ``detached`` files. Without any it is about something that is not at hand."""
    objects = tuple(DataObject(d.name, d.data, offered=True) for d in detached if d.digest_only is None)
    record = EmbeddedRecord(document.data, objects or (DataObject("", None),), (), document.name)
    return Reading(format="XMLERS" if looks_like_xml(document.data) else "ERS", records=(record,))
