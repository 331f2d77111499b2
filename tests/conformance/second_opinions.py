"""Our verdicts beside two others on the same inputs: pyhanko-certvalidator, and ``openssl verify`` as a process.

    python -m tests.conformance.second_opinions [--write]

Inputs: NIST PKITS with every setting of its tests, and worlds with a rogue and their honest twins. Every difference has a row with its
reason in ``second_opinions.toml``; ``--write`` writes docs/second-opinions.md from both.
"""

import asyncio
import logging
import shutil
import subprocess
import sys
import tempfile
import tomllib
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy, PKIXValidationParams
from tests.conformance import test_pkits as pkits
from tests.conformance.rogue_worlds import worlds

from esigval.chain.anchors import TrustAnchor
from esigval.chain.options import ANY_POLICY, PathOptions
from esigval.chain.paths import find_paths
from esigval.chain.pool import Pool
from esigval.chain.validity import validate_path
from esigval.hashing import sha256_hex
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.x509.certificate import Certificate, parse_certificate
from esigval.x509.names import name_key

ROWS = Path(__file__).with_name("second_opinions.toml")
PAGE = Path(__file__).parents[2] / "docs" / "second-opinions.md"
PEERS = ("pyhanko-certvalidator", "openssl verify")


@dataclass(frozen=True)
class Material:
    """What is given beside the certificate in question; all of it DER."""

    anchor: bytes
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Case:
    """A question: is ``leaf`` valid at ``at``, by ``options``? ``expected``: what the suite or world says."""

    name: str
    leaf: bytes
    material: Material
    at: datetime
    options: PathOptions
    expected: bool


@dataclass
class Opinions:
    """Verdicts on the cases of one suite, by who gave them; a peer that can't be asked has none."""

    cases: dict[str, Case]
    ours: dict[str, bool] = field(default_factory=dict)
    theirs: dict[str, dict[str, bool]] = field(default_factory=dict)

    def differences(self, peer: str) -> dict[str, tuple[bool, bool]]:
        """Case -> (ours, theirs) where they are not the same."""
        found = self.theirs.get(peer, {})
        return {name: (self.ours[name], verdict) for name, verdict in found.items() if verdict != self.ours[name]}


def pkits_material(leaf: bytes) -> Material:
    """What of PKITS bears on ``leaf``: certificates and CRLs of every name above it, and of CRL issuers that certificates name."""
    certificates, crls = pkits.pool().by_subject, pkits.pool().crls_by_issuer
    root = pkits.anchor().certificate
    taken: dict[bytes, None] = {}
    lists: dict[bytes, None] = {}
    seen: set[str] = set()
    wanted = _names(parse_certificate(leaf))
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        lists.update((crl.der, None) for crl in crls.get(name, ()))
        for certificate in certificates.get(name, ()):
            if certificate != root:
                taken[certificate.der] = None
                wanted |= _names(certificate)
    return Material(root.der, tuple(taken), tuple(lists))


def _names(certificate: Certificate) -> set[str]:
    points = certificate.distribution_points
    issuers = {name_key(n.octets) for point in points for n in point.crl_issuers if n.kind == "directoryName"}
    return {certificate.issuer_key, *issuers}


def pkits_cases() -> dict[str, Case]:
    """Every end-entity certificate with every setting; settings are numbered where a test has several."""
    found: dict[str, Case] = {}
    for stem, options, valid in pkits.cases():
        number = sum(name.split("/")[0] == stem for name in found)
        name = f"{stem}/{number + 1}" if number else stem
        leaf = (pkits.DATA / "certs" / f"{stem}.crt").read_bytes()
        found[name] = Case(name, leaf, pkits_material(leaf), pkits.AT, options, valid)
    return found


def rogue_cases() -> dict[str, Case]:
    """Worlds with a rogue and honest ones."""
    return {
        world.name: Case(
            world.name,
            world.leaf,
            Material(world.anchor, world.certificates, world.crls, world.ocsps),
            world.at,
            PathOptions(),
            world.honest,
        )
        for world in worlds()
    }


@cache
def _pool(material: Material) -> Pool:
    kinds = (
        (EvidenceKind.CERTIFICATE, material.certificates),
        (EvidenceKind.CRL, material.crls),
        (EvidenceKind.OCSP, material.ocsps),
    )
    origin = Origin(OriginKind.SUPPLIED)
    return Pool.build(tuple(Evidence(sha256_hex(d), kind, origin, d) for kind, many in kinds for d in many))


def ours(case: Case) -> bool:
    """Whether some path passes under the strict levels, with revocation."""
    pool = _pool(case.material)
    anchor = TrustAnchor(parse_certificate(case.material.anchor))
    paths = find_paths(parse_certificate(case.leaf), pool, (anchor,)).paths
    return any(validate_path(p, case.at, pkits.STRICT, "signer", case.options, pool=pool).passed for p in paths)


@cache
def _loaded(material: Material) -> dict[str, list[object]]:
    return {
        "trust_roots": [asn1_x509.Certificate.load(material.anchor)],
        "other_certs": [asn1_x509.Certificate.load(c) for c in material.certificates],
        "crls": [asn1_crl.CertificateList.load(c) for c in material.crls],
        "ocsps": [asn1_ocsp.OCSPResponse.load(o) for o in material.ocsps],
    }


ALL_ALGORITHMS = DisallowWeakAlgorithmsPolicy(
    weak_hash_algos=frozenset(), weak_signature_algos=frozenset(), rsa_key_size_threshold=0, dsa_key_size_threshold=0
)
"""Neither suite is about the age of algorithms."""


def certvalidator(case: Case) -> bool:
    """The same by pyhanko-certvalidator; whatever it raises is a no."""
    options = case.options
    names = frozenset("any_policy" if p == ANY_POLICY else p for p in options.initial_policies)
    context = ValidationContext(
        **_loaded(case.material),
        allow_fetching=False,
        moment=case.at,
        best_signature_time=case.at,
        revocation_mode="require",
        algorithm_usage_policy=ALL_ALGORITHMS,
    )
    params = PKIXValidationParams(
        user_initial_policy_set=names,
        initial_policy_mapping_inhibit=options.inhibit_mapping,
        initial_explicit_policy=options.explicit_policy,
        initial_any_policy_inhibit=options.inhibit_any,
    )
    leaf = asn1_x509.Certificate.load(case.leaf)
    validator = CertificateValidator(leaf, validation_context=context, pkix_params=params)
    try:
        asyncio.run(validator.async_validate_path())
    except Exception:
        return False
    return True


@cache
def openssl_version() -> str:
    """Name and number of the ``openssl`` on the path; empty where there is none."""
    if shutil.which("openssl") is None:
        return ""
    done = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=False)
    return " ".join(done.stdout.split()[:2])


class OpenSsl:
    """``openssl verify``, with the files that it reads in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cache  # noqa: B019 - lives as long as the run
    def _files(self, material: Material) -> list[str]:
        place = self._folder / str(len(list(self._folder.iterdir())))
        place.mkdir()
        (place / "root.pem").write_bytes(_pem(material.anchor))
        (place / "untrusted.pem").write_bytes(b"".join(_pem(c) for c in material.certificates))
        (place / "crls.pem").write_bytes(b"".join(map(_crl_pem, material.crls)))
        arguments = ["-CAfile", str(place / "root.pem"), "-CRLfile", str(place / "crls.pem")]
        return arguments + (["-untrusted", str(place / "untrusted.pem")] if material.certificates else [])

    def __call__(self, case: Case) -> bool:
        """The verdict by exit status."""
        options = case.options
        arguments = ["-no-CApath", "-no-CAstore", "-crl_check_all", "-extended_crl", "-use_deltas", "-policy_check"]
        arguments += ["-attime", str(int(case.at.timestamp())), *self._files(case.material)]
        for policy in sorted(options.initial_policies):
            arguments += ["-policy", policy]
        arguments += ["-explicit_policy"] * options.explicit_policy
        arguments += ["-inhibit_map"] * options.inhibit_mapping + ["-inhibit_any"] * options.inhibit_any
        command = ["openssl", "verify", *arguments]
        return subprocess.run(command, input=_pem(case.leaf), capture_output=True, check=False).returncode == 0


def _pem(der: bytes) -> bytes:
    import base64

    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


def _crl_pem(der: bytes) -> bytes:
    import base64

    return b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(der) + b"-----END X509 CRL-----\n"


SUITES: dict[str, Callable[[], dict[str, Case]]] = {"PKITS": pkits_cases, "rogue worlds": rogue_cases}


@cache
def opinions(suite: str) -> Opinions:
    """All verdicts on a suite. ``openssl verify`` reads no OCSP responses, so it is not asked where there are any."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    found = Opinions(SUITES[suite]())
    found.ours = {name: ours(case) for name, case in found.cases.items()}
    found.theirs[PEERS[0]] = {name: certvalidator(case) for name, case in found.cases.items()}
    if openssl_version():
        with tempfile.TemporaryDirectory() as folder:
            ask = OpenSsl(Path(folder))
            found.theirs[PEERS[1]] = {name: ask(case) for name, case in found.cases.items() if not case.material.ocsps}
    return found


def rows() -> dict[tuple[str, str, str], dict[str, str]]:
    """(suite, peer, case) -> the row about the difference."""
    found = {}
    for row in tomllib.loads(ROWS.read_text(encoding="utf-8")).get("difference", []):
        for name in row["cases"]:
            found[row["suite"], row["peer"], name] = row
    return found


def page() -> str:
    """docs/second-opinions.md."""
    lines = [
        "# Second opinions",
        "",
        "Our verdicts on certification paths with revocation beside those of two other validators on the same inputs. Written by",
        "`python -m tests.conformance.second_opinions --write`; a test fails where a difference has no row here, or a row no difference.",
        "",
        "* **PKITS**: every end-entity certificate of NIST PKITS 1.0.1, sections 4.1 to 4.16, with every setting of its test. Given",
        "  are the certificates and CRLs of every name above it and of the CRL issuers that certificates name.",
        "* **Rogue worlds**: sibling CAs, leaves that act as a CA, responders without the usage, CRLs of another scope and the like, with",
        "  honest twins (`tests/conformance/rogue_worlds.py`). `openssl verify` reads no OCSP responses and is asked about the others.",
        "",
        f"`openssl` is that of {tomllib.loads(ROWS.read_text(encoding='utf-8'))['openssl']}, run with `-crl_check_all -extended_crl",
        "-use_deltas -policy_check`; pyhanko-certvalidator is the version in `constraints.txt`, as a library, with revocation required and",
        "limits on algorithms lifted. No case is left out, none is sampled.",
        "",
        "| Inputs | Validator | Cases | As the suite says | As we say |",
        "| --- | --- | --- | --- | --- |",
    ]
    for suite in SUITES:
        found = opinions(suite)
        for who, verdicts in {"esigval": found.ours, **found.theirs}.items():
            right = sum(verdict == found.cases[name].expected for name, verdict in verdicts.items())
            same = sum(verdict == found.ours[name] for name, verdict in verdicts.items())
            lines.append(f"| {suite} | {who} | {len(verdicts)} | {right} | {same} |")
    lines += [
        "",
        "## Differences",
        "",
        "| Inputs | Case | Validator | Ours | Theirs | Why |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (suite, peer, name), row in sorted(rows().items()):
        mine, other = opinions(suite).differences(peer)[name]
        lines.append(f"| {suite} | {name} | {peer} | {_word(mine)} | {_word(other)} | {row['reason']} |")
    return "\n".join(lines) + "\n"


def _word(verdict: bool) -> str:
    return "valid" if verdict else "not valid"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())
