"""PDF signatures: what is covered, what came later, several signatures, and their forgeries."""

from collections.abc import Iterator
from dataclasses import replace

from pyhanko.sign.fields import MDPPerm

from tests.worlds.makers import TEXT, Pades, order
from tests.worlds.pki import World
from tests.worlds.signers import pdf, tsa
from tests.worlds.vectors import PASSED, SIGNED, STAMPED, Expected, Run, Vector, failed, unsure

CHANGED = TEXT.replace("100 lei", "900 lei")
FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (note) /V (vazut) /Rect [72 600 400 620] /P 3 0 R /F 4 /DA (/F1 10 Tf 0 g) >>"
HASH_FAILURE = failed("HASH_FAILURE", "en-319-102-1/5.2.7/reference-intact")
CRYPTO_FAILURE = failed("SIG_CRYPTO_FAILURE", "en-319-102-1/5.2.7/signature-intact")
NO_CHAIN = unsure("NO_CERTIFICATE_CHAIN_FOUND", "en-319-102-1/5.2.6/prospective-chain")


def level(name: str) -> Expected:
    """Passes and has this level."""
    return replace(PASSED, level=name)


def vectors(world: World) -> Iterator[Vector]:
    """All of this group."""

    def vector(name: str, data: bytes, what: str, *expected: Expected, twin_of: str = "", **run: object) -> Vector:
        return Vector("pades", name, "pdf", data, what, (Run("now", expected, **run),), twin_of)  # type: ignore[arg-type]

    maker = Pades()
    plain = maker(world, order())
    yield vector("b", plain, "baseline B", level("PAdES-BASELINE-B"))
    yield vector(
        "b-text-changed", plain.replace(b"100 lei", b"900 lei"), "a byte of the page changed", HASH_FAILURE, twin_of="b"
    )
    yield vector(
        "b-value-changed", pdf.break_value(plain), "a bit of the signature value changed", CRYPTO_FAILURE, twin_of="b"
    )
    yield vector("t", maker(world, order(level="T")), "baseline T", level("PAdES-BASELINE-T"))
    yield vector("lt", maker(world, order(level="LT")), "baseline LT", level("PAdES-BASELINE-LT"))
    yield vector(
        "lta",
        maker(world, order(level="LTA", signer="md-vera")),
        "baseline LTA, elliptic curves",
        level("PAdES-BASELINE-LTA"),
    )
    yield vector("rogue", maker(world, order(signer="rogue-ion")), "the impostor's chain", NO_CHAIN, twin_of="b")
    yield vector(
        "expired",
        maker(world, order(signer="md-expired", signed=SIGNED.replace(year=2024))),
        "signer and authority ended before anything proved the signature",
        unsure("OUT_OF_BOUNDS_NO_POE", "en-319-102-1/5.2.6/validity-period"),
        evidence=("md-oldca-2024", "md-root-2024"),
        policy="interop",
    )
    pkcs7 = pdf.sign(pdf.page(TEXT), world["md-ion"], SIGNED, chain=(world["md-qca"].der,), subfilter=pdf.PKCS7)
    yield vector("pkcs7", pkcs7, "adbe.pkcs7.detached", PASSED)
    yield from _later(world, vector, plain)
    yield from _several(world, vector)


def _later(world: World, vector, plain: bytes) -> Iterator[Vector]:  # type: ignore[no-untyped-def]
    yield vector("form-filled", pdf.update(plain, {6: FIELD}), "a form field was filled after signing", PASSED)
    yield vector(
        "page-changed",
        pdf.update(plain, {5: pdf.text_stream(CHANGED)}),
        "the page shows another sum after signing",
        failed("FORMAT_FAILURE", "en-319-102-1/5.2.2/visual-difference"),
        twin_of="form-filled",
    )
    certified = pdf.sign(
        pdf.page(TEXT),
        world["md-ion"],
        SIGNED,
        chain=(world["md-qca"].der,),
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    yield vector("certified", certified, "certification signature that allows no changes", PASSED)
    yield vector(
        "certified-form-filled",
        pdf.update(certified, {6: FIELD}),
        "a form field was filled although no changes are allowed",
        failed("FORMAT_FAILURE", "en-319-102-1/5.2.2/doc-mdp"),
        twin_of="certified",
    )


def _several(world: World, vector) -> Iterator[Vector]:  # type: ignore[no-untyped-def]
    stamper = tsa.authority(world, "md-tsa")
    chain = (world["md-qca"].der,)
    first = pdf.sign(pdf.page(TEXT), world["md-ion"], SIGNED, chain=chain)
    both = pdf.sign(first, world["md-seal"], STAMPED, name="Signature2", tsa=stamper, chain=chain)
    yield vector("two", both, "a signature and a seal over it", PASSED, PASSED)
    yield vector(
        "two-second-broken",
        pdf.break_value(both, 1),
        "the seal is broken; the signature stays good",
        PASSED,
        CRYPTO_FAILURE,
        twin_of="two",
    )
    yield vector(
        "two-first-broken",
        pdf.break_value(both, 0),
        "the signature is broken, and with it what the seal covers",
        CRYPTO_FAILURE,
        HASH_FAILURE,
        twin_of="two",
    )
