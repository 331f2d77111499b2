"""Median processor time per document in one process, next to pyHanko (PDF), signxml (XML) and the floor, taken alternately.

    python benchmarks/formats.py [--rounds 5] [--own] [--json FILE]

Every tool gets the same bytes, anchors and moment, offline. esigval does its whole validation (every signature and time-stamp,
levels, scopes, law, report as JSON); pyHanko integrity, difference analysis and chain of each signature; signxml the references
and the value of the first signature, and its chain where it can build one. Only files that the other tool reads to the end are
compared with it. What esigval remembers of documents is emptied before each measurement. The floor is SHA-256 over the file and
one public-key operation a signature.
``--own`` leaves the corpus ../shared/corpus out, which is otherwise used where it is present.
"""

import argparse
import contextlib
import hashlib
import io
import json
import logging
import statistics
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import Sample, alternately, corpus_samples, forget, markdown, milliseconds, own_samples
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from esigval.model.dossier import Document
from esigval.model.errors import EsigvalError
from esigval.model.report import DocumentReport
from esigval.model.signature import SignatureValue
from esigval.report.json import encode
from esigval.validate import load_policy, validate
from esigval.x509.certificate import parse_certificate

Action = Callable[[], object]


@dataclass
class Row:
    """A file, and the median seconds of each tool that could read it."""

    id: str
    kind: str
    seconds: dict[str, float]


def report_of(sample: Sample) -> DocumentReport:
    """esigval's report."""
    return validate(
        Document(sample.id, sample.data),
        detached=[Document(name, data) for name, data in sample.detached],
        anchors=sample.anchors,
        time=datetime.fromisoformat(sample.at),
        policy=load_policy("interop"),
    )


def ours(sample: Sample) -> Action:
    """The whole validation with its JSON."""
    return lambda: encode(report_of(sample))


def floor(sample: Sample, report: DocumentReport) -> Action:
    """A digest of the file and the public-key operation of each signature, keys loaded before."""
    certificates = {e.id: e.data for s in report.signatures for e in s.signature.evidence}
    operations: list[Action] = []
    for signature in report.signatures:
        summary, value = signature.conclusion.signing_certificate, signature.signature.value
        if summary is None or summary.sha256 not in certificates or not value.signed_data or value.prehashed:
            continue
        with contextlib.suppress(ValueError, UnsupportedAlgorithm):
            operations += operation(certificates[summary.sha256], value)

    def run() -> None:
        hashlib.sha256(sample.data).digest()
        for verify in operations:
            with contextlib.suppress(InvalidSignature):
                verify()

    return run


def operation(certificate: bytes, value: SignatureValue) -> list[Action]:
    """The public-key operation of a signature value, its key loaded; nothing for the rarer schemes."""
    key = load_der_public_key(parse_certificate(certificate).spki)
    digest = getattr(hashes, value.algorithm.digest, None)
    if digest is not None and isinstance(key, rsa.RSAPublicKey) and value.algorithm.scheme == "RSA":
        return [partial(key.verify, value.value, value.signed_data[0], padding.PKCS1v15(), digest())]
    if digest is not None and isinstance(key, ec.EllipticCurvePublicKey):
        return [partial(key.verify, value.value, value.signed_data[0], ec.ECDSA(digest()))]
    return []


def pyhanko(sample: Sample) -> Action:
    """pyHanko over every signature and document time-stamp of a PDF."""
    from asn1crypto import x509 as asn1_x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko_certvalidator import ValidationContext

    moment = datetime.fromisoformat(sample.at)

    def run() -> None:
        anchors = [asn1_x509.Certificate.load(a) for a in sample.anchors]
        context = ValidationContext(
            trust_roots=anchors, allow_fetching=False, moment=moment, revocation_mode="soft-fail"
        )
        reader = PdfFileReader(io.BytesIO(sample.data), strict=False)
        for signature in reader.embedded_signatures:
            stamp = str(signature.sig_object_type) == "/DocTimeStamp"
            (validate_pdf_timestamp if stamp else validate_pdf_signature)(signature, context, skip_diff=False)

    return run


def signxml(sample: Sample, folder: Path, signer: bytes | None) -> Action:
    """signxml over an XML signature. ``signer``: None where the chain is built to the anchors, else the certificate that is
    believed without one (for chains that it can't build)."""
    from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier

    pem = folder / f"{hashlib.sha256(b''.join(sample.anchors)).hexdigest()}.pem"
    pem.write_bytes(b"".join(x509.load_der_x509_certificate(a).public_bytes(Encoding.PEM) for a in sample.anchors))
    detached = dict(sample.detached)
    settings = SignatureConfiguration(
        expect_references=True,
        signature_methods=frozenset(SignatureMethod),
        digest_algorithms=frozenset(DigestAlgorithm),
        verification_time=datetime.fromisoformat(sample.at),
    )
    policy = x509.verification.ExtensionPolicy.permit_all()
    trust: dict[str, object] = {"ca_pem_file": str(pem), "ee_policy": policy, "ca_policy": policy}
    if signer is not None:
        trust = {"x509_cert": x509.load_der_x509_certificate(signer)}

    def run() -> None:
        XMLVerifier().verify(sample.data, expect_config=settings, uri_resolver=detached.get, **trust)

    return run


def measure(sample: Sample, rounds: int, folder: Path) -> Row | None:
    """All tools on one file; None where esigval itself refuses it."""
    try:
        report = report_of(sample)
    except EsigvalError:
        return None
    if not report.signatures:
        return None
    actions: dict[str, Action] = {"esigval": ours(sample), "floor": floor(sample, report)}
    for name, make in peers(sample, report, folder):
        with contextlib.suppress(Exception):  # a file that the peer does not read is not compared
            if name not in actions:
                action = make()
                action()
                actions[name] = action
    return Row(sample.id, sample.kind, alternately(actions, rounds, forget))


def peers(sample: Sample, report: DocumentReport, folder: Path) -> list[tuple[str, Callable[[], Action]]]:
    """Who else reads this kind, and how: the first way that works is measured."""
    if sample.kind == "PDF":
        return [("pyhanko", lambda: pyhanko(sample))]
    if sample.kind == "CMS":
        return []
    summary = report.signatures[0].conclusion.signing_certificate
    known = {e.id: e.data for e in report.signatures[0].signature.evidence}
    signer = known.get(summary.sha256) if summary is not None else None
    ways: list[tuple[str, Callable[[], Action]]] = [("signxml", lambda: signxml(sample, folder, None))]
    if signer is not None:
        ways.append(("signxml", lambda: signxml(sample, folder, signer)))
    return ways


def summary(rows: list[Row]) -> list[dict[str, object]]:
    """Per kind and peer: files, medians, the ratio of the medians, the median of the ratios and the ratio of the sums."""
    out: list[dict[str, object]] = []
    for kind in sorted({r.kind for r in rows}):
        for peer in sorted({name for r in rows if r.kind == kind for name in r.seconds if name != "esigval"}):
            both = [(r.seconds["esigval"], r.seconds[peer]) for r in rows if r.kind == kind and peer in r.seconds]
            own, other = [a for a, _ in both], [b for _, b in both]
            pairs = [(a, b) if peer == "floor" else (b, a) for a, b in both]
            out.append(
                {
                    "kind": kind,
                    "peer": peer,
                    "files": len(both),
                    "esigval_median": statistics.median(own),
                    "peer_median": statistics.median(other),
                    "median_ratio": statistics.median(a / b for a, b in pairs),
                    "sum_ratio": sum(a for a, _ in pairs) / sum(b for _, b in pairs),
                }
            )
    return out


def table(rows: list[dict[str, object]]) -> str:
    """The summary as Markdown. A peer's ratio says how many times faster esigval is, the floor's how many times slower."""
    header = ["kind", "peer", "files", "esigval", "peer", "ratio (median)", "ratio (sum)"]
    cells = [
        [
            str(r["kind"]),
            str(r["peer"]),
            str(r["files"]),
            milliseconds(float(str(r["esigval_median"]))),
            milliseconds(float(str(r["peer_median"]))),
            f"{r['median_ratio']:.1f}",
            f"{r['sum_ratio']:.1f}",
        ]
        for r in rows
    ]
    return markdown(header, cells)


def main(arguments: list[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    samples = own_samples() + ([] if options.own else corpus_samples())
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for s in samples if (row := measure(s, options.rounds, Path(folder)))]
    found = summary(rows)
    print(table(found))
    result = {"summary": found, "files": {r.id: r.seconds for r in rows}}
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    else:
        print(json.dumps({"summary": found}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
