"""Dated tables of recognition between states: who is a member state, which foreign providers count and since when.

Each entry has its act. An entry that is absent means that no act is known here, which never refutes anything.
"""

from datetime import date

from msgspec import Struct


class Membership(Struct, frozen=True):
    """Membership of the Union: days, both included."""

    since: date
    until: date | None = None


_TREATY_OF_ACCESSION_2003 = date(2004, 5, 1)
_BEFORE = date(1995, 1, 1)

EU_MEMBERS: dict[str, Membership] = {
    **{
        state: Membership(_BEFORE)
        for state in ["AT", "BE", "DE", "DK", "EL", "ES", "FI", "FR", "GR", "IE", "IT", "LU", "NL", "PT", "SE"]
    },
    **{
        state: Membership(_TREATY_OF_ACCESSION_2003)
        for state in ["CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"]
    },
    "BG": Membership(date(2007, 1, 1)),
    "RO": Membership(date(2007, 1, 1)),
    "HR": Membership(date(2013, 7, 1)),
    # The withdrawal agreement kept Union law applying in the United Kingdom to the end of its transition period (art. 126, 127).
    "UK": Membership(_BEFORE, date(2020, 12, 31)),
    "GB": Membership(_BEFORE, date(2020, 12, 31)),
}
"""Member states by the codes of trusted lists (EL, UK) and of certificates (GR, GB)."""

EEA_STATES = frozenset({"IS", "LI", "NO"})
"""States of the Economic Area outside the Union: on the Union's list of lists, not "member states" for Moldovan art. 3(4)."""


class Recognition(Struct, frozen=True):
    """That a law treats something of another state as its own: ``what`` is certificate, device or stamp."""

    law: str
    regime: str
    what: str
    act: str
    since: date
    until: date | None = None


RECOGNITIONS: tuple[Recognition, ...] = (
    Recognition("md-124-2022", "EU", "certificate", "md-124-2022/3/4", date(2022, 12, 10)),
    # What Law 124/2022 says of devices (24(b)) isn't said of devices certified elsewhere: no entry for them.
)
"""Recognitions that the laws themselves state or that a dated act states."""


def is_member_state(territory: str, day: date) -> bool:
    """Whether ``territory`` was a member state of the Union on ``day``."""
    membership = EU_MEMBERS.get(territory.upper())
    return membership is not None and membership.since <= day and (membership.until is None or day <= membership.until)


def regime_of(territory: str) -> str:
    """The regime under which trusted lists of ``territory`` stand: EU (with the Economic Area), MD or third."""
    code = territory.upper()
    if code in EU_MEMBERS or code in EEA_STATES or code == "EU":
        return "EU"
    return "MD" if code == "MD" else "third"


def recognised(law: str, regime: str, what: str, day: date) -> Recognition | None:
    """The recognition that ``law`` gave to ``what`` of ``regime`` on ``day``."""
    for entry in RECOGNITIONS:
        if (entry.law, entry.regime, entry.what) == (law, regime, what) and entry.since <= day:
            return entry if entry.until is None or day <= entry.until else None
    return None
