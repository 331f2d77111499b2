"""Runs a vector as its sidecar says. Needs nothing of the signers, so that tests load fast."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from esigval.fetch.directory import read_lists_folder
from esigval.model.check import Check, Status
from esigval.model.dossier import Document, Dossier, TrustSource
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.report import DocumentReport, SignatureReport
from esigval.validate import judge, load_policy

VECTORS = Path(__file__).parents[1] / "vectors"
WORLD = VECTORS / "world"
GROUPS = ("pades", "xades", "cades", "asic", "time", "trust")
KINDS = {".crl": EvidenceKind.CRL, ".ocsp": EvidenceKind.OCSP, ".cer": EvidenceKind.CERTIFICATE}


@dataclass(frozen=True)
class Case:
    """One run of one vector."""

    group: str
    name: str
    file: Path
    run: dict[str, Any]
    what: str
    twin_of: str

    @property
    def id(self) -> str:
        """``group/name: run``."""
        return f"{self.group}/{self.name}: {self.run['name']}"

    @property
    def expected(self) -> list[dict[str, Any]]:
        """What each signature has to come to."""
        return list(self.run.get("signature", []))

    @property
    def all_pass(self) -> bool:
        """Whether every signature is accepted in this run."""
        return bool(self.expected) and all(e["indication"] == "TOTAL-PASSED" for e in self.expected)

    def dossier(self, data: bytes | None = None) -> Dossier:
        """What is judged; ``data`` in place of the file's own bytes."""
        beside = self.file.parent / f"{self.name}.files"
        lists = self.run.get("lists", "")
        return Dossier(
            document=Document(self.file.name, read(self.file) if data is None else data),
            time=self.run["time"],
            policy=load_policy(self.run["policy"]),
            detached=tuple(Document(name, read(beside / name)) for name in self.run.get("detached", ())),
            evidence=tuple(evidence(name) for name in self.run.get("evidence", ())),
            anchors=tuple(read(WORLD / f"{name}.cer") for name in self.run.get("anchors", ())),
            trust=(trust(lists),) if lists else (),
        )

    def judge(self, data: bytes | None = None) -> DocumentReport:
        """The report."""
        return judge(self.dossier(data))


def sidecars() -> list[Path]:
    """All sidecars of this project's own groups."""
    return sorted(path for group in GROUPS for path in (VECTORS / group).glob("*.toml"))


def files() -> list[Path]:
    """All vectors, with or without a sidecar."""
    return sorted(
        path for group in GROUPS for path in (VECTORS / group).iterdir() if path.is_file() and path.suffix != ".toml"
    )


def cases() -> Iterator[Case]:
    """All runs of all vectors."""
    beside = {path.with_suffix(""): path for path in files()}
    for path in sidecars():
        sidecar = tomllib.loads(path.read_text(encoding="utf-8"))
        for run in sidecar["run"]:
            file = beside[path.with_suffix("")]
            yield Case(path.parent.name, path.stem, file, run, sidecar["what"], sidecar.get("twin_of", ""))


@lru_cache(maxsize=512)
def read(path: Path) -> bytes:
    """The bytes of a file."""
    return path.read_bytes()


@lru_cache(maxsize=128)
def evidence(name: str) -> Evidence:
    """A CRL, OCSP response or certificate of the world as supplied evidence."""
    path = next(WORLD / f"{name}{suffix}" for suffix in KINDS if (WORLD / f"{name}{suffix}").exists())
    data = read(path)
    return Evidence(sha256(data).hexdigest(), KINDS[path.suffix], Origin(OriginKind.SUPPLIED, path.name), data)


@lru_cache(maxsize=8)
def trust(name: str) -> TrustSource:
    """A folder of lists of the world."""
    return read_lists_folder(WORLD / "lists" / name)


def walk(check: Check) -> Iterator[Check]:
    """A check and all below it."""
    yield check
    for child in check.children:
        yield from walk(child)


def stands_against(report: SignatureReport, check_id: str) -> bool:
    """Whether the check ``check_id``, or one below that clause, did not pass."""
    return any(
        (check.id == check_id or check.id.startswith((f"{check_id}/", f"{check_id}.")))
        and check.status in (Status.FAILED, Status.INDETERMINATE)
        for check in walk(report.conclusion.check)
    )


def verdicts(report: DocumentReport) -> tuple[str, ...]:
    """The indication of each signature."""
    return tuple(str(s.conclusion.indication) for s in report.signatures)
