"""The only exceptions that leave the core."""

from esigval.model.citation import Ref


class EsigvalError(Exception):
    """Base of all errors that this package raises on purpose."""


class UsageError(EsigvalError):
    """The caller asked for something that makes no sense (unknown policy, naive time, anchor that is no certificate)."""


class Malformed(EsigvalError):
    """Input that is not what it claims to be.

    Parsers raise this and nothing else; the spine turns it into FORMAT_FAILURE of that signature alone.
    ``where`` names the part (attribute, byte offset, element), ``ref`` the clause that it breaks.
    """

    def __init__(self, where: str, ref: Ref | None = None) -> None:
        super().__init__(where)
        self.where = where
        self.ref = ref


class Unreadable(EsigvalError):
    """The file as a whole can't be read as a signed document. ``kind`` is the machine-readable reason."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
