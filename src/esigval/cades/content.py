"""Which content a signer signs: the encapsulated one, or one of the detached files."""

from msgspec import Struct

from esigval import cms
from esigval.model.dossier import Document
from esigval.model.signature import Scope, ScopeType


class Content(Struct, frozen=True):
    """What a signer signs. ``octets`` None and ``known`` None: it is not there; ``known``: (algorithm, digest) where only that is known."""

    octets: cms.Covered | None = None
    name: str = ""
    known: tuple[str, bytes] | None = None

    @property
    def data(self) -> bytes | None:
        """The content itself, None where it is not there."""
        return None if self.octets is None else bytes(self.octets.data)

    def digest(self, algorithm: str) -> bytes | None:
        """Its digest by ``algorithm``, None where that can't be known."""
        if self.octets is not None:
            return self.octets.digest(algorithm)
        return self.known[1] if self.known is not None and self.known[0] == algorithm else None

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What of the content the signature covers: all of it."""
        if self.octets is None and self.known is None:
            return ()
        kind = ScopeType.FULL if self.octets is not None else ScopeType.DIGEST
        return (Scope(kind, self.name, (self.digest("SHA256") or b"").hex()),)


NO_CONTENT = Content()


class Contents:
    """The contents that belong to one SignedData; digests are computed once for all of its signers."""

    def __init__(self, encapsulated: bytes | None, detached: tuple[Document | Content, ...]) -> None:
        if encapsulated is not None:
            self._contents: tuple[Content, ...] = (Content(cms.Covered(encapsulated)),)
        else:
            self._contents = tuple([d if isinstance(d, Content) else _detached(d) for d in detached])

    @property
    def only(self) -> Content | None:
        """The content where there is no choice."""
        return self._contents[0] if len(self._contents) == 1 else None

    def of(self, signer: cms.Signer) -> Content:
        """The content of ``signer``: encapsulated; else the only detached file; else the one whose digest is the message-digest.
        Several files of which none matches: nothing says which was meant, so the content is not there."""
        if self.only is not None:
            return self.only
        expected = cms.message_digest(signer)
        return NO_CONTENT if expected is None else self.matching(signer.digest_algorithm, expected)

    def same_as(self, data: bytes) -> Content | None:
        """The content with the same octets, None where there is none."""
        return next((c for c in self._contents if c.octets is not None and c.octets.data == data), None)

    def matching(self, algorithm: str, digest: bytes) -> Content:
        """The first content with that digest."""
        return next((c for c in self._contents if c.digest(algorithm) == digest), NO_CONTENT)


def _detached(document: Document) -> Content:
    if document.digest_only is not None:
        return Content(None, document.name, document.digest_only)
    return Content(cms.Covered(document.data), document.name)
