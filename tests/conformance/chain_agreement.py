"""Agreement on the sub-indications that certification paths and revocation decide, over the corpus.

``python -m tests.conformance.chain_agreement`` prints, for each mode and sub-indication, how many signatures get the expected one.
"""

from collections import Counter
from typing import Any

from tests.conformance import agreement

NAMES = (
    "NO_CERTIFICATE_CHAIN_FOUND",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    "CHAIN_CONSTRAINTS_FAILURE",
    "REVOKED",
    "NOT_YET_VALID",
)
MODES = ("none", "anchored", "signing")


def count(mode: str) -> tuple[Counter[str], Counter[str]]:
    """(expected, of these the same), by sub-indication. Signatures are paired as compare.py pairs them: by format, signing
    certificate, level and claimed time, else in order."""
    found = {report["id"]: report for report in agreement.reports(mode)}
    expected: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for case in agreement.comparison().rows(agreement.CORPUS / "expected" / f"{mode}.jsonl"):
        if case["format"] not in agreement.FORMATS or "refused" in case:
            continue
        signatures = list(found.get(case["id"], {}).get("signatures") or [])
        for wanted in case["signatures"]:
            actual = _taken(wanted, signatures)
            name = wanted["sub_indication"]
            if name in NAMES:
                expected[name] += 1
                same[name] += actual is not None and actual.get("sub_indication") == name
    return expected, same


def _taken(wanted: dict[str, Any], signatures: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The signature most like ``wanted``, which is then no longer there for others."""
    if not signatures:
        return None
    best = max(signatures, key=lambda s: sum(_seen(s, key) == _seen(wanted, key) for key in _KEYS))
    signatures.remove(best)
    return best


_KEYS = ("certificate", "claimed_signing_time", "format", "level", "file")


def _seen(signature: dict[str, Any], key: str) -> object:
    if key == "certificate":
        return str((signature.get("signing_certificate") or {}).get("sha256") or "").lower()
    value = signature.get(key)
    return str(value).replace("+00:00", "Z").split(".")[0].rstrip("Z") if value else None


def main() -> None:
    """Prints a line a mode."""
    for mode in MODES:
        expected, same = count(mode)
        cells = ", ".join(f"{name} {same[name]}/{expected[name]}" for name in NAMES if expected[name])
        total, good = sum(expected.values()), sum(same.values())
        print(f"{mode}: {good} of {total} ({100 * good / max(total, 1):.1f} %): {cells}")


if __name__ == "__main__":
    main()
