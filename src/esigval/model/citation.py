"""Citations: which clause of which document a check carries out."""

from msgspec import Struct


class Ref(Struct, frozen=True, gc=False):
    """A clause of a document, e.g. ``Ref("en-319-102-1", "V1.4.1", "5.2.7")``."""

    document: str
    edition: str
    clause: str


EDITIONS: dict[str, str] = {
    "en-319-102-1": "V1.4.1",
    "en-319-122-1": "V1.3.1",
    "en-319-132-1": "V1.3.1",
    "en-319-142-1": "V1.2.1",
    "en-319-162-1": "V1.1.1",
    "en-319-412-1": "V1.5.1",
    "en-319-412-5": "V2.5.1",
    "ts-119-102-2": "V1.4.1",
    "ts-119-312": "V1.5.1",
    "ts-119-322": "V1.2.1",
    "ts-119-612": "V2.4.1",
    "ts-119-615": "V1.3.1",
    "iso-32000-2": "2020",
    "rfc-3161": "2001",
    "rfc-5035": "2007",
    "rfc-5280": "2008",
    "rfc-5652": "2009",
    "rfc-5816": "2010",
    "rfc-6211": "2011",
    "rfc-6960": "2013",
    "rfc-9608": "2024",
    "xmldsig-core": "1.1",
}
"""Short name of each standard that is cited -> the edition that is carried out."""


def ref(document: str, clause: str) -> Ref:
    """The citation of ``clause`` in the edition of ``document`` that this package carries out."""
    return Ref(document, EDITIONS[document], clause)


def ref_of_check(check_id: str) -> Ref:
    """The citation that a check's id states: ``document/clause[/slug]``. Laws have an empty edition here."""
    parts = check_id.split("/")
    return Ref(parts[0], EDITIONS.get(parts[0], ""), parts[1] if len(parts) > 1 else "")
