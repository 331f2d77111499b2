"""A public key infrastructure on a time line, made in memory, and CAdES signatures that live through it.

Keys follow from names, so that every run has the same bytes. Nothing here is valid anywhere else.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from tests.worlds.pki import Key, World, moment
from tests.worlds.signers import cades, cms
from tests.worlds.signers.tsa import Tsa

from esigval.model.dossier import Document, Dossier
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.report import DocumentReport
from esigval.validate import judge, load_policy

CONTENT = b"Cerere imaginara."

CERTIFICATES: dict[str, tuple[str, str, str, str]] = {
    # name: profile, issuer, from, to
    "root": ("root", "", "2015-01-01", "2045-01-01"),
    "ca": ("authority", "root", "2016-01-01", "2036-01-01"),
    "ca-short": ("authority", "root", "2016-01-01", "2025-03-01"),
    "ca-other": ("authority", "root", "2016-01-01", "2036-01-01"),
    "ca-tsa": ("authority", "root", "2016-01-01", "2042-01-01"),
    "signer": ("person", "ca", "2024-01-01", "2027-01-01"),
    "outlives": ("person", "ca-short", "2024-01-01", "2027-01-01"),
    "tsa": ("tsa", "ca-tsa", "2020-01-01", "2030-01-01"),
    "tsa-2": ("tsa", "ca-tsa", "2025-06-01", "2040-01-01"),
    "no-tsa": ("person", "ca-tsa", "2020-01-01", "2030-01-01"),
    "responder": ("ocsp", "ca", "2020-01-01", "2031-01-01"),
    "responder-checked": ("ocsp", "ca", "2020-01-01", "2031-01-01"),
    "responder-other": ("ocsp", "ca-other", "2020-01-01", "2031-01-01"),
    "responder-short": ("ocsp", "ca-short", "2020-01-01", "2031-01-01"),
    "signer-early": ("person", "ca", "2019-01-01", "2024-01-01"),
    "tsa-weak": ("tsa", "ca-tsa", "2020-01-01", "2030-01-01"),
    "tsa-third": ("tsa", "ca-tsa", "2020-01-01", "2040-01-01"),
    "responder-checked-2": ("ocsp", "ca", "2020-01-01", "2031-01-01"),
    "responder-tsa": ("ocsp", "ca-tsa", "2020-01-01", "2031-01-01"),
    "responder-tsa-weak": ("ocsp", "ca-tsa", "2020-01-01", "2031-01-01"),
    "root-other": ("root", "", "2015-01-01", "2045-01-01"),
    "ca-elsewhere": ("authority", "root-other", "2016-01-01", "2042-01-01"),
    "tsa-elsewhere": ("tsa", "ca-elsewhere", "2020-01-01", "2040-01-01"),
    "ca-short-renewed": ("authority", "root", "2016-01-01", "2036-01-01"),
    "ca-short-claimed": ("authority", "impostor-root", "2016-01-01", "2036-01-01"),
    "ca-tsa-namesake": ("authority", "root-other", "2016-01-01", "2042-01-01"),
    "impostor-root": ("root", "", "2015-01-01", "2045-01-01"),
    "impostor-tsa": ("tsa", "impostor-root", "2020-01-01", "2030-01-01"),
}
WEAK = frozenset({"responder-tsa-weak", "tsa-weak"})
"""Whose keys have 224 bits: not secure after 2021-10-01 (TS 119 312)."""
SAME_KEY = {"ca-short-renewed": "ca-short", "ca-short-claimed": "ca-short"}
"""Certificates with subject and key of another."""
NAMESAKES = {"ca-tsa-namesake": "ca-tsa", **SAME_KEY}
"""Certificates with the subject of another."""
UNCHECKED = frozenset({"responder-checked", "responder-checked-2"})
"""Responders whose certificates lack id-pkix-ocsp-nocheck: their own revocation is asked for."""


def derived_key(name: str, kind: str) -> Key:
    """The key that follows from ``name``."""
    curve = ec.SECP224R1() if kind == "p224" else ec.SECP256R1()
    name = SAME_KEY.get(name, name)
    return ec.derive_private_key(int.from_bytes(sha256(name.encode()).digest()[:24], "big") + 1, curve)


class Timeline(World):
    """The certificates above; CRLs, responses and authorities are made when asked for."""

    def __init__(self) -> None:
        super().__init__()
        for name, (profile, issuer, start, end) in CERTIFICATES.items():
            row: dict[str, Any] = {
                "profile": profile,
                "key": "p224" if name in WEAK else "p256",
                "subject": {"C": "MD", "CN": f"{NAMESAKES.get(name, name)} (fictiv)"},
                "valid": [start, end],
                "host": "http://timp.example",
            }
            if issuer:
                row["issuer"] = issuer
            self.certificates[name] = row

    def _issue(self, name: str) -> Any:
        with patch("tests.worlds.pki.load_key", derived_key):
            return super()._issue(name)

    def _extensions(self, row: dict[str, Any], key: Key, issuer_key: Key) -> list[tuple[x509.ExtensionType, bool]]:
        found = super()._extensions(row, key, issuer_key)
        if any(self.certificates[name] is row for name in UNCHECKED):
            return [e for e in found if not isinstance(e[0], x509.OCSPNoCheck)]
        return found

    def crl_of(self, issuer: str, this: str, days: int = 7, **revoked: tuple[str, str]) -> bytes:
        """A CRL; ``revoked``: name (``_`` for ``-``) -> time and reason."""
        entries = {n.replace("_", "-"): {"at": at, "reason": reason} for n, (at, reason) in revoked.items()}
        return self._made(
            self.crls, self.crl, {"issuer": issuer, "this": this, "next": _later(this, days), "revoked": entries}
        )

    def ocsp_of(
        self, name: str, this: str, days: int = 7, *, by: str = "responder", revoked: tuple[str, str] | None = None
    ) -> bytes:
        """An OCSP response."""
        row: dict[str, Any] = {"certificate": name, "responder": by, "this": this, "next": _later(this, days)}
        if revoked is not None:
            row["revoked"] = {"at": revoked[0], "reason": revoked[1]}
        return self._made(self.ocsps, self.ocsp, row)

    @staticmethod
    def _made(rows: dict[str, Any], make: Any, row: dict[str, Any]) -> bytes:
        name = repr(row)
        rows[name] = row
        made: bytes = make(name)
        return made

    def tsa(self, name: str) -> Tsa:
        """A time-stamping authority."""
        issuer = self.certificates[name]["issuer"]
        return Tsa(self[name], "1.3.6.1.4.1.99999.9.1.5", 1, (self[issuer].der,))


def _later(text: str, days: int) -> datetime:
    return moment(text) + timedelta(days=days)


WORLD = Timeline()


@dataclass
class Signed:
    """A signature that is added to step by step, in the order in which the steps are written."""

    signer: str = "signer"
    at: str = "2025-03-10T10:00:00"
    content_stamp: tuple[str, str] | None = None
    data: cms.SignedData = field(init=False)

    def __post_init__(self) -> None:
        extra: tuple[cms.Attribute, ...] = ()
        if self.content_stamp is not None:
            name, at = self.content_stamp
            extra = ((cms.CONTENT_TIMESTAMP, WORLD.tsa(name).token(CONTENT, moment(at))),)
        issuer = WORLD.certificates[self.signer]["issuer"]
        self.data = cms.sign(CONTENT, WORLD[self.signer], moment(self.at), chain=(WORLD[issuer].der,), extra=extra)

    def stamp(self, tsa: str, at: str, *, over: bytes | None = None, digest: str = "sha256") -> "Signed":
        """A signature time-stamp."""
        info = self.data.signers[0]
        value = info.value if over is None else over
        info.unsigned.append((cms.SIGNATURE_TIMESTAMP, WORLD.tsa(tsa).token(value, moment(at), digest=digest)))
        return self

    def hold(
        self, *, certificates: tuple[str, ...] = (), crls: tuple[bytes, ...] = (), ocsps: tuple[bytes, ...] = ()
    ) -> "Signed":
        """Validation data inside."""
        cades.add_evidence(self.data, tuple(WORLD[c].der for c in certificates), crls, ocsps)
        return self

    def archive(self, tsa: str, at: str, *, skip: frozenset[bytes] = frozenset()) -> "Signed":
        """An archive time-stamp over all that is there."""
        cades.add_archive_timestamp(self.data, WORLD.tsa(tsa), moment(at), skip=skip)
        return self

    def dossier(
        self, time: str, *evidence: bytes, policy: str = "strict", anchors: tuple[str, ...] = ("root",)
    ) -> Dossier:
        """To be judged as of ``time`` with ``evidence`` beside it."""
        return Dossier(
            document=Document("cerere.p7m", self.data.encode()),
            time=moment(time),
            policy=load_policy(policy),
            evidence=tuple(piece(e) for e in evidence),
            anchors=tuple(WORLD[a].der for a in anchors),
        )

    def judge(
        self, time: str, *evidence: bytes, policy: str = "strict", anchors: tuple[str, ...] = ("root",)
    ) -> DocumentReport:
        """The report."""
        return judge(self.dossier(time, *evidence, policy=policy, anchors=anchors))


def piece(data: bytes) -> Evidence:
    """Supplied evidence; its kind is told from the bytes."""
    if any(data == m.der for m in WORLD._members.values()):
        kind = EvidenceKind.CERTIFICATE
    else:
        kind = EvidenceKind.OCSP if data in {WORLD.ocsp(n) for n in WORLD.ocsps} else EvidenceKind.CRL
    return Evidence(sha256(data).hexdigest(), kind, Origin(OriginKind.SUPPLIED), data)
