"""Certificate policies along a path (RFC 5280 6.1, as the graph of RFC 9618, whose size is linear in the certificates)."""

from collections.abc import Callable

from esigval.chain.options import ANY_POLICY, PathOptions
from esigval.model.reasons import Reason
from esigval.x509.certificate import Certificate

_Add = Callable[..., None]
_Level = dict[str, tuple[frozenset[str], frozenset[str]]]
"""Nodes of one depth: valid policy -> (expected policies, valid policies of the parents)."""


class PolicyState:
    """State variables of 6.1.2 (a), (d), (e), (f) while a path is walked from the anchor to the leaf."""

    def __init__(self, options: PathOptions, length: int) -> None:
        self._user = options.initial_policies
        self._levels: list[_Level] = [{ANY_POLICY: (frozenset({ANY_POLICY}), frozenset())}]
        self._explicit = 0 if options.explicit_policy else length + 1
        self._mapping = 0 if options.inhibit_mapping else length + 1
        self._any = 0 if options.inhibit_any else length + 1

    def process(self, certificate: Certificate, add: _Add, check_id: str, *, leaf: bool) -> None:
        """6.1.3 (d) to (f), and for the leaf 6.1.5 (a), (b) and (g)."""
        if self._levels[-1]:
            self._levels.append(self._next(certificate, leaf=leaf))
        if not leaf:
            add(check_id, self._explicit > 0 or bool(self._levels[-1]), Reason.CERTIFICATE_POLICY_NOT_VALID)
            return
        holds = self._explicit > 0 or bool(self._levels[-1])
        if self._explicit > 0:
            self._explicit -= 1
        if certificate.policy_constraints.require_explicit_policy == 0:
            self._explicit = 0
        holds = holds and (self._explicit > 0 or self._user_policies_remain())
        add(check_id, holds, Reason.CERTIFICATE_POLICY_NOT_VALID, ("policies", certificate.policies))

    def _next(self, certificate: Certificate, *, leaf: bool) -> _Level:
        """Nodes for ``certificate``; none where it has no policies."""
        previous = self._levels[-1]
        expecting: dict[str, set[str]] = {}
        for policy, (expected, _) in previous.items():
            for name in expected:
                expecting.setdefault(name, set()).add(policy)
        stated = certificate.policies
        level: _Level = {}
        for policy in stated:
            if policy == ANY_POLICY:
                continue
            parents = expecting.get(policy)
            if parents is None and ANY_POLICY in previous:
                parents = {ANY_POLICY}
            if parents is not None:
                level[policy] = (frozenset({policy}), frozenset(parents))
        if ANY_POLICY in stated and (self._any > 0 or (not leaf and certificate.self_issued)):
            for policy, parents in expecting.items():
                if policy not in level:
                    level[policy] = (frozenset({policy}), frozenset(parents))
        return level

    def prepare(self, certificate: Certificate, add: _Add, check_id: str) -> None:
        """6.1.4 (a), (b) and (h) to (j)."""
        if certificate.policy_mappings:
            plain = all(ANY_POLICY not in pair for pair in certificate.policy_mappings)
            add(check_id, plain, Reason.POLICY_MAPPING_INVALID)
            if self._levels[-1]:
                self._map(certificate)
        if not certificate.self_issued:
            self._explicit = max(self._explicit - 1, 0)
            self._mapping = max(self._mapping - 1, 0)
            self._any = max(self._any - 1, 0)
        constraints = certificate.policy_constraints
        if constraints.require_explicit_policy is not None:
            self._explicit = min(self._explicit, constraints.require_explicit_policy)
        if constraints.inhibit_policy_mapping is not None:
            self._mapping = min(self._mapping, constraints.inhibit_policy_mapping)
        if certificate.inhibit_any_policy is not None:
            self._any = min(self._any, certificate.inhibit_any_policy)

    def _map(self, certificate: Certificate) -> None:
        level = self._levels[-1]
        targets: dict[str, set[str]] = {}
        for own, theirs in certificate.policy_mappings:
            targets.setdefault(own, set()).add(theirs)
        for own, theirs_set in targets.items():
            if self._mapping == 0:
                level.pop(own, None)
            elif own in level:
                level[own] = (frozenset(theirs_set), level[own][1])
            elif ANY_POLICY in level:
                level[own] = (frozenset(theirs_set), frozenset({ANY_POLICY}))

    def _user_policies_remain(self) -> bool:
        """Whether the intersection of the graph with the user-initial-policy-set is not empty (6.1.5 g)."""
        if not self._levels[-1]:
            return False
        if ANY_POLICY in self._user or ANY_POLICY in self._levels[-1]:
            return bool(self._user)
        reached = set(self._levels[-1])
        for depth in range(len(self._levels) - 1, 0, -1):
            level = self._levels[depth]
            parents: set[str] = set()
            for policy in reached:
                node = level.get(policy)
                if node is None:
                    continue
                if policy != ANY_POLICY and ANY_POLICY in node[1] and policy in self._user:
                    return True
                parents |= node[1]
            reached = parents
        return False
