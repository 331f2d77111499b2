"""Name constraints along a path (RFC 5280 4.2.1.10, 6.1.4 g): every kind of name that has a defined meaning of "within"."""

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache

from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.x509 import names as dn
from esigval.x509.certificate import Certificate
from esigval.x509.extensions import GeneralName

_Add = Callable[..., None]
_EMAIL = "1.2.840.113549.1.9.1"

MAX_COMPARISONS = 50_000
"""Names times subtrees. Go's crypto/x509 and rustls/webpki allow 250,000 at native speed; real paths need some hundred."""

_Subtree = GeneralName
_SUPPORTED = frozenset({"rfc822Name", "dNSName", "directoryName", "uniformResourceIdentifier", "iPAddress"})


class NameState:
    """Permitted and excluded subtrees while a path is walked from the anchor to the leaf."""

    def __init__(self) -> None:
        self._permitted: list[tuple[_Subtree, ...]] = []
        self._excluded: list[_Subtree] = []
        self._odd = False
        self._comparisons = 0

    def constrain(self, certificate: Certificate) -> None:
        """Add what ``certificate`` states: every set of permitted subtrees has to be met, any excluded one is enough."""
        stated = certificate.name_constraints
        if stated is None:
            return
        kinds: dict[str, list[_Subtree]] = {}
        for tree in stated.permitted:
            kinds.setdefault(tree.kind, []).append(tree)
        self._permitted += [tuple(trees) for trees in kinds.values()]
        self._excluded += stated.excluded
        self._odd |= stated.odd_bounds

    def check(self, certificate: Certificate, add: _Add, check_id: str) -> None:
        """6.1.3 (b) and (c): subject and alternative names of ``certificate``."""
        if not self._permitted and not self._excluded:
            return
        if self._odd:
            add(check_id, False, Reason.NAME_CONSTRAINT_UNSUPPORTED, ("bounds", "other than minimum 0"))
            return
        for name in _names(certificate):
            reason = self._refused(name)
            if reason is not None:
                add(check_id, False, reason, ("kind", name.kind), ("name", name.text or name.octets.hex()[:128]))
                return
        add(check_id, True, Reason.NAME_NOT_PERMITTED)

    def _refused(self, name: GeneralName) -> Reason | None:
        try:
            for tree in self._excluded:
                if tree.kind == name.kind and self._within(name, tree, excluding=True):
                    return Reason.NAME_EXCLUDED
            for trees in self._permitted:
                if trees[0].kind == name.kind and not any(self._within(name, t, excluding=False) for t in trees):
                    return Reason.NAME_NOT_PERMITTED
        except _Unsupported:
            return Reason.NAME_CONSTRAINT_UNSUPPORTED
        except _OutOfBudget:
            return Reason.BUDGET_EXHAUSTED
        return None

    def _within(self, name: GeneralName, tree: _Subtree, *, excluding: bool) -> bool:
        self._comparisons += 1
        if self._comparisons > MAX_COMPARISONS:
            raise _OutOfBudget
        if tree.kind not in _SUPPORTED:
            raise _Unsupported
        try:
            return _WITHIN[tree.kind](name, tree) or (excluding and _touches_wildcard(name, tree))
        except (Malformed, ValueError):
            return excluding  # what can't be read is kept out


class _Unsupported(Exception):
    """A subtree of a kind whose meaning is not defined."""


class _OutOfBudget(Exception):
    """More comparisons than any honest path needs."""


def _names(certificate: Certificate) -> list[GeneralName]:
    """Alternative names, the subject, and e-mail addresses in it where no alternative name states one."""
    names = list(certificate.subject_alternative_names)
    attributes = certificate.subject_attributes
    if attributes:
        names.append(GeneralName("directoryName", "", certificate.subject_der))
    if not any(n.kind == "rfc822Name" for n in names):
        names += [GeneralName("rfc822Name", text, text.encode()) for kind, text in attributes if kind == _EMAIL]
    return names


def _directory(name: GeneralName, tree: _Subtree) -> bool:
    subject, base = dn.rdn_keys(name.octets), dn.rdn_keys(tree.octets)
    return subject[: len(base)] == base


@lru_cache(maxsize=8192)
def _host(text: str) -> str:
    """A host name in the form that names are compared in. ValueError where it is none (RFC 1034 3.5; underscores occur)."""
    host = text.lower()
    if not host or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError(text)
    return host


_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def _is_below(host: str, domain: str) -> bool:
    return host.endswith("." + domain)


def _dns(name: GeneralName, tree: _Subtree) -> bool:
    """The host itself and everything below it; an empty tree holds all."""
    if name.text.startswith("*."):
        return _is_dns_within(_host(name.text[2:]), tree)
    return _is_dns_within(_host(name.text), tree)


def _is_dns_within(host: str, tree: _Subtree) -> bool:
    if not tree.text:
        return True
    base = _host(tree.text)
    return host == base or _is_below(host, base)


def _touches_wildcard(name: GeneralName, tree: _Subtree) -> bool:
    """Whether a wildcard name stands for some host of ``tree`` (CVE-2025-61727): to be excluded, one is enough."""
    if name.kind != "dNSName" or not name.text.startswith("*."):
        return False
    return _is_below(_host(tree.text), _host(name.text[2:]))


def _email(name: GeneralName, tree: _Subtree) -> bool:
    """A mailbox, all of a host, or (leading dot) all hosts of a domain. Only the host is compared without case."""
    local, at, host = name.text.rpartition("@")
    if not at or not local or ("@" in local and not local.startswith('"')) or tree.text.count("@") > 1:
        raise ValueError(name.text)
    host = _host(host)
    if "@" in tree.text:
        tree_local, _, tree_host = tree.text.rpartition("@")
        return local == tree_local and host == _host(tree_host)
    if tree.text.startswith("."):
        return _is_below(host, _host(tree.text[1:]))
    return not tree.text or host == _host(tree.text)


def _uri(name: GeneralName, tree: _Subtree) -> bool:
    """The host part of a URI with an authority; a leading dot means hosts of a domain."""
    _, found, rest = name.text.partition("://")
    if not found:
        raise ValueError(name.text)
    authority = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rpartition("@")[2]
    if authority.startswith("["):
        raise ValueError(name.text)
    host = _host(authority.partition(":")[0])
    if not host or _is_address(host):
        raise ValueError(name.text)
    if tree.text.startswith("."):
        return _is_below(host, _host(tree.text[1:]))
    return not tree.text or host == _host(tree.text)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _address(name: GeneralName, tree: _Subtree) -> bool:
    size = len(name.octets)
    if size not in {4, 16} or len(tree.octets) not in {8, 32}:
        raise ValueError("address")
    if len(tree.octets) != 2 * size:
        return False
    base, mask = (int.from_bytes(part, "big") for part in (tree.octets[:size], tree.octets[size:]))
    bits = 8 * size
    if mask != (1 << bits) - (1 << (bits - mask.bit_count())):
        raise ValueError("mask")
    return int.from_bytes(name.octets, "big") & mask == base & mask


_WITHIN: dict[str, Callable[[GeneralName, _Subtree], bool]] = {
    "directoryName": _directory,
    "dNSName": _dns,
    "rfc822Name": _email,
    "uniformResourceIdentifier": _uri,
    "iPAddress": _address,
}
