"""What a verdict would be if something were there that is not: suppositions, and what they would lead to. Never a conclusion.

Nothing here is evidence, and nothing here converts into a Conclusion: there is no check tree, no certificate, no time that was proven.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from esigval.model.conclusion import Indication, SubIndication


class Supposed(StrEnum):
    """What is supposed of an object that nothing at hand tells about."""

    GOOD = "good"  # revocation data of the validation time say that the certificate is not revoked
    REVOKED = "revoked"  # they say that it was revoked before anything is proven to have been signed
    PROVEN = "proven"  # a valid time-stamp proves that the signature existed at the moment


class Supposition(Struct, frozen=True, gc=False):
    """That ``subject`` (a certificate, or for PROVEN a signature) is what ``supposed`` says, as of ``at``. ``name``: of the certificate."""

    subject: str
    supposed: Supposed
    at: datetime
    name: str = ""


class Prospect(Struct, frozen=True):
    """What ``signature`` would come to under all of ``suppositions`` together.

    ``would_be`` None: it can't be said, because it hangs on the content of ``subject``, which nobody has seen. ``complete``: the
    suppositions answer everything that is asked for on the way, also what only they made it ask for. ``name``: of ``subject``.
    """

    signature: str
    suppositions: tuple[Supposition, ...]
    would_be: Indication | None = None
    sub_indication: SubIndication | None = None
    complete: bool = False
    subject: str = ""
    name: str = ""
