"""The least that a validation can cost: what is hashed and the public-key operations, with everything else left out.

Two floors. The first is one digest of the file and one public-key operation a signature: what no check of integrity can do without. The
second is all that a whole validation does: each distinct public-key operation (signer, chain, time-stamps, CRLs, OCSP responses) and each
distinct message that is hashed, as one validation with empty memories asks for them, done again with keys loaded.
"""

import contextlib
import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest import mock

from benchmarks.common import Sample, forget
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from esigval import hashing
from esigval.model.algorithms import DIGESTS, SignatureAlgorithm
from esigval.model.errors import Malformed
from esigval.model.report import DocumentReport
from esigval.model.signature import SignatureValue
from esigval.x509 import verify
from esigval.x509.certificate import parse_certificate
from esigval.x509.keys import UnsupportedKey, load_key
from esigval.x509.verify import Verification

one = sys.modules["esigval.hashing.digest"]  # the name of its function hides the module

Action = Callable[[], object]
REFUSED = (InvalidSignature, UnsupportedAlgorithm, ValueError, KeyError)


def one_operation(sample: Sample, report: DocumentReport) -> Action:
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
        attempt(operations)

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


def attempt(operations: list[Action]) -> None:
    """Does each, whether it succeeds or not."""
    for action in operations:
        with contextlib.suppress(*REFUSED):
            action()


@dataclass
class Work:
    """What one validation hashed and verified: distinct (hashlib name, message), distinct arguments of a verification."""

    hashed: set[tuple[str, bytes]] = field(default_factory=set)
    verified: set[tuple[Any, ...]] = field(default_factory=set)

    def replay(self) -> Action:
        """The same again, keys loaded before."""
        messages = sorted(self.hashed)
        operations = [again for arguments in self.verified for again in reloaded(*arguments)]

        def run() -> None:
            for name, data in messages:
                hashing.digest(name, data)
            attempt(operations)

        return run


class Watched:
    """A running digest that notes what it is given."""

    def __init__(self, state: Any, name: str, work: Work) -> None:
        self._state, self._name, self._work = state, name, work

    def update(self, data: Any) -> None:
        """Adds and notes."""
        self._work.hashed.add((self._name, bytes(data)))
        self._state.update(data)

    def copy(self) -> "Watched":
        """Another one; what both have seen counts once."""
        return Watched(self._state.copy(), self._name, self._work)

    def digest(self, *size: int) -> bytes:
        """The digest."""
        return bytes(self._state.digest(*size))


def work_of(validation: Action) -> Work:
    """What one validation with empty memories hashes and verifies."""
    work = Work()
    forget()
    with watched(work):
        validation()
    forget()
    return work


@contextlib.contextmanager
def watched(work: Work) -> Iterator[None]:
    """Notes every digest and every public-key operation meanwhile."""
    names = {key: name for report, name in DIGESTS.items() for key in (report, name)}

    def noting(key: str, function: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
        def digest(data: Any) -> bytes:
            work.hashed.add((names[key], bytes(data)))
            return function(data)

        return digest

    def beginning(key: str, constructor: Callable[[], Any]) -> Callable[[], Watched]:
        return lambda: Watched(constructor(), names[key], work)

    def new(name: str, data: bytes = b"", **options: Any) -> Watched:
        state = Watched(hashlib_new(name, **options), name, work)
        if data:
            state.update(data)
        return state

    def verifying(*arguments: Any) -> Verification:
        spki, algorithm, signed, hashed, value = arguments
        work.verified.add((spki, algorithm, bytes(signed), bytes(hashed), value))
        return really(*arguments)

    hashlib_new, really = hashlib.new, verify._verify
    best = {key: noting(key, function) for key, function in one._BEST.items()}
    started = {key: beginning(key, constructor) for key, constructor in one._CONSTRUCTORS.items()}
    with (
        mock.patch.dict(one._BEST, best),
        mock.patch.dict(one._CONSTRUCTORS, started),
        mock.patch.object(one, "_SHA256", best["SHA256"]),
        mock.patch.object(hashlib, "new", new),
        mock.patch.object(verify, "_verify", verifying),
    ):
        yield


def reloaded(spki: bytes, algorithm: SignatureAlgorithm, signed: bytes, hashed: bytes, value: bytes) -> list[Action]:
    """A public-key operation with its key loaded; nothing where the key can't be used."""
    try:
        key = load_key(spki)
    except (Malformed, UnsupportedKey):
        return []
    if isinstance(key, rsa.RSAPublicKey):
        if algorithm.scheme == "RSA":
            return [partial(key.recover_data_from_signature, value, padding.PKCS1v15(), None)]
        return [partial(verify._rsa_pss, key, algorithm, hashed, value)] if algorithm.scheme == "RSA_PSS" else []
    if isinstance(key, ec.EllipticCurvePublicKey):
        return [partial(verify._ecdsa, key, algorithm, hashed, value)]
    return [partial(verify._verify, spki, algorithm, signed, hashed, value)]
