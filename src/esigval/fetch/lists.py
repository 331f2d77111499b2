"""What ``esigval lists`` does: import, update, show, verify, find."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from esigval.fetch.directory import read_lists_folder
from esigval.fetch.http import FetchFailed, Response
from esigval.fetch.store import Edition, ListSet, ListStore
from esigval.model.check import Check
from esigval.model.dossier import TrustSource
from esigval.model.errors import Malformed, UsageError
from esigval.model.policy import ValidationPolicy
from esigval.trust import TrustedService, TrustSet, load_trust
from esigval.trust.authenticate import MAX_LISTS, ListEntry, authenticate, pivot_urls
from esigval.trust.difference import ServiceChange, difference
from esigval.trust.facts import read_facts
from esigval.trust.lists import TrustedList
from esigval.trust.uris import MIME_LIST
from esigval.x509.certificate import parse_certificate

WORKERS = 8
"""Lists fetched at the same time; every Member State has its own server."""


class Client(Protocol):
    """What updates need of an HTTP client."""

    def get(self, url: str, *, etag: str = "", last_modified: str = "") -> Response:
        """The resource, or that it did not change. Raises FetchFailed."""
        ...


class Outcome(StrEnum):
    """What became of one list in an import or update."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"  # could not be obtained or read: what was there stays
    REFUSED = "refused"  # older than, or less authentic than what was there: what was there stays


class ListChange(Struct, frozen=True):
    """Outcome for the list behind ``url``; ``detail`` says why, or names the edition."""

    url: str
    outcome: Outcome
    detail: str = ""


class ServiceRow(Struct, frozen=True, kw_only=True):
    """A service as ``lists show TERRITORY`` prints it; ``history`` is (status, since), the current one first; ``at``: the place in it of
    the status at the time asked for, None before the first. ``url``: of its list; ``usable``: whether that may be used."""

    url: str
    usable: bool
    at: int | None
    listed_for: tuple[str, ...]
    territory: str
    provider: str
    service: str
    type: str
    history: tuple[tuple[str, datetime], ...]
    certificates: tuple[str, ...]


class ListRow(Struct, frozen=True, kw_only=True):
    """A list as ``lists show`` prints it. ``signer``: subject of the certificate that signed it, "" where nobody who may did.
    ``obtained``: when its publisher last gave it, or said that it is still the newest."""

    source: str
    territory: str
    url: str
    role: str
    sequence: int
    issued: datetime | None
    next_update: datetime | None
    obtained: datetime | None
    sha256: str
    size: int
    services: int
    signer: str
    authenticated: bool
    verdict: Check


def import_folder(store: ListStore, folder: Path, at: datetime, name: str = "") -> tuple[ListChange, ...]:
    """Takes the lists of ``folder`` (see ``directory``) into the set ``name`` (default: the folder's own name). Root and signers are pinned
    with the first import and stay. A list that is not authenticated where the one that is there is changes nothing."""
    source = read_lists_folder(folder)
    name = name or source.id
    found = store.load(name) if store.has(name) else _pin(store, name, source)
    changes: list[ListChange] = []
    fetched: list[_Fetched] = []
    for url, data in source.lists:
        try:
            fetched.append(_edition(store, url, data, at, str(folder)))
        except Malformed as error:
            fetched.append(ListChange(url, Outcome.FAILED, error.where))
    store.add(found, _judge(store, found, fetched, changes))
    return tuple(changes)


def _pin(store: ListStore, name: str, source: TrustSource) -> ListSet:
    return ListSet(id=name, root=source.root, signers=tuple(store.put(s) for s in source.signers))


def _edition(
    store: ListStore, url: str, data: bytes, at: datetime, where: str, answer: Response | None = None
) -> Edition:
    """``data`` as an edition of the list ``url``, kept. Raises Malformed for what is no list."""
    facts = read_facts(data)
    content = facts.content
    if content is None:
        raise Malformed(facts.malformed)
    return Edition(
        url=url,
        sha256=store.put(data),
        territory=content.territory,
        sequence=content.sequence,
        issued=content.issued,
        next_update=content.next_update,
        obtained=at,
        where=where,
        etag=answer.etag if answer else "",
        last_modified=answer.last_modified if answer else "",
    )


def update(store: ListStore, name: str, client: Client, at: datetime) -> tuple[ListChange, ...]:
    """Fetches the list of lists of the set, the pivots that it names and the lists that it points to (or the lists of a set without one).

    A list that can't be obtained or read, that is older than the one that is there, or that is not authenticated where the other
    one is, changes nothing. Only what the server says has changed is transferred.
    """
    found = store.load(name)
    changes: list[ListChange] = []
    known = found.current()
    if found.root:
        fetched = _fetch(store, client, found.root, known.get(found.root), at)
        found = _take_root(store, found, client, fetched, at, changes)
        urls = _pointed(_content(store, found, found.root), found)
    else:
        urls = tuple(known)
    found = store.add(found, _judge(store, found, _fetch_all(store, client, urls, known, at), changes))
    current = {c.url: at for c in changes if c.outcome in {Outcome.NEW, Outcome.UNCHANGED}}
    store.add(found, (), current)
    return tuple(changes)


def _take_root(
    store: ListStore, found: ListSet, client: Client, fetched: "_Fetched", at: datetime, changes: list[ListChange]
) -> ListSet:
    """The list of lists with the pivots that it names: new signers are announced by a new pivot, so neither is judged without the other."""
    digest = fetched.sha256 if isinstance(fetched, Edition) else ""
    root = read_facts(store.get(digest)).content if digest else _content(store, found, found.root)
    pivots = _fetch_all(store, client, _pivots(root, found), {}, at)
    editions = _judge(store, found, [fetched, *pivots], changes)
    if digest and all(e.url != found.root for e in editions):
        return found  # pivots that only a refused list of lists names are nobody's
    return store.add(found, editions)


_Fetched = Edition | ListChange


def _fetch_all(
    store: ListStore, client: Client, urls: Iterable[str], known: dict[str, Edition], at: datetime
) -> list[_Fetched]:
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda url: _fetch(store, client, url, known.get(url), at), urls))


def _fetch(store: ListStore, client: Client, url: str, known: Edition | None, at: datetime) -> _Fetched:
    """The edition behind ``url``, or why there is none. One that was damaged is asked for as if it had never been here."""
    kept = known if known is not None and store.get(known.sha256) else None
    try:
        answer = client.get(url, etag=kept.etag if kept else "", last_modified=kept.last_modified if kept else "")
        if answer.data is None:
            return ListChange(url, Outcome.UNCHANGED)
        edition = _edition(store, url, answer.data, at, url, answer)
    except FetchFailed as error:
        return ListChange(url, Outcome.FAILED, str(error).removeprefix(f"{url}: "))
    except Malformed as error:
        return ListChange(url, Outcome.FAILED, error.where)
    if known is None:
        return edition
    if edition.sequence < known.sequence or edition.issued < known.issued:
        return ListChange(url, Outcome.REFUSED, f"edition {edition.sequence} is older than {known.sequence}")
    return edition


def _judge(store: ListStore, found: ListSet, fetched: list[_Fetched], changes: list[ListChange]) -> list[Edition]:
    """The editions that are as authentic as what they replace; what became of each goes to ``changes``."""
    editions = [f for f in fetched if isinstance(f, Edition)]
    changes += [f for f in fetched if isinstance(f, ListChange)]
    known = {(e.url, e.sha256) for e in found.editions}
    fresh = [e for e in editions if (e.url, e.sha256) not in known]
    before = _authentic(store, found, ()) if fresh else set()
    after = _authentic(store, found, editions) if fresh else set()
    kept = []
    for edition in editions:
        if edition not in fresh:
            changes.append(ListChange(edition.url, Outcome.UNCHANGED, str(edition.sequence)))
        elif edition.url in before and edition.url not in after:
            changes.append(ListChange(edition.url, Outcome.REFUSED, f"edition {edition.sequence} is not authenticated"))
            continue
        else:
            changes.append(ListChange(edition.url, Outcome.NEW, str(edition.sequence)))
        kept.append(edition)
    return kept


def _authentic(store: ListStore, found: ListSet, editions: Iterable[Edition]) -> set[str]:
    """URLs of the authenticated lists of the set, with ``editions`` in place of what it has."""
    current = {**found.current(), **{e.url: e for e in editions}}
    lists = tuple((url, store.get(e.sha256)) for url, e in current.items())
    source = TrustSource(found.id, lists, tuple(map(store.get, found.signers)), found.root)
    return {e.url for e in authenticate(source) if e.authenticated}


def _content(store: ListStore, found: ListSet, url: str) -> TrustedList | None:
    edition = found.current().get(url)
    return read_facts(store.get(edition.sha256)).content if edition else None


def _pivots(root: TrustedList | None, found: ListSet) -> tuple[str, ...]:
    """Pivots that are named and not yet here: a pivot never changes."""
    current = found.current()
    return tuple(url for url in pivot_urls(root, found.root) if url not in current)


def _pointed(root: TrustedList | None, found: ListSet) -> tuple[str, ...]:
    if root is None:
        return ()
    pointed = (p.location for p in root.pointers if p.mime_type == MIME_LIST)
    return tuple(dict.fromkeys(url for url in pointed if url and url != found.root))[:MAX_LISTS]


def show(sources: tuple[TrustSource, ...], at: datetime, policy: ValidationPolicy) -> tuple[ListRow, ...]:
    """Every list of ``sources`` with its age, its signer, and whether it may be used: what ``lists show`` and ``lists verify`` print."""
    trust = load_trust(sources, at, policy)
    rows = [_row(entry, trust.verdict(entry)) for entry in trust.entries]
    return tuple(sorted(rows, key=lambda r: (r.source, r.territory, r.sequence, r.url)))


def _row(entry: ListEntry, verdict: Check) -> ListRow:
    content = entry.content
    return ListRow(
        source=entry.source,
        territory=entry.territory,
        url=entry.url,
        role=entry.role.value,
        sequence=content.sequence if content else 0,
        issued=content.issued if content else None,
        next_update=content.next_update if content else None,
        obtained=entry.obtained,
        sha256=entry.facts.sha256,
        size=entry.facts.size,
        services=sum(1 for _ in content.services()) if content else 0,
        signer=parse_certificate(entry.signer.der).subject if entry.signer else "",
        authenticated=entry.authenticated,
        verdict=verdict,
    )


def services(
    sources: tuple[TrustSource, ...], territory: str, at: datetime, policy: ValidationPolicy
) -> tuple[ServiceRow, ...]:
    """The services of the lists of ``territory`` with their history."""
    trust = load_trust(sources, at, policy)
    return tuple(
        _service(TrustedService(entry, provider, service), trust)
        for entry in trust.entries
        if entry.content is not None and entry.territory.casefold() == territory.casefold()
        for provider, service in entry.content.services()
    )


class ChangeRow(Struct, frozen=True, kw_only=True):
    """A change of a service as ``lists changes`` prints it."""

    territory: str
    url: str
    change: ServiceChange


def changed(older: tuple[TrustSource, ...], newer: tuple[TrustSource, ...]) -> tuple[ChangeRow, ...]:
    """What changed from the lists of ``older`` to those of the same sets and URLs in ``newer``; a list that only one of them has is no
    change of its services."""
    before = {(s.id, url): data for s in older for url, data in s.lists}
    found = []
    for source in newer:
        for url, data in source.lists:
            old, new = read_facts(before.get((source.id, url), data)).content, read_facts(data).content
            if old is not None and new is not None:
                found += [ChangeRow(territory=new.territory, url=url, change=c) for c in difference(old, new)]
    return tuple(found)


def find(
    sources: tuple[TrustSource, ...], certificate: bytes, at: datetime, policy: ValidationPolicy
) -> tuple[ServiceRow, ...]:
    """Services whose identity is ``certificate`` (DER), or the key that issued it. Raises UsageError where it is no certificate."""
    from esigval.qualification import services_behind

    try:
        wanted = parse_certificate(certificate)
    except Malformed as error:
        raise UsageError(f"no certificate: {error.where}") from error
    trust = load_trust(sources, at, policy)
    return tuple(_service(t, trust) for t in services_behind(wanted, (), trust))


def _service(trusted: TrustedService, trust: TrustSet) -> ServiceRow:
    service = trusted.service
    period = service.at(trust.at)
    shown = period or service.current
    return ServiceRow(
        url=trusted.entry.url,
        usable=trust.verdict(trusted.entry).passed,
        at=None if period is None else next(i for i, p in enumerate(service.periods) if p is period),
        listed_for=tuple(i.uri.rpartition("/")[2] for i in shown.additional),
        territory=trusted.territory,
        provider=trusted.provider.name,
        service=service.current.name,
        type=service.current.type,
        history=tuple((p.status.rpartition("/")[2], p.since) for p in service.periods),
        certificates=tuple(c.id for c in service.identity.certificates),
    )
