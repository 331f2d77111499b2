"""Reading tables of algorithms: our own TOML form, and ETSI TS 119 322 suites in JSON and XML (RFC 5698 vocabulary)."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from esigval.asn1 import DIGEST_OIDS
from esigval.model.algorithms import DIGESTS
from esigval.model.errors import Malformed
from esigval.model.policy import AlgorithmLimit, AlgorithmTable, ConstraintLevel
from esigval.x509.algorithms import scheme_of

MAX_TABLE_BYTES = 4 << 20
"""The suite that ETSI publishes has 50 KiB."""

_OPEN = "open"
_NAMESPACE = "{urn:ietf:params:xml:ns:dssc}"
_LENGTHS = ("moduluslength", "plength", "qlength")
"""Parameter names of TS 119 322 table A.3; for curves prime and order have the same size."""

_K = TypeVar("_K")
_Entry = tuple[str, tuple[str, ...], tuple[tuple[int, date | None], ...]]
"""Name and OIDs of an algorithm, and its evaluations as (least size, end)."""


def load_table(data: bytes) -> AlgorithmTable:
    """The table in our TOML form: ``source``, ``updated``, ``level_after_update``, ``[digests]`` name -> date or "open",
    ``[schemes.NAME]`` bits -> date or "open". Raises Malformed."""
    try:
        tree = tomllib.loads(data.decode("utf-8"))
        digests = tuple(AlgorithmLimit(name, 0, _end(until)) for name, until in tree["digests"].items())
        schemes = tuple(
            AlgorithmLimit(name, int(bits), _end(until))
            for name, limits in tree["schemes"].items()
            for bits, until in limits.items()
        )
        level = ConstraintLevel(tree.get("level_after_update", "WARN"))
        updated = _end(tree.get("updated", _OPEN))
        return AlgorithmTable(str(tree["source"]), updated, digests, schemes, level)
    except (KeyError, AttributeError, TypeError, ValueError, RecursionError) as error:
        raise Malformed(f"algorithm table: {error}") from error


def _end(value: object) -> date | None:
    if value == _OPEN:
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(value)
    return value


def load_ts_119_322(data: bytes) -> AlgorithmTable:
    """The table that a TS 119 322 suite states, in JSON or XML. Algorithms that this package doesn't know are left out; where
    several signature algorithms share a scheme, the latest end for each key size holds (their digests have ends of their own).
    Raises Malformed. The suite's own signature is not looked at."""
    if len(data) > MAX_TABLE_BYTES:
        raise Malformed("cryptographic suite too large")
    try:
        name, issued, entries = _from_json(data) if data.lstrip()[:1] == b"{" else _from_xml(data)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise Malformed(f"cryptographic suite: {type(error).__name__}") from error
    digests: dict[str, date | None] = {}
    schemes: dict[tuple[str, int], date | None] = {}
    for title, oids, evaluations in entries:
        digest = _digest(title, oids)
        known = {scheme_of(oid) for oid in oids} - {""} if digest is None else set()
        for size, end in evaluations:
            if digest is not None:
                digests[digest] = _later(digests, digest, end)
            for scheme in known:
                schemes[scheme, size] = _later(schemes, (scheme, size), end)
    return AlgorithmTable(
        name,
        issued,
        tuple(AlgorithmLimit(digest, 0, end) for digest, end in digests.items()),
        tuple(AlgorithmLimit(scheme, size, end) for (scheme, size), end in schemes.items()),
    )


def _digest(title: str, oids: tuple[str, ...]) -> str | None:
    """The digest that an entry is about: by OID, else by its name (a published suite cuts the OID of SHA384 short)."""
    named = title.replace("-", "_").replace("/", "_")
    return next((DIGEST_OIDS[oid] for oid in oids if oid in DIGEST_OIDS), named if named in DIGESTS else None)


def _later(known: dict[_K, date | None], key: _K, end: date | None) -> date | None:
    if key not in known:
        return end
    other = known[key]
    return None if other is None or end is None else max(other, end)


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _from_json(data: bytes) -> tuple[str, date | None, list[_Entry]]:
    tree = json.loads(data)
    policy = next(iter(tree.values())) if len(tree) == 1 else tree["SecuritySuitabilityPolicy"]
    entries = []
    for algorithm in _many(policy["Algorithm"]):
        identifiers = _many(algorithm["AlgorithmIdentifier"])
        oids = tuple(str(oid) for identifier in identifiers for oid in _many(identifier.get("ObjectIdentifier")))
        evaluations = []
        for evaluation in _many(algorithm["Evaluation"]):
            minima = {str(p["name"]): int(p["Min"]) for p in _many(evaluation.get("Parameter")) if "Min" in p}
            evaluations.append((_size(minima), _date(evaluation.get("Validity", {}).get("End"))))
        entries.append((str(identifiers[0]["Name"]), _plain(oids), tuple(evaluations)))
    return str(policy["PolicyName"]["Name"]), _date(policy.get("PolicyIssueDate")), entries


def _from_xml(data: bytes) -> tuple[str, date | None, list[_Entry]]:
    from lxml import etree

    if "<!DOCTYPE" in data.decode("utf-8"):
        raise ValueError("document type declaration")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error
    if root.tag != f"{_NAMESPACE}SecuritySuitabilityPolicy":
        raise ValueError(root.tag)
    n = _NAMESPACE
    entries = []
    for algorithm in root.iterfind(f"{n}Algorithm"):
        oids = (e.text or "" for e in algorithm.iterfind(f"{n}AlgorithmIdentifier/{n}ObjectIdentifier"))
        evaluations = []
        for evaluation in algorithm.iterfind(f"{n}Evaluation"):
            minima = {
                str(p.get("name")): int(p.findtext(f"{n}Min") or "0") for p in evaluation.iterfind(f"{n}Parameter")
            }
            evaluations.append((_size(minima), _date(evaluation.findtext(f"{n}Validity/{n}End"))))
        title = algorithm.findtext(f"{n}AlgorithmIdentifier/{n}Name") or ""
        entries.append((title, _plain(oids), tuple(evaluations)))
    name = root.findtext(f"{n}PolicyName/{n}Name") or ""
    return name, _date(root.findtext(f"{n}PolicyIssueDate")), entries


def _plain(oids: "Iterator[str] | tuple[str, ...]") -> tuple[str, ...]:
    return tuple(oid.strip().removeprefix("urn:oid:") for oid in oids)


def _size(minima: dict[str, int]) -> int:
    return next((minima[name] for name in _LENGTHS if name in minima), 0)


def _date(text: object) -> date | None:
    return None if not text else date.fromisoformat(str(text)[:10])
