"""Who signed each list of a set, from the pinned signers through the pivots down to the national lists (TS 119 615 4.1, 4.2).

Only facts come out of here. Whether they are good enough is for ``judgement`` to say, under a policy and at a time.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from esigval.model.dossier import SeenList, TrustSource
from esigval.model.errors import Malformed
from esigval.trust.facts import ListFacts, read_many
from esigval.trust.identity import listed_certificate
from esigval.trust.lists import ListedCertificate, Pointer, TrustedList
from esigval.trust.signature import find_signer
from esigval.trust.uris import MIME_LIST, TYPE_EU_GENERIC, TYPE_EU_LIST_OF_LISTS

MAX_PIVOTS = 32
"""Pivots named by one list of lists. The European one named two in 2023, and is republished in the Official Journal every few years."""
MAX_LISTS = 512
"""Lists of one set."""
MAX_CANDIDATES = 64
"""Certificates tried for one list. The pointers of 2023 announce at most nine."""

EU_TERRITORIES = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
    }
    | {"LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "UK"}
)
"""Territories whose lists are European Union national lists: the Union, the EEA, and the United Kingdom for its time as a member."""


class Role(StrEnum):
    """What a list is in its set."""

    ROOT = "list-of-lists"
    PIVOT = "pivot"
    NATIONAL = "national"
    STANDALONE = "standalone"
    STRAY = "stray"  # in a set with a list of lists that does not point to it


class ListEntry(Struct, frozen=True, kw_only=True, eq=False):
    """A list in its set. ``signer``: the certificate, among the ``candidates`` that may sign it, that did. ``parent``: the entry that
    announced the candidates; None where they are pinned. ``pointer``: what announces this list. ``missing_pivots``: URLs that the list of
    lists names and the set lacks. ``scheme``: "EU", or the territory of another scheme. ``obtained``: when its publisher last gave it."""

    source: str
    url: str
    facts: ListFacts
    role: Role
    candidates: tuple[ListedCertificate, ...] = ()
    signer: ListedCertificate | None = None
    parent: "ListEntry | None" = None
    pointer: Pointer | None = None
    pivots: "tuple[ListEntry, ...]" = ()
    missing_pivots: tuple[str, ...] = ()
    seen: SeenList | None = None
    scheme: str = ""
    obtained: datetime | None = None

    @property
    def content(self) -> TrustedList | None:
        """The list; None where it can't be read."""
        return self.facts.content

    @property
    def territory(self) -> str:
        """Scheme territory; "" where the list can't be read."""
        return self.facts.content.territory if self.facts.content else ""

    @property
    def authenticated(self) -> bool:
        """One of those who may sign it signed the whole of it, and whoever named them was authenticated alike."""
        signature = self.facts.signature
        good = self.signer is not None and signature.whole and signature.intact
        return good and (self.parent is None or self.parent.authenticated)


def authenticate(source: TrustSource) -> tuple[ListEntry, ...]:
    """Every list of ``source`` with who signed it. A set whose root list is absent has stray lists only."""
    lists = source.lists[:MAX_LISTS]
    read = read_many([data for _, data in lists])
    facts = {url: found for (url, _), found in zip(lists, read, strict=True)}
    seen = {item.url: item for item in source.seen}
    pinned = _pinned(source.signers)
    if not source.root:
        return tuple(_standalone(source, url, found, pinned, seen.get(url)) for url, found in facts.items())
    root = _root(source, facts, pinned, seen)
    entries = [root] if root is not None else []
    used = {source.root, *(p.url for p in entries[0].pivots)} if root is not None else {source.root}
    entries += root.pivots if root is not None else ()
    pointers = _pointers(root)
    for url, found in facts.items():
        if url not in used:
            entries.append(_national(source, url, found, root, pointers.get(url), seen.get(url)))
    return tuple(entries)


def _pinned(signers: tuple[bytes, ...]) -> tuple[ListedCertificate, ...]:
    """Pinned certificates; one that can't be read can't have signed anything."""
    found = []
    for data in signers:
        try:
            found.append(listed_certificate(data))
        except Malformed:
            continue
    return tuple(found)


def _standalone(
    source: TrustSource, url: str, facts: ListFacts, pinned: tuple[ListedCertificate, ...], seen: SeenList | None
) -> ListEntry:
    """A list that stands on its own signers: one Member State's, Moldova's, or anyone's."""
    content = facts.content
    european = content is not None and content.type == TYPE_EU_GENERIC and content.territory in EU_TERRITORIES
    return ListEntry(
        source=source.id,
        url=url,
        facts=facts,
        role=Role.STANDALONE,
        candidates=pinned,
        signer=find_signer(facts.signature, pinned[:MAX_CANDIDATES]),
        seen=seen,
        obtained=_obtained(source, url),
        scheme="EU" if european else (content.territory if content is not None else ""),
    )


def _root(
    source: TrustSource,
    facts: dict[str, ListFacts],
    pinned: tuple[ListedCertificate, ...],
    seen: dict[str, SeenList],
) -> ListEntry | None:
    """The list of lists, authenticated through its pivots from the oldest to the newest (TS 119 615 4.1.4)."""
    found = facts.get(source.root)
    if found is None:
        return None
    trusted, parent = pinned, None
    pivots: list[ListEntry] = []
    missing: list[str] = []
    for url in pivot_urls(found.content, source.root):
        pivot_facts = facts.get(url)
        if pivot_facts is None:
            missing.append(url)
            continue
        pivot = _signed(source, url, pivot_facts, Role.PIVOT, trusted, parent)
        pivots.append(pivot)
        announced = _announced_signers(pivot.content, source.root)
        if pivot.authenticated and announced:
            trusted, parent = announced, pivot
    entry = _signed(source, source.root, found, Role.ROOT, trusted, parent)
    content = found.content
    return ListEntry(
        source=entry.source,
        url=entry.url,
        facts=found,
        role=Role.ROOT,
        candidates=trusted,
        signer=entry.signer,
        parent=parent,
        pivots=tuple(pivots),
        missing_pivots=tuple(missing),
        seen=seen.get(source.root),
        obtained=_obtained(source, source.root),
        scheme="EU" if content is not None and content.type == TYPE_EU_LIST_OF_LISTS else "",
    )


def _obtained(source: TrustSource, url: str) -> datetime | None:
    return next((time for known, time in source.obtained if known == url), None)


def _signed(
    source: TrustSource,
    url: str,
    facts: ListFacts,
    role: Role,
    candidates: tuple[ListedCertificate, ...],
    parent: ListEntry | None,
) -> ListEntry:
    signer = find_signer(facts.signature, candidates[:MAX_CANDIDATES])
    return ListEntry(
        source=source.id, url=url, facts=facts, role=role, candidates=candidates, signer=signer, parent=parent
    )


def pivot_urls(content: TrustedList | None, root: str) -> tuple[str, ...]:
    """URLs of the pivots, oldest first: the lists among the scheme information URIs (TS 119 615 4.1.4; the newest stands first)."""
    if content is None:
        return ()
    urls = (text.value for text in content.information_uris if text.value.partition("#")[0].lower().endswith(".xml"))
    named = tuple(dict.fromkeys(url for url in urls if url != root))
    return tuple(reversed(named[:MAX_PIVOTS]))


def _announced_signers(content: TrustedList | None, root: str) -> tuple[ListedCertificate, ...]:
    """Certificates that a list of lists announces for the list of lists itself."""
    if content is None:
        return ()
    return tuple(
        certificate
        for pointer in content.pointers
        if pointer.type == content.type and pointer.territory == content.territory and pointer.mime_type == MIME_LIST
        for certificate in pointer.certificates
        if pointer.location == root
    )


def _pointers(root: ListEntry | None) -> dict[str, Pointer]:
    """Pointers to machine-readable lists by where they point to."""
    if root is None or root.content is None:
        return {}
    return {p.location: p for p in root.content.pointers if p.mime_type in {MIME_LIST, ""}}


def _national(
    source: TrustSource,
    url: str,
    facts: ListFacts,
    root: ListEntry | None,
    pointer: Pointer | None,
    seen: SeenList | None,
) -> ListEntry:
    """A list under a list of lists; without a pointer to it nobody may sign it."""
    if root is None or pointer is None:
        return ListEntry(source=source.id, url=url, facts=facts, role=Role.STRAY, parent=root, seen=seen)
    european = root.scheme == "EU" and pointer.type == TYPE_EU_GENERIC and not pointer.mutual_recognition
    return ListEntry(
        source=source.id,
        url=url,
        facts=facts,
        role=Role.NATIONAL,
        candidates=pointer.certificates,
        signer=find_signer(facts.signature, pointer.certificates[:MAX_CANDIDATES]),
        parent=root,
        pointer=pointer,
        seen=seen,
        obtained=_obtained(source, url),
        scheme="EU" if european else (pointer.territory or "third"),
    )
