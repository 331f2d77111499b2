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
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as e:
        raise UsageError(f"policy is not TOML: {e}") from e
    unknown = set(tree) - _KEYS
    if unknown or not isinstance(tree.get("id"), str):
        raise UsageError(f"policy: missing id or unknown keys {sorted(unknown)}")
    scopes = _table(tree, "scope")
    values = {name: _value(name, value) for name, value in _table(tree, "values").items()}
    return ValidationPolicy(
        tree["id"],
        sha256_hex(data),
        algorithms,
        _levels(tree),
        _level(tree.get("default_level", "FAIL")),
        values,
        {name: _levels(_table(scopes, name)) for name in scopes},
    )


def _table(tree: Mapping[str, object], name: str) -> dict[str, object]:
    """The table ``name`` of ``tree``; empty where it is absent."""
    found = tree.get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"policy: {name} is no table")
    return found


def _levels(tree: Mapping[str, object]) -> dict[str, ConstraintLevel]:
    return {check_id: _level(level) for check_id, level in _table(tree, "levels").items()}


def _value(name: str, value: object) -> str | int | tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if isinstance(value, str | int):
        return value
    raise UsageError(f"policy: the value of {name!r} is neither text nor number nor a list of texts")


def _level(name: object) -> ConstraintLevel:
    try:
        return ConstraintLevel(str(name))
    except ValueError as e:
        raise UsageError(f"policy: unknown level {name!r}") from e
