"""What the benchmarks share: the files, honest timing, and tables."""

import functools
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
UNDATED = "2026-11-21T00:00:00Z"
"""When a file is validated that claims no time."""
ONCE = (
    "esigval.bulk",
    "esigval.fetch",
    "esigval.hashing",
    "esigval.policy.keys._roca_residues",
    "esigval.policy.letters",
    "esigval.policy.rulings._plain",
    "esigval.report",
    "esigval.validate",
)
"""Modules and functions whose caches hold what a process loads once: policies, laws, sentences, tables."""
LAW_TABLES = "esigval.policy.table._texts"
"""What of a law depends on no evidence: it is worked out for each text of a law once, not for each file."""


@dataclass(frozen=True)
class Sample:
    """A file to measure with what belongs to it. ``at``: validation time, ISO 8601."""

    id: str
    kind: str
    data: bytes
    detached: tuple[tuple[str, bytes], ...]
    anchors: tuple[bytes, ...]
    at: str


def own_samples() -> list[Sample]:
    """The project's examples and vectors, under the root of their fictional provider."""
    vectors = ROOT / "tests" / "vectors"
    anchor = (vectors / "world" / "md-root.cer").read_bytes()
    paths = [
        *(ROOT / "examples").glob("*.*"),
        *(p for g in ("pades", "xades", "cades", "time") for p in (vectors / g).glob("*.*")),
    ]
    kinds = {".pdf": "PDF", ".xml": "XML", ".p7m": "CMS"}
    return [
        Sample(str(p.relative_to(ROOT)), kinds[p.suffix], p.read_bytes(), (), (anchor,), "2025-06-02T08:00:00+00:00")
        for p in sorted(paths)
        if p.suffix in kinds
    ]


def corpus_samples() -> list[Sample]:
    """The real files of the corpus in mode ``signing``, a day after each was signed; none where it is absent."""
    manifest = CORPUS / "signing.manifest.jsonl"
    if not manifest.exists():
        return []
    formats = {case["id"]: case["format"] for case in json.loads((CORPUS / "cases.json").read_text(encoding="utf-8"))}
    kinds = {"PAdES": "PDF", "XAdES": "XML", "CAdES": "CMS"}
    found = []
    for line in manifest.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        kind = kinds.get(formats[case["id"]])
        if kind is not None:
            found.append(
                Sample(
                    case["id"],
                    kind,
                    (CORPUS / case["file"]).read_bytes(),
                    tuple((Path(name).name, (CORPUS / name).read_bytes()) for name in case["detached"]),
                    tuple((CORPUS / name).read_bytes() for name in case["anchors"]),
                    (case["at"] or UNDATED).replace("Z", "+00:00"),
                )
            )
    return found


_FIRST_KEYS: dict[int, tuple[dict[object, object], frozenset[object]]] = {}


def forget() -> None:
    """Empties what this package remembers of content it has seen, so that a file measured twice costs what it cost first.

    Policies, laws and message catalogues, which a process loads once, stay; of a table of a module those entries that it had when
    this was called first.
    """
    from esigval.x509 import verify
    from esigval.x509.memory import Memory

    verify._MEMORY.clear()
    for name, module in list(sys.modules.items()):
        if not name.startswith("esigval."):
            continue
        for own, value in list(vars(module).items()):
            if isinstance(value, functools._lru_cache_wrapper):
                if not f"{value.__module__}.{value.__name__}".startswith(ONCE):
                    value.cache_clear()
            elif isinstance(value, Memory):
                value.__init__(value._limit)  # type: ignore[misc]
            elif isinstance(value, dict) and not own.startswith("__") and f"{name}.{own}" != LAW_TABLES:
                _, first = _FIRST_KEYS.setdefault(id(value), (value, frozenset(value)))
                if len(value) > len(first):
                    for key in [k for k in value if k not in first]:
                        del value[key]


def seconds(action: Callable[[], object]) -> float:
    """Processor time that ``action`` takes, with the garbage collector held off as ``timeit`` does.

    Processor time: everything measured here computes in this process and waits for nothing, and other processes of the machine
    do not count.
    """
    collecting = gc.isenabled()
    gc.collect(0)
    gc.disable()
    try:
        start = time.process_time()
        action()
        return time.process_time() - start
    finally:
        if collecting:
            gc.enable()


def alternately(actions: dict[str, Callable[[], object]], rounds: int, before: Callable[[], None]) -> dict[str, float]:
    """The median of each action over ``rounds`` rounds in which all take turns, each round in another order."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    names = list(actions)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            before()
            times[name].append(seconds(actions[name]))
    return {name: statistics.median(values) for name, values in times.items()}


def markdown(header: list[str], rows: list[list[str]]) -> str:
    """A table."""
    lines = ["| " + " | ".join(row) + " |" for row in [header, ["---"] * len(header), *rows]]
    return "\n".join(lines)


def milliseconds(value: float) -> str:
    """Three significant digits."""
    return f"{value * 1000:.3g} ms"
