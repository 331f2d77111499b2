"""Building certification paths: from a certificate over the pool to every anchor that can be reached (RFC 4158, RFC 5280 6.1).

The search first walks the graph of verified links once (each certificate is expanded once), then tells the simple paths through
those certificates that reach an anchor. Cost is bounded by ``Budget``, whatever the pool holds.
"""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from esigval.chain.anchors import Anchors, TrustAnchor, identity
from esigval.chain.pool import Pool
from esigval.model.check import Check, Status
from esigval.model.evidence import EvidenceKind, Need
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate
from esigval.x509.verify import Verification, verify_signature

CHAIN_CHECK = "en-319-102-1/5.2.6/prospective-chain"
BRANCH = "rfc-5280/6.1/branch"


class Budget(Struct, frozen=True, gc=False):
    """Limits of one search."""

    signatures: int = 100
    """Links verified: Go's limit after CVE-2018-16875, taken over by rustls/webpki; certificates whose key identifiers match come
    first, so an honest issuer is met before the limit."""
    failures: int = 16
    """Links of one certificate that may turn out wrong: so many issuers of one name, and none of them it, are no accident, and what
    is left of ``signatures`` is for the certificates above."""
    steps: int = 20_000
    """Steps while telling paths; mozilla::pkix allows 200,000 calls, at native speed."""
    depth: int = 16
    """Certificates in a path. OpenSSL's verify allows 100, webpki 6 intermediates; the longest of NIST PKITS has 7."""
    paths: int = 32
    """Paths told."""


DEFAULT = Budget()


class Path(Struct, frozen=True):
    """Leaf first, the anchor's certificate last (the leaf alone where it is an anchor itself)."""

    certificates: tuple[Certificate, ...]
    anchor: TrustAnchor


class PathSearch(Struct, frozen=True):
    """``paths`` best first: fewest faults of form in the issuers (no CA, no keyCertSign, other key identifier), then fewest
    certificates, then latest end of validity. ``dead_ends``: branches that led nowhere, each a check about the certificate where it
    ended, with the issuer that was tried as evidence. ``prospective``: the longest chain found where no anchor is reached.
    ``exhausted``: the budget ran out, so there may be more."""

    paths: tuple[Path, ...]
    dead_ends: tuple[Check, ...]
    prospective: tuple[Certificate, ...]
    exhausted: bool
    needs: tuple[Need, ...]


def issued_by(certificate: Certificate, issuer: Certificate, pool: Pool) -> Verification:
    """Whether the key of ``issuer`` made the signature of ``certificate`` (remembered)."""
    return verify_signature(
        pool.working_key(issuer), certificate.signature_algorithm, certificate.tbs, certificate.signature
    )


def _dead_end(certificate: Certificate, reason: Reason, issuer: Certificate | None = None) -> Check:
    status = Status.FAILED if reason is Reason.ISSUER_SIGNATURE_WRONG else Status.INDETERMINATE
    return Check(BRANCH, status, reason, (), certificate.id, (issuer.id,) if issuer is not None else ())


def _faults(certificate: Certificate, issuer: Certificate) -> int:
    """Faults of form that make ``issuer`` an unlikely issuer of ``certificate``."""
    wanted, has = certificate.authority_key_identifier, issuer.subject_key_identifier
    faults = 2 if wanted and has and wanted != has else 0
    stated = certificate.authority_cert
    faults += stated is not None and stated[1] != issuer.serial
    faults += not issuer.is_ca and issuer.version == 3
    faults += issuer.key_usage is not None and "keyCertSign" not in issuer.key_usage
    return faults


class _Search:
    """One search: the graph of verified links, grown from the leaf."""

    def __init__(self, leaf: Certificate, pool: Pool, anchors: Anchors, budget: Budget) -> None:
        self.leaf, self.pool, self.anchors, self.budget = leaf, pool, anchors, budget
        self.links: dict[str, list[Certificate]] = {}
        self.dead_ends: list[Check] = []
        self.exhausted = False
        self.verified = 0

    def straight(self) -> Path | None:
        """The path where every certificate has exactly one candidate for its issuer, and each is it: then there is no other."""
        trail = [self.leaf]
        while len(trail) < self.budget.depth:
            certificate = trail[-1]
            name = certificate.issuer_key
            anchors, pooled = self.anchors.by_subject.get(name, ()), self.pool.by_subject.get(name, ())
            if len(anchors) == 1 and all(identity(c) == anchors[0].identity for c in pooled):
                issuer = anchors[0].certificate
                if issued_by(certificate, issuer, self.pool) is not Verification.VALID:
                    return None
                return Path((*trail, issuer), anchors[0])
            if anchors or len(pooled) != 1 or any(identity(pooled[0]) == identity(c) for c in trail):
                return None
            if issued_by(certificate, pooled[0], self.pool) is not Verification.VALID:
                return None
            trail.append(pooled[0])
        return None

    def grow(self) -> None:
        """Verify links breadth first, each certificate once, up to the anchors."""
        level = [self.leaf]
        seen = {self.leaf.id}
        for _ in range(self.budget.depth):
            following: list[Certificate] = []
            for certificate in level:
                if self.anchors.of(certificate) is None:
                    issuers = self._issuers(certificate)
                    self.links[certificate.id] = issuers
                    fresh = [i for i in issuers if i.id not in seen]
                    seen.update(i.id for i in fresh)
                    following += fresh
            if not following:
                return
            level = following
        self.exhausted = True

    def _candidates(self, certificate: Certificate) -> list[Certificate]:
        name = certificate.issuer_key
        found = [a.certificate for a in self.anchors.by_subject.get(name, ())]
        anchored = {identity(c) for c in found}
        found += [c for c in self.pool.by_subject.get(name, ()) if identity(c) not in anchored]
        if len(found) > 1:
            found.sort(key=lambda issuer: (_faults(certificate, issuer), -issuer.not_after.timestamp()))
        return found

    def _issuers(self, certificate: Certificate) -> list[Certificate]:
        issuers: list[Certificate] = []
        own = identity(certificate)
        failures = 0
        for candidate in self._candidates(certificate):
            if identity(candidate) == own:
                continue  # itself, or itself re-issued: no step forward
            if self.verified >= self.budget.signatures or failures >= self.budget.failures:
                self.exhausted = True
                self.dead_ends.append(_dead_end(certificate, Reason.BUDGET_EXHAUSTED))
                break
            self.verified += 1
            verification = issued_by(certificate, candidate, self.pool)
            if verification is Verification.VALID:
                issuers.append(candidate)
                continue
            failures += 1
            wrong = verification is Verification.INVALID
            reason = Reason.ISSUER_SIGNATURE_WRONG if wrong else Reason.ISSUER_SIGNATURE_UNSUPPORTED
            self.dead_ends.append(_dead_end(certificate, reason, candidate))
        if not issuers:
            reason = Reason.SELF_SIGNED_NOT_TRUSTED if certificate.self_issued else Reason.NO_ISSUER_FOUND
            self.dead_ends.append(_dead_end(certificate, reason))
        return issuers

    def reaching(self) -> set[str]:
        """Ids of certificates from which an anchor is reached."""
        children: dict[str, list[str]] = {}
        reached: set[str] = set()
        for child, issuers in self.links.items():
            for issuer in issuers:
                children.setdefault(issuer.id, []).append(child)
                if issuer.id not in self.links and self.anchors.of(issuer) is not None:
                    reached.add(issuer.id)
        queue = list(reached)
        while queue:
            for child in children.get(queue.pop(), ()):
                if child not in reached:
                    reached.add(child)
                    queue.append(child)
        return reached

    def tell(self) -> Iterator[tuple[Certificate, ...]]:
        """Simple paths to anchors, depth first in the order of the candidates."""
        reaching = self.reaching()
        steps = 0
        stack: list[tuple[Certificate, ...]] = [(self.leaf,)]
        while stack:
            trail = stack.pop()
            steps += 1
            if steps > self.budget.steps:
                self.exhausted = True
                return
            last = trail[-1]
            if last.id not in self.links:
                yield trail
                continue
            if len(trail) >= self.budget.depth:
                self.exhausted = True
                continue
            taken = {identity(c) for c in trail}
            onward = [i for i in self.links[last.id] if i.id in reaching and identity(i) not in taken]
            stack += [(*trail, issuer) for issuer in reversed(onward)]

    def longest(self) -> tuple[Certificate, ...]:
        """The best chain without an anchor: the first verified issuer each time."""
        chain = [self.leaf]
        taken = {identity(self.leaf)}
        while len(chain) < self.budget.depth:
            onward = next((i for i in self.links.get(chain[-1].id, ()) if identity(i) not in taken), None)
            if onward is None:
                break
            chain.append(onward)
            taken.add(identity(onward))
        return tuple(chain)


def _rank(path: tuple[Certificate, ...]) -> tuple[int, int, float]:
    faults = sum(_faults(child, issuer) for child, issuer in pairwise(path))
    return faults, len(path), -min(c.not_after.timestamp() for c in path)


def find_paths(
    leaf: Certificate, pool: Pool, anchors: tuple[TrustAnchor, ...] | Anchors, *, budget: Budget = DEFAULT
) -> PathSearch:
    """Paths from ``leaf`` to ``anchors``, in the order that PathSearch states; every link's signature is verified."""
    known = anchors if isinstance(anchors, Anchors) else Anchors(anchors)
    own = known.of(leaf)
    if own is not None:
        return PathSearch((Path((leaf,), own),), (), (), False, ())
    search = _Search(leaf, pool, known, budget)
    straight = search.straight()
    if straight is not None:
        return PathSearch((straight,), (), (), False, ())
    search.grow()
    told: list[tuple[Certificate, ...]] = []
    for path in search.tell():
        if len(told) == budget.paths:
            search.exhausted = True
            break
        told.append(path)
    told.sort(key=_rank)
    paths = tuple(Path(path, anchor) for path in told if (anchor := known.of(path[-1])) is not None)
    prospective = () if paths else search.longest()
    return PathSearch(paths, tuple(search.dead_ends), prospective, search.exhausted, _needs(search, bool(paths)))


def _needs(search: _Search, found: bool) -> tuple[Need, ...]:
    """Where the certificates that no issuer was found for say that theirs is published."""
    if found:
        return ()
    ends = {d.subject for d in search.dead_ends if d.reason is Reason.NO_ISSUER_FOUND}
    certificates = {search.leaf.id: search.leaf} | {i.id: i for issuers in search.links.values() for i in issuers}
    return tuple(
        Need(EvidenceKind.CERTIFICATE, uri, CHAIN_CHECK, certificate.id)
        for certificate in certificates.values()
        if certificate.id in ends
        for uri in certificate.aia_ca_issuers
    )
