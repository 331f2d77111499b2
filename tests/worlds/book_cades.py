"""CMS signatures: attached and detached, several signers, counter-signatures, forged attributes."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from tests.worlds import der
from tests.worlds.book_pades import CRYPTO_FAILURE, HASH_FAILURE, NO_CHAIN, level
from tests.worlds.book_xades import CONTENT, FOREIGN_REFERENCE, NOT_FOUND, OTHER
from tests.worlds.makers import Cades, order
from tests.worlds.pki import World, sign_raw, signature_algorithm
from tests.worlds.signers import cms
from tests.worlds.vectors import JUNE, PASSED, SIGNED, STAMPED, Expected, Run, Vector, failed, unsure


def vectors(world: World) -> Iterator[Vector]:
    """All of this group."""
    yield from _attached(world)
    yield from _detached(world)
    yield from _several(world)
    yield from _attributes(world)


def vector(
    name: str,
    data: bytes,
    what: str,
    *expected: Expected,
    twin_of: str = "",
    files: dict[str, bytes] | None = None,
    detached: tuple[str, ...] = (),
    evidence: tuple[str, ...] = JUNE,
) -> Vector:
    """A vector of this group with one run."""
    run = Run("now", expected, detached=detached, evidence=evidence)
    return Vector("cades", name, "p7m" if not files else "p7s", data, what, (run,), twin_of, files or {})


def _attached(world: World) -> Iterator[Vector]:
    maker = Cades()
    plain = maker(world, order())
    yield vector("b", plain, "baseline B, attached", level("CAdES-BASELINE-B"))
    yield vector("b-ber", indefinite(plain), "the same in BER, indefinite lengths outside", PASSED)
    yield vector(
        "b-text-changed",
        plain.replace(b"100 lei", b"900 lei"),
        "a byte of the content changed",
        HASH_FAILURE,
        twin_of="b",
    )
    built = maker.build(world, order())
    built.signers[0].value = bytes((built.signers[0].value[0] ^ 1,)) + built.signers[0].value[1:]
    yield vector("b-value-changed", built.encode(), "a bit of the signature value changed", CRYPTO_FAILURE, twin_of="b")
    for step in ("T", "LT", "LTA"):
        data = maker(world, order(level=step, signer="md-vera"))
        yield vector(step.lower(), data, f"baseline {step}, attached, elliptic curves", level(f"CAdES-BASELINE-{step}"))
    yield vector("rogue", maker(world, order(signer="rogue-ion")), "the impostor's chain", NO_CHAIN, twin_of="b")


def indefinite(data: bytes) -> bytes:
    """ContentInfo in BER: the outer SEQUENCE and the explicit tag of indefinite length."""
    kind, content = der.children(data)
    start, size = der.header(content)
    return b"\x30\x80" + kind + b"\xa0\x80" + content[start : start + size] + b"\x00\x00\x00\x00"


def _detached(world: World) -> Iterator[Vector]:
    data = cms.sign(CONTENT, world["md-vera"], SIGNED, attached=False, chain=(world["md-qca"].der,)).encode()
    files = {"cerere.txt": CONTENT}
    yield vector("detached", data, "the content in another file", PASSED, files=files, detached=("cerere.txt",))
    yield vector(
        "detached-changed",
        data,
        "another content",
        HASH_FAILURE,
        twin_of="detached",
        files={"cerere.txt": OTHER},
        detached=("cerere.txt",),
    )
    yield vector("detached-missing", data, "the content is not given", NOT_FOUND, twin_of="detached")


def _several(world: World) -> Iterator[Vector]:
    def two() -> cms.SignedData:
        made = cms.sign(CONTENT, world["md-vera"], SIGNED, chain=(world["md-qca"].der,))
        made.signers.append(cms.sign_info(world["md-director"], sha256(CONTENT).digest(), STAMPED))
        made.certificates.append(world["md-director"].der)
        return made

    yield vector("two", two().encode(), "two signers beside each other", PASSED, PASSED)
    broken = two()
    broken.signers[1].value = sign_raw(world["md-director"].key, b"else")
    yield vector(
        "two-one-broken",
        broken.encode(),
        "one signer is broken; the other stays good",
        CRYPTO_FAILURE,  # a SET is sorted: the broken one stands first
        PASSED,
        twin_of="two",
    )
    countered = cms.sign(CONTENT, world["md-vera"], SIGNED, chain=(world["md-qca"].der,))
    cms.counter_sign(countered.signers[0], world["md-seal"], STAMPED)
    countered.certificates.append(world["md-seal"].der)
    counter = replace(PASSED, counter_signature=True)
    yield vector("counter", countered.encode(), "a counter-signature", PASSED, counter)
    kind, value = countered.signers[0].unsigned[0]
    countered.signers[0].unsigned[0] = (kind, value[:-1] + bytes((value[-1] ^ 1,)))
    yield vector(
        "counter-broken",
        countered.encode(),
        "the counter-signature is broken; the signature stays good",
        PASSED,
        replace(CRYPTO_FAILURE, counter_signature=True),
        twin_of="counter",
    )


def _attributes(world: World) -> Iterator[Vector]:
    signer, chain = world["md-ion"], (world["md-qca"].der,)

    def signed(**how: object) -> bytes:
        return cms.sign(CONTENT, signer, SIGNED, chain=chain, **how).encode()

    yield vector(
        "foreign-reference",
        signed(certificate_reference=world["md-vera"].der),
        "the signed reference names another certificate",
        FOREIGN_REFERENCE,
        twin_of="b",
    )
    yield vector(
        "no-reference",
        signed(omit=frozenset({cms.SIGNING_CERTIFICATE_V2})),
        "no signed reference to the certificate: another certificate over the same key would do as well",
        unsure("NO_SIGNING_CERTIFICATE_FOUND", "en-319-102-1/5.2.3/signing-certificate-attribute"),
        twin_of="b",
    )
    yield vector(
        "no-content-type",
        signed(omit=frozenset({cms.CONTENT_TYPE})),
        "signed attributes without content-type (RFC 5652, 11.1)",
        failed("FORMAT_FAILURE", "rfc-5652/11.1/content-type"),
        twin_of="b",
    )
    yield vector(
        "forged-attributes",
        _forged_attributes(world),
        "content that is somebody's signed attributes",
        failed("FORMAT_FAILURE", "rfc-5652"),
        twin_of="b",
    )


def _forged_attributes(world: World) -> bytes:
    """The signature value of a signature with signed attributes, presented as one without: its content is the DER of those
    attributes (eprint 2023/1801)."""
    signer = world["md-ion"]
    info = cms.sign_info(signer, sha256(CONTENT).digest(), SIGNED)
    content = der.set_of(*(cms.attribute(*a) for a in info.signed))
    forged = cms.SignerInfo(info.identifier, [], signature_algorithm(signer.key), info.value)
    return cms.SignedData(content, True, [forged], [signer.der, world["md-qca"].der]).encode()
