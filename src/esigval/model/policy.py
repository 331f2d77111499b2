"""Validation policy: how hard each check is held, and the constraints with values."""

from datetime import date
from enum import StrEnum
from functools import cached_property

from msgspec import Struct


class ConstraintLevel(StrEnum):
    """What a check that does not pass means: stop, warn, tell, or not even look."""

    FAIL = "FAIL"
    WARN = "WARN"
    INFORM = "INFORM"
    IGNORE = "IGNORE"


class AlgorithmLimit(Struct, frozen=True, gc=False):
    """Until when an algorithm is held secure. ``minimum_bits``: applies to keys of at least this size (0: digests).
    ``until`` None: no end known."""

    algorithm: str
    minimum_bits: int
    until: date | None


class AlgorithmTable(Struct, frozen=True, dict=True):
    """Dated suitability of digests and signature schemes (ETSI TS 119 312)."""

    source: str
    updated: date | None
    digests: tuple[AlgorithmLimit, ...]
    schemes: tuple[AlgorithmLimit, ...]
    level_after_update: ConstraintLevel = ConstraintLevel.WARN

    @cached_property
    def digest_limits(self) -> dict[str, AlgorithmLimit]:
        """The limit of each digest."""
        return {limit.algorithm: limit for limit in reversed(self.digests)}

    @cached_property
    def scheme_limits(self) -> dict[str, tuple[AlgorithmLimit, ...]]:
        """The limits of each signature scheme, that of the largest keys first."""
        found: dict[str, tuple[AlgorithmLimit, ...]] = {}
        for limit in sorted(self.schemes, key=lambda limit: -limit.minimum_bits):
            found[limit.algorithm] = (*found.get(limit.algorithm, ()), limit)
        return found


class ValidationPolicy(Struct, frozen=True, dict=True):
    """A policy by its id. ``levels``: check id -> level; ``default_level`` for the ids that it does not name. ``digest``: SHA-256 hex
    of the file it was read from. ``values``: constraints that carry values (accepted key usages, model, freshness …)."""

    id: str
    digest: str
    algorithms: AlgorithmTable
    levels: dict[str, ConstraintLevel]
    default_level: ConstraintLevel = ConstraintLevel.FAIL
    values: dict[str, str | int | tuple[str, ...]] = {}
    scopes: dict[str, dict[str, ConstraintLevel]] = {}

    def level(self, check_id: str) -> ConstraintLevel:
        """How hard ``check_id`` is held."""
        return self.levels.get(check_id, self.default_level)

    def scoped(self, scope: str) -> "ValidationPolicy":
        """This policy as it applies to one kind of token (``timestamp``, ``revocation``, …) or to its CA certificates
        (``timestamp.ca``): the levels that the policy file states for that scope override the general ones."""
        return self._scoped.get(scope, self)

    @cached_property
    def _scoped(self) -> dict[str, "ValidationPolicy"]:
        return {
            scope: ValidationPolicy(
                self.id, self.digest, self.algorithms, self.levels | overrides, self.default_level, self.values
            )
            for scope, overrides in self.scopes.items()
            if overrides
        }
