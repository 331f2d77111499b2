"""Reads a validation policy from the bytes of its TOML file."""

import tomllib
from collections.abc import Mapping

from esigval.hashing import sha256_hex
from esigval.model.errors import UsageError
from esigval.model.policy import AlgorithmTable, ConstraintLevel, ValidationPolicy

_KEYS = frozenset({"id", "title", "default_level", "levels", "values", "scope"})


def load_policy(data: bytes, algorithms: AlgorithmTable) -> ValidationPolicy:
    """The policy that a TOML file states.

    Keys: ``id``; ``default_level`` for check ids that the file doesn't name; ``[levels]`` check id -> FAIL, WARN, INFORM or IGNORE;
    ``[scope."timestamp".levels]`` the same for one kind of token; ``[values]`` constraints with values. Raises UsageError.
    """
    try:
        tree = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise UsageError(f"policy is not TOML: {e}") from e
    unknown = set(tree) - _KEYS
    if unknown or not isinstance(tree.get("id"), str):
        raise UsageError(f"policy: missing id or unknown keys {sorted(unknown)}")
    scopes = {name: _levels(scope.get("levels", {})) for name, scope in tree.get("scope", {}).items()}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in tree.get("values", {}).items()}
    return ValidationPolicy(
        tree["id"],
        sha256_hex(data),
        algorithms,
        _levels(tree.get("levels", {})),
        _level(tree.get("default_level", "FAIL")),
        values,
        scopes,
    )


def _levels(table: Mapping[str, str]) -> dict[str, ConstraintLevel]:
    return {check_id: _level(level) for check_id, level in table.items()}


def _level(name: object) -> ConstraintLevel:
    try:
        return ConstraintLevel(str(name))
    except ValueError as e:
        raise UsageError(f"policy: unknown level {name!r}") from e
