"""Whatever the bytes: the parsers of certificates, CRLs and OCSP responses answer, or raise Malformed, and nothing else."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.chain.minting import crl, mint, responder, response

from esigval.asn1 import encode
from esigval.model.algorithms import DIGESTS, SignatureAlgorithm
from esigval.model.errors import Malformed
from esigval.x509 import extensions as ext
from esigval.x509.certificate import KNOWN, Certificate
from esigval.x509.crl import Crl
from esigval.x509.names import attributes, name_key, rfc4514
from esigval.x509.ocsp import Ocsp
from esigval.x509.qcstatements import qc_statements
from esigval.x509.verify import Verification, verify_signature

ROOT = mint("Root", ca=True)
LEAF = mint("Leaf", ROOT)
SEEDS: dict[str, bytes] = {
    "certificate": responder("Responder", ROOT).der,
    "crl": crl(ROOT, [(5, None), (2**90, None)]),
    "ocsp": response(LEAF, ROOT, ROOT),
}


def read_certificate(data: bytes) -> None:
    certificate = Certificate(data)
    for attribute in (*dir(certificate), *(known.attribute for known in KNOWN.values()), "malformed_extensions"):
        if not attribute.startswith("__"):
            getattr(certificate, attribute)
    outcome = verify_signature(
        certificate.spki, certificate.signature_algorithm, certificate.tbs, certificate.signature
    )
    assert outcome in Verification


def read_crl(data: bytes) -> None:
    found = Crl(data, "id")
    for attribute in ("issuer", "authority_key", "expired_certs_on_crl", "is_delta", "is_well_formed"):
        getattr(found, attribute)
    for late in (lambda: found.distribution_point, lambda: found.number, lambda: found.base_number):
        allow_malformed(late)
    for serial in (0, 5, 2**90, -1):
        allow_malformed(lambda serial=serial: found.find(serial))
    allow_malformed(lambda: list(found))


def read_ocsp(data: bytes) -> None:
    found = Ocsp(data, "id")
    for attribute in ("by_serial", "evidence", "unknown_critical"):
        getattr(found, attribute)


def allow_malformed(call: Callable[[], object]) -> None:
    try:
        call()
    except Malformed:
        return


READERS: dict[str, Callable[[bytes], None]] = {"certificate": read_certificate, "crl": read_crl, "ocsp": read_ocsp}
QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def changed(draw: st.DrawFn, seed: bytes) -> bytes:
    """The seed with some octets set, runs removed, copied or put in."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.integers(0, 12))
        kind = draw(st.sampled_from(("set", "cut", "insert", "copy")))
        if kind == "set" and data:
            data[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del data[at : at + size]
        elif kind == "insert":
            data[at:at] = draw(st.binary(max_size=12))
        else:
            data[at:at] = data[at : at + size]
    return bytes(data)


@pytest.mark.parametrize("kind", READERS)
def test_changed_objects(kind: str) -> None:
    @QUICK
    @given(changed(SEEDS[kind]))
    def run(data: bytes) -> None:
        allow_malformed(lambda: READERS[kind](data))

    run()


TAGS = st.sampled_from(
    [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0x82, 0xA0, 0xA1, 0xA4]
)
TREES = st.recursive(
    st.builds(encode, TAGS, st.binary(max_size=10)),
    lambda inner: st.builds(lambda tag, parts: encode(tag, b"".join(parts)), TAGS, st.lists(inner, max_size=4)),
    max_leaves=12,
)
PARTS = [
    ext.general_names,
    ext.basic_constraints,
    ext.key_usage,
    ext.object_identifiers,
    ext.key_identifier,
    ext.authority_key_identifier,
    ext.distribution_points,
    ext.access_locations,
    ext.certificate_policies,
    ext.policy_mappings,
    ext.policy_constraints,
    ext.skip_certificates,
    ext.name_constraints,
    qc_statements,
    name_key,
    rfc4514,
    attributes,
]


@QUICK
@given(st.one_of(TREES, st.binary(max_size=60)))
def test_every_part_of_any_tree(data: bytes) -> None:
    for read in [*READERS.values(), *PARTS]:
        allow_malformed(lambda read=read: read(data))


@QUICK
@given(
    st.one_of(TREES, st.just(LEAF.parsed.spki)),
    st.sampled_from(["", "RSA", "RSA_PSS", "DSA", "ECDSA", "PLAIN_ECDSA", "EDDSA"]),
    st.sampled_from(["", "1.2.3", *DIGESTS]),
    st.binary(max_size=80),
    st.booleans(),
)
def test_verification_never_raises(key: bytes, scheme: str, digest: str, value: bytes, prehashed: bool) -> None:
    algorithm = SignatureAlgorithm(scheme, digest, "", digest, 20)
    assert verify_signature(key, algorithm, value, value, prehashed) is not Verification.VALID


@QUICK
@given(st.lists(st.tuples(st.sampled_from(["2.5.4.3", "2.5.4.10"]), st.text(max_size=8)), max_size=4))
def test_name_keys_keep_different_names_apart(parts: list[tuple[str, str]]) -> None:
    """Names that differ by more than case and white space never compare equal."""

    def encoded(rdns: list[tuple[str, str]]) -> bytes:
        oids = {"2.5.4.3": b"\x55\x04\x03", "2.5.4.10": b"\x55\x04\x0a"}
        return encode(
            0x30,
            b"".join(
                encode(0x31, encode(0x30, encode(6, oids[o]) + encode(0x0C, t.encode("utf-8", "replace"))))
                for o, t in rdns
            ),
        )

    assert name_key(encoded(parts)) == name_key(encoded([(o, f"  {t} ") for o, t in parts]))
    assert name_key(encoded([*parts, ("2.5.4.3", "x")])) != name_key(encoded(parts))
