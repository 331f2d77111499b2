"""What is fuzzed: each target reads its input as far as validation would, and lets only documented exceptions pass."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct

from esigval import asic, cades, cms, pades, xades
from esigval.chain.algorithm_tables import load_table, load_ts_119_322
from esigval.evidence_records import read_record, verify_record
from esigval.model.dossier import Document
from esigval.model.errors import Malformed, Unreadable, UsageError
from esigval.model.evidence import EvidenceKind
from esigval.model.policy import AlgorithmTable
from esigval.model.signature import DataObject
from esigval.timestamp import imprint_matches, read_token
from esigval.trust.parse import parse_list
from esigval.validate import validate
from esigval.validation.policy_file import load_policy
from esigval.x509.certificate import Certificate
from esigval.x509.crl import Crl
from esigval.x509.ocsp import Ocsp
from esigval.x509.verify import verify_signature
from tests.fuzz import seeds

NOW = datetime(2025, 6, 2, 8, tzinfo=UTC)
TABLE = AlgorithmTable("", None, (), ())


class Target(Struct, frozen=True):
    """``read`` may raise ``documented`` and nothing else; ``seeds`` are genuine inputs."""

    read: Callable[[bytes], object]
    seeds: Callable[[], tuple[bytes, ...]]
    documented: tuple[type[Exception], ...] = (Malformed,)


def _attributes(found: object) -> None:
    for name in dir(found):
        if not name.startswith("_"):
            getattr(found, name)


def certificate(data: bytes) -> None:
    """Every property of a certificate, and its signature under its own key."""
    found = Certificate(data)
    _attributes(found)
    verify_signature(found.spki, found.signature_algorithm, found.tbs, found.signature)


def _late(read: Callable[[], object]) -> None:
    """What is read on demand may be Malformed on demand."""
    try:
        read()
    except Malformed:
        return


def crl(data: bytes) -> None:
    """A CRL: its scope, its numbers, its entries."""
    found = Crl(data, "id")
    for name in ("issuer", "authority_key", "expired_certs_on_crl", "is_delta", "is_well_formed"):
        getattr(found, name)
    _late(lambda: found.distribution_point)
    _late(lambda: found.number)
    _late(lambda: found.base_number)
    _late(lambda: list(found))
    for serial in (0, 5, 2**90, -1):
        _late(lambda serial=serial: found.find(serial))  # type: ignore[misc]


def ocsp(data: bytes) -> None:
    """An OCSP response with everything in it."""
    _attributes(Ocsp(data, "id"))


def signed_data(data: bytes) -> None:
    """A CMS file: its structure, then its signatures."""
    _late(lambda: cms.read_signed_data(data))
    cades.read(Document("fuzz", data), (Document("other", b"content"),))


def token(data: bytes) -> None:
    """A time-stamp token."""
    imprint_matches(read_token(data), b"content")


def xml(data: bytes) -> None:
    """An XML file with its signatures."""
    xades.read(Document("fuzz", data), (Document("other", b"content"),))


def pdf(data: bytes) -> None:
    """A PDF with its signatures, and what changed after each."""
    pades.read(Document("fuzz", data))


def container(data: bytes) -> None:
    """A container with its signatures, time-stamps and evidence records."""
    asic.read(Document("fuzz.asice", data))


def record(data: bytes) -> None:
    """An evidence record and what it covers."""
    verify_record(read_record(data), (DataObject("fuzz", data),))


def policy(data: bytes) -> None:
    """A validation policy."""
    load_policy(data, TABLE)


def algorithms(data: bytes) -> None:
    """An algorithm table, in TOML and by TS 119 322."""
    _late(lambda: load_table(data))
    load_ts_119_322(data)


def whole(data: bytes) -> None:
    """The whole validation of a file in whatever format."""
    validate(data, name="fuzz", anchors=[ANCHOR], time=NOW)


ANCHOR = (seeds.VECTORS / "world" / "md-root.cer").read_bytes()


def _of(kind: EvidenceKind) -> Callable[[], tuple[bytes, ...]]:
    return lambda: seeds.of_kind(kind)


def _containers() -> tuple[bytes, ...]:
    return tuple(data for suffix in ("asice", "asics", "odt") for data in seeds.files(suffix))


TARGETS: dict[str, Target] = {
    "certificate": Target(certificate, _of(EvidenceKind.CERTIFICATE)),
    "crl": Target(crl, _of(EvidenceKind.CRL)),
    "ocsp": Target(ocsp, _of(EvidenceKind.OCSP)),
    "cms": Target(signed_data, lambda: (*seeds.files("p7m"), *seeds.files("p7s"))),
    "token": Target(token, seeds.tokens),
    "xml": Target(xml, seeds.signed_xml),
    "pdf": Target(pdf, lambda: seeds.files("pdf")),
    "container": Target(container, _containers, (Malformed, Unreadable)),
    "record": Target(record, seeds.records),
    "list": Target(parse_list, seeds.lists),
    "policy": Target(policy, seeds.policies, (UsageError,)),
    "algorithms": Target(algorithms, seeds.tables),
    "whole": Target(
        whole,
        lambda: (*seeds.files("p7m"), *seeds.signed_xml(), *seeds.files("pdf"), *_containers()),
        (Unreadable,),
    ),
}
