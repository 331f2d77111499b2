"""Vectors: a signed file and, beside it, a sidecar that says what is fed to a validation and what has to come out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.worlds import lists
from tests.worlds.pki import World

ROOT = Path(__file__).parents[1] / "vectors"
GROUPS = ("pades", "xades", "cades", "asic", "time", "trust")
"""The folders that this module fills; others of ``tests/vectors`` have their own makers."""
LISTS = {"md": ("md",), "md-withdrawn": ("md-withdrawn",), "md-rogue": ("md-rogue",), "eu": ("eu", "ro")}
SIGNERS = {"md": "md-operator", "md-withdrawn": "md-operator", "md-rogue": "md-operator", "eu": "eu-operator"}

SIGNED = datetime(2025, 3, 10, 10, 0, 0, tzinfo=UTC)
STAMPED = datetime(2025, 3, 10, 10, 0, 5, tzinfo=UTC)
COLLECTED = datetime(2025, 3, 10, 12, 30, tzinfo=UTC)
ARCHIVED = datetime(2025, 3, 10, 13, 0, tzinfo=UTC)
NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
"""When vectors are validated unless they say otherwise: every certificate in use is valid, the lists are current."""

JUNE = ("md-root-june", "md-qca-june", "md-ca-june", "md-tca-june")
MARCH = ("md-root-march", "md-qca-march", "md-tca-march")


@dataclass(frozen=True)
class Expected:
    """What one signature has to come to. ``check``: the check that must stand against it (not asked of what passes)."""

    indication: str = "TOTAL-PASSED"
    sub_indication: str = ""
    check: str = ""
    level: str = ""
    qualification: str = ""
    laws: tuple[tuple[str, str], ...] = ()
    counter_signature: bool = False


PASSED = Expected()


def failed(sub_indication: str, check: str) -> Expected:
    """TOTAL-FAILED."""
    return Expected("TOTAL-FAILED", sub_indication, check)


def unsure(sub_indication: str, check: str) -> Expected:
    """INDETERMINATE."""
    return Expected("INDETERMINATE", sub_indication, check)


@dataclass(frozen=True)
class Run:
    """One validation of a vector. ``open``: what is known to come out otherwise, and why; it fails when that is mended."""

    name: str
    signatures: tuple[Expected, ...]
    time: datetime = NOW
    anchors: tuple[str, ...] = ("md-root",)
    evidence: tuple[str, ...] = JUNE
    lists: str = ""
    policy: str = "strict"
    detached: tuple[str, ...] = ()
    open: str = ""


@dataclass
class Vector:
    """A file with its runs. ``twin_of``: the accepted vector that this one forges; ``files``: contents beside the signature."""

    group: str
    name: str
    suffix: str
    data: bytes
    what: str
    runs: tuple[Run, ...]
    twin_of: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


def quoted(value: str) -> str:
    """A TOML basic string."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(quoted(v) for v in value) + "]"
    return quoted(value)


def _rows(**values: Any) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in values.items() if value not in ("", (), False)]


def sidecar(vector: Vector) -> str:
    """The text of a sidecar."""
    out = _rows(what=vector.what, twin_of=vector.twin_of)
    for run in vector.runs:
        out += ["", "[[run]]"]
        out += _rows(name=run.name, time=run.time, policy=run.policy, anchors=run.anchors, evidence=run.evidence)
        out += _rows(lists=run.lists, detached=run.detached, open=run.open)
        if not run.signatures:
            out.append("signature = []")
        for expected in run.signatures:
            out += ["", "[[run.signature]]"]
            out += _rows(
                indication=expected.indication,
                sub_indication=expected.sub_indication,
                check=expected.check,
                level=expected.level,
                counter_signature=expected.counter_signature,
                qualification=expected.qualification,
            )
            if expected.laws:
                out.append("laws = { " + ", ".join(f"{law} = {quoted(label)}" for law, label in expected.laws) + " }")
    return "\n".join(out) + "\n"


def write(vector: Vector) -> None:
    """The file, its sidecar, and its ``NAME.files`` folder."""
    folder = ROOT / vector.group
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{vector.name}.{vector.suffix}").write_bytes(vector.data)
    (folder / f"{vector.name}.toml").write_text(sidecar(vector), encoding="utf-8")
    if vector.files:
        beside = folder / f"{vector.name}.files"
        beside.mkdir(exist_ok=True)
        for name, data in vector.files.items():
            (beside / name).write_bytes(data)


def write_world(world: World) -> None:
    """Certificates, CRLs, OCSP responses and lists, which sidecars name."""
    folder = ROOT / "world"
    folder.mkdir(parents=True, exist_ok=True)
    for name in world.certificates:
        (folder / f"{name}.cer").write_bytes(world[name].der)
    for name in world.crls:
        (folder / f"{name}.crl").write_bytes(world.crl(name))
    for name in world.ocsps:
        (folder / f"{name}.ocsp").write_bytes(world.ocsp(name))
    for name, members in LISTS.items():
        lists.write_folder(world, folder / "lists" / name, members, (world[SIGNERS[name]].der,))
