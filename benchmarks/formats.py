"""Median processor time per document in one process, next to pyHanko (PDF), signxml, python-xmlsec (XML) and two floors, alternately.

    python benchmarks/formats.py [--rounds 5] [--own] [--json FILE]

Every tool gets the same bytes, anchors and moment, offline. esigval does its whole validation (every signature and time-stamp,
levels, scopes, law, report as JSON); pyHanko integrity, difference analysis and chain of each signature; signxml the references
and the value of the first signature, and its chain where it can build one; python-xmlsec the references and the value alone. Only files
that the other tool reads to the end are compared with it. What esigval remembers of documents is emptied before each measurement of a file.
"In sequence", all files of a kind follow each other and the memories are emptied once before: a batch, in which the same authorities
come again. The floors are those of benchmarks/floors.py.
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

from benchmarks import floors
from benchmarks.common import Sample, alternately, corpus_samples, forget, markdown, milliseconds, own_samples
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigval.model.dossier import Document
from esigval.model.errors import EsigvalError
from esigval.model.report import DocumentReport
from esigval.report.json import encode
from esigval.validate import load_policy, validate

Action = Callable[[], object]
FLOORS = ("floor: one operation a signature", "floor: all operations")


@dataclass
class Row:
    """A file, and the median seconds of each tool that could read it."""

    id: str
    kind: str
    seconds: dict[str, float]


@dataclass
class Result:
    """A row for each file, and the summary of all."""

    rows: list[Row]
    summary: list[dict[str, object]]


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


def xmlsec(sample: Sample, signer: bytes) -> Action:
    """python-xmlsec over the references and the value of the first XML signature, with the key of ``signer``: it builds no chain for
    another moment than now."""
    import xmlsec as library
    from lxml import etree

    library.cleanup_callbacks()  # no address is opened

    def run() -> None:
        root = etree.fromstring(sample.data)
        library.tree.add_ids(root, ["Id", "ID", "id"])
        context = library.SignatureContext()
        context.key = library.Key.from_memory(signer, library.KeyFormat.CERT_DER)
        context.verify(library.tree.find_node(root, library.Node.SIGNATURE))

    return run


def actions_of(sample: Sample, folder: Path) -> dict[str, Action]:
    """All tools on one file, by name; none where esigval itself refuses it."""
    try:
        report = report_of(sample)
    except EsigvalError:
        return {}
    if not report.signatures:
        return {}
    own = ours(sample)
    actions: dict[str, Action] = {
        "esigval": own,
        FLOORS[0]: floors.one_operation(sample, report),
        FLOORS[1]: floors.work_of(own).replay(),
    }
    for name, make in peers(sample, report, folder):
        with contextlib.suppress(Exception):  # a file that the peer does not read is not compared
            if name not in actions:
                action = make()
                action()
                actions[name] = action
    return actions


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
        ways += [("signxml", lambda: signxml(sample, folder, signer)), ("xmlsec", lambda: xmlsec(sample, signer))]
    return ways


def measure(samples: list[Sample], rounds: int, folder: Path) -> Result:
    """All files one by one with empty memories, then all of a kind in sequence with memories that are emptied once a round."""
    warm(samples)
    rows: list[Row] = []
    chosen: dict[tuple[str, str], list[tuple[Action, Action]]] = {}
    for sample in samples:
        actions = actions_of(sample, folder)
        if not actions:
            continue
        rows.append(Row(sample.id, sample.kind, alternately(actions, rounds, forget)))
        for name, action in actions.items():
            if name != "esigval":
                chosen.setdefault((sample.kind, name), []).append((actions["esigval"], action))
    sequences = {key: in_sequence(pairs, rounds) for key, pairs in chosen.items()}
    return Result(rows, summary(rows, sequences))


def warm(samples: list[Sample]) -> None:
    """One file of each kind, so that what a process loads once is loaded."""
    for sample in {s.kind: s for s in samples}.values():
        with contextlib.suppress(EsigvalError):
            ours(sample)()
    forget()


def in_sequence(pairs: list[tuple[Action, Action]], rounds: int) -> tuple[float, float]:
    """Median seconds of esigval and of another tool for all files one after the other."""
    own, other = zip(*pairs, strict=True)
    actions = {"own": partial(all_of, own), "other": partial(all_of, other)}
    times = alternately(actions, rounds, forget)
    return times["own"], times["other"]


def all_of(actions: tuple[Action, ...]) -> None:
    """Each once."""
    for action in actions:
        action()


def summary(rows: list[Row], sequences: dict[tuple[str, str], tuple[float, float]]) -> list[dict[str, object]]:
    """Per kind and peer: files, medians, the median of the ratios, the ratio of the sums, and that of all files in sequence."""
    out: list[dict[str, object]] = []
    for kind, peer in sorted(sequences, key=lambda key: (key[0], key[1] not in FLOORS, key[1])):
        both = [(r.seconds["esigval"], r.seconds[peer]) for r in rows if r.kind == kind and peer in r.seconds]
        pairs = [(a, b) if peer in FLOORS else (b, a) for a, b in both]
        own, other = sequences[kind, peer]
        out.append(
            {
                "kind": kind,
                "peer": peer,
                "files": len(both),
                "esigval_median": statistics.median(a for a, _ in both),
                "peer_median": statistics.median(b for _, b in both),
                "median_ratio": statistics.median(a / b for a, b in pairs),
                "sum_ratio": sum(a for a, _ in pairs) / sum(b for _, b in pairs),
                "sequence_ratio": own / other if peer in FLOORS else other / own,
            }
        )
    return out


def table(rows: list[dict[str, object]]) -> str:
    """The summary as Markdown. A peer's ratio says how many times faster esigval is, a floor's how many times slower."""
    header = ["kind", "peer", "files", "esigval", "peer", "ratio (median)", "ratio (sum)", "ratio (in sequence)"]
    cells = [
        [
            str(r["kind"]),
            str(r["peer"]),
            str(r["files"]),
            milliseconds(float(str(r["esigval_median"]))),
            milliseconds(float(str(r["peer_median"]))),
            f"{r['median_ratio']:.1f}",
            f"{r['sum_ratio']:.1f}",
            f"{r['sequence_ratio']:.1f}" if "sequence_ratio" in r else "",
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
        found = measure(samples, options.rounds, Path(folder))
    print(table(found.summary))
    result = {"summary": found.summary, "files": {r.id: r.seconds for r in found.rows}}
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    else:
        print(json.dumps({"summary": found.summary}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
