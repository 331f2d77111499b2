"""A three-certificate chain with CRL and OCSP: ours beside ``cryptography``'s verifier (path only) and pyhanko-certvalidator.

The three are timed alternately in turning order, each round on a signer of its own, in processor time; medians are told. "cold":
nothing is remembered, as for the first file of a process; "next signer": the CA, the root and the CRL were met before, as for every
further file; "again": all was met before. Prints one JSON object.
"""

import argparse
import asyncio
import json
import statistics
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from benchmarks.common import forget, seconds
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from esigval.chain.anchors import TrustAnchor
from esigval.chain.check_ids import CHECK_IDS
from esigval.chain.paths import find_paths
from esigval.chain.pool import Pool
from esigval.chain.validity import validate_path
from esigval.hashing import sha256_hex
from esigval.model.evidence import Evidence, EvidenceKind, Origin, OriginKind
from esigval.model.policy import AlgorithmTable, ValidationPolicy
from esigval.x509.certificate import parse_certificate

URI = x509.UniformResourceIdentifier
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
STRICT = ValidationPolicy("strict", "", AlgorithmTable("", None, (), ()), {i: strict for i, _, strict in CHECK_IDS})
Issued = tuple[x509.Certificate, rsa.RSAPrivateKey]


class World:
    """Root, CA and signers with RSA keys; a CRL of the root and OCSP answers of the CA."""

    def __init__(self, signers: int) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self._keys = {name: rsa.generate_private_key(65537, 2048) for name in ("Root", "CA", "Signer")}
        root = self._mint("Root", None, ca=True)
        ca = self._mint("CA", root, ca=True)
        leaves = [self._mint("Signer", ca, ca=False) for _ in range(signers)]
        self.root, self.ca, self.root_crl = der(root), der(ca), self._crl(root)
        self.signers = [(der(leaf), self._answer(leaf, ca)) for leaf in leaves]

    def _mint(self, subject: str, issuer: Issued | None, *, ca: bool) -> Issued:
        private = self._keys[subject]
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        signer = issuer[1] if issuer else private
        usages = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement"), False)
        usage = x509.KeyUsage(
            digital_signature=not ca,
            content_commitment=not ca,
            key_cert_sign=ca,
            crl_sign=ca,
            encipher_only=False,
            decipher_only=False,
            **usages,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer[0].subject if issuer else name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START)
            .not_valid_after(END)
            .add_extension(x509.BasicConstraints(ca, None), True)
            .add_extension(usage, True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
        )
        if issuer and ca:
            point = x509.DistributionPoint([URI("http://example.org/root.crl")], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), False)
        if not ca:
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, URI("http://example.org/ocsp"))
            builder = builder.add_extension(x509.AuthorityInformationAccess([access]), False)
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name("a@example.org")]), False)
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)
        return builder.sign(signer, hashes.SHA256()), private

    def _crl(self, issuer: Issued) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(issuer[0].subject).last_update(self.now)
        builder = builder.next_update(self.now + timedelta(days=7)).add_extension(x509.CRLNumber(1), False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].public_key()), False
        )
        return builder.sign(issuer[1], hashes.SHA256()).public_bytes(Encoding.DER)

    def _answer(self, leaf: Issued, ca: Issued) -> bytes:
        builder = ocsp.OCSPResponseBuilder().add_response(
            leaf[0],
            ca[0],
            hashes.SHA1(),
            ocsp.OCSPCertStatus.GOOD,
            self.now,
            self.now + timedelta(days=1),
            None,
            None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, ca[0])
        return builder.sign(ca[1], hashes.SHA256()).public_bytes(Encoding.DER)


def der(issued: Issued) -> bytes:
    return issued[0].public_bytes(Encoding.DER)


def evidence(kind: EvidenceKind, data: bytes) -> Evidence:
    return Evidence(sha256_hex(data), kind, Origin(OriginKind.SUPPLIED), data)


def ours(world: World, leaf: bytes, answer: bytes) -> None:
    """Parse, build and validate with revocation, from bytes."""
    pool = Pool.build(
        (
            evidence(EvidenceKind.CERTIFICATE, world.ca),
            evidence(EvidenceKind.CRL, world.root_crl),
            evidence(EvidenceKind.OCSP, answer),
        )
    )
    search = find_paths(parse_certificate(leaf), pool, (TrustAnchor(parse_certificate(world.root)),))
    assert validate_path(search.paths[0], world.now, STRICT, "signer", pool=pool).passed


def theirs(world: World, leaf: bytes, answer: bytes) -> None:
    """``cryptography``'s client verifier: path only."""
    store = Store([x509.load_der_x509_certificate(world.root)])
    verifier = PolicyBuilder().store(store).time(world.now).build_client_verifier()
    verifier.verify(x509.load_der_x509_certificate(leaf), [x509.load_der_x509_certificate(world.ca)])


def certvalidator(world: World, leaf: bytes, answer: bytes) -> None:
    """pyhanko-certvalidator: path with CRL and OCSP, nothing fetched."""
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(world.root)],
        other_certs=[asn1_x509.Certificate.load(world.ca)],
        crls=[asn1_crl.CertificateList.load(world.root_crl)],
        ocsps=[asn1_ocsp.OCSPResponse.load(answer)],
        allow_fetching=False,
        moment=world.now,
        best_signature_time=world.now,
        revocation_mode="hard-fail",
    )
    validator = CertificateValidator(asn1_x509.Certificate.load(leaf), validation_context=context)
    asyncio.run(validator.async_validate_usage({"digital_signature"}))


def main() -> None:
    """Medians in microseconds and ratios."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    world = World(rounds)
    run: dict[str, Callable[[World, bytes, bytes], None]] = {
        "esigval, cold": ours,
        "cryptography, path only": theirs,
        "pyhanko-certvalidator": certvalidator,
        "esigval, again": ours,
        "esigval, next signer": ours,
    }
    prepare: dict[str, Callable[[int], None]] = {
        "esigval, again": lambda number: ours(world, *world.signers[number]),
        "esigval, next signer": lambda number: ours(world, *world.signers[number - 1]),
    }
    times: dict[str, list[float]] = {name: [] for name in run}
    order = list(run)
    for number, (leaf, answer) in enumerate(world.signers):
        turn = number % len(order)
        for name in order[turn:] + order[:turn]:
            forget()
            prepare.get(name, lambda number: None)(number)
            times[name].append(seconds(partial(run[name], world, leaf, answer)))
    medians = {name: statistics.median(found) * 1e6 for name, found in times.items()}
    path_only, other = medians["cryptography, path only"], medians["pyhanko-certvalidator"]
    result = {
        "rounds": rounds,
        "median_microseconds": {name: round(value, 1) for name, value in medians.items()},
        "times_cryptography": {n: round(medians[n] / path_only, 2) for n in ("esigval, cold", "esigval, next signer")},
        "times_faster_than_certvalidator": {
            n: round(other / medians[n], 1) for n in ("esigval, cold", "esigval, next signer")
        },
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
