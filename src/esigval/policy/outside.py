"""What a party says of documents outside the file: a small TOML file, and the facts that it becomes.

Each line is the party's word for one document or act. No provision takes it for more than that, and none of it can show sole control,
intent or authority: those have no key.
"""

import tomllib
from collections.abc import Iterable

from esigval.model.errors import UsageError
from esigval.policy.facts import OutsideFacts

COMPUTED = frozenset({"identity_expected"})
"""Facts that are compared, not declared."""

KEYS = tuple(name for name in OutsideFacts.__struct_fields__ if name not in COMPUTED)
"""What may be said."""

Said = tuple[tuple[str, bool], ...]


def read_outside(data: bytes) -> Said:
    """The statements of a TOML file of lines such as ``device_confirmed = true``. Raises UsageError."""
    try:
        written = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as e:
        raise UsageError(f"what is said of documents outside the file is no TOML: {e}") from e
    for name, value in written.items():
        if not isinstance(value, bool):
            raise UsageError(f"{name} is said to be {value!r}; it can be true or false")
    outside_facts(written.items())
    return tuple(sorted(written.items()))


def outside_facts(said: Iterable[tuple[str, bool]]) -> OutsideFacts:
    """The facts that the statements become. Raises UsageError for one that isn't known."""
    statements = dict(said)
    for name in statements:
        if name not in KEYS:
            raise UsageError(f"nothing can be said of {name!r}; known: {', '.join(KEYS)}")
    return OutsideFacts(**statements)
