"""XML signatures: every packaging, several signatures, counter-signatures, and their forgeries."""

import datetime
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from unittest.mock import patch

from lxml import etree
from signxml.xades import XAdESDataObjectFormat, XAdESSigner

from tests.worlds.book_pades import CRYPTO_FAILURE, HASH_FAILURE, NO_CHAIN, level
from tests.worlds.makers import TEXT, Xades, order, request
from tests.worlds.pki import World
from tests.worlds.signers import tsa, xades
from tests.worlds.vectors import JUNE, PASSED, SIGNED, STAMPED, Expected, Run, Vector, failed, unsure

CONTENT = TEXT.encode()
OTHER = TEXT.replace("100 lei", "900 lei").encode()
NOT_FOUND = unsure("SIGNED_DATA_NOT_FOUND", "en-319-102-1/5.2.7/reference-found")
FOREIGN_REFERENCE = unsure("NO_SIGNING_CERTIFICATE_FOUND", "en-319-102-1/5.2.3/certificate-digest")


def vectors(world: World) -> Iterator[Vector]:
    """All of this group."""
    yield from _enveloped(world)
    yield from _packagings(world)
    yield from _several(world)


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
    return Vector("xades", name, "xml", data, what, (run,), twin_of, files or {})


def _enveloped(world: World) -> Iterator[Vector]:
    maker = Xades()
    plain = maker(world, order())
    yield vector("b", plain, "baseline B, enveloped", level("XAdES-BASELINE-B"))
    yield vector(
        "b-text-changed", plain.replace(b"100 lei", b"900 lei"), "a byte of the text changed", HASH_FAILURE, twin_of="b"
    )
    yield vector(
        "b-value-changed", _break_value(plain), "a bit of the signature value changed", CRYPTO_FAILURE, twin_of="b"
    )
    yield vector(
        "b-time-changed",
        plain.replace(b"2025-03-10T10:00:00Z", b"2025-02-10T10:00:00Z"),
        "the claimed time, a signed property, changed",
        HASH_FAILURE,
        twin_of="b",
    )
    for step in ("T", "LT", "LTA"):
        data = maker(world, order(level=step, signer="md-vera"))
        yield vector(
            step.lower(), data, f"baseline {step}, enveloped, elliptic curves", level(f"XAdES-BASELINE-{step}")
        )
    yield vector("rogue", maker(world, order(signer="rogue-ion")), "the impostor's chain", NO_CHAIN, twin_of="b")
    foreign = xades.sign_enveloped(
        xades.parse(request(TEXT)), world["md-ion"], SIGNED, certificate_reference=world["md-vera"].der
    )
    yield vector(
        "foreign-reference",
        foreign.encode(),
        "the signed reference names another certificate",
        FOREIGN_REFERENCE,
        twin_of="b",
    )
    yield vector("signxml", _by_signxml(world), "enveloped, by signxml", PASSED)


def _break_value(data: bytes) -> bytes:
    start = data.index(b">", data.index(b"<ds:SignatureValue")) + 1
    wrong = b"A" if data[start : start + 1] != b"A" else b"B"
    return data[:start] + wrong + data[start + 1 :]


def _by_signxml(world: World) -> bytes:
    member = world["md-ion"]
    signer = XAdESSigner(data_object_format=XAdESDataObjectFormat(Description="cerere", MimeType="text/xml"))
    chain = [member.certificate, world["md-qca"].certificate]
    token = patch.object(XAdESSigner, "_get_token", return_value="1")
    with token, patch("signxml.xades.xades.datetime", wraps=datetime) as clock:
        clock.datetime.now.return_value = SIGNED
        made = signer.sign(xades.parse(request(TEXT)), key=member.key, cert=chain)  # type: ignore[arg-type]
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def _packagings(world: World) -> Iterator[Vector]:
    signer, chain = world["md-vera"], (world["md-qca"].der,)
    enveloping = xades.sign_enveloping(xades.parse(request(TEXT)), signer, SIGNED, chain=chain).encode()
    yield vector("enveloping", enveloping, "the content inside the signature", level("XAdES-BASELINE-B"))
    yield vector(
        "enveloping-changed",
        enveloping.replace(b"100 lei", b"900 lei"),
        "the content inside the signature changed",
        HASH_FAILURE,
        twin_of="enveloping",
    )
    detached = xades.sign_detached({"cerere.txt": CONTENT}, signer, SIGNED, chain=chain).encode()
    yield vector(
        "detached",
        detached,
        "the content in another file",
        PASSED,
        files={"cerere.txt": CONTENT},
        detached=("cerere.txt",),
    )
    yield vector(
        "detached-changed",
        detached,
        "another content under the same name",
        HASH_FAILURE,
        twin_of="detached",
        files={"cerere.txt": OTHER},
        detached=("cerere.txt",),
    )
    yield vector("detached-missing", detached, "the content is not given", NOT_FOUND, twin_of="detached")
    yield from _internally_detached(world)


def _internally_detached(world: World) -> Iterator[Vector]:
    """The signed element beside the signature, and the attack that moves it away (signature wrapping)."""
    root = xades.parse(
        f'<dosar xmlns="urn:fictiv:dosar"><parte Id="parte-1">{request(TEXT)}</parte><semnături/></dosar>'
    )
    made = xades.sign_element(root, root[0], root[1], world["md-vera"], SIGNED, chain=(world["md-qca"].der,))
    yield vector("internal", made.encode(), "an element beside the signature", PASSED)
    wrapped = deepcopy(root)
    original = wrapped[0]
    shown = xades.parse(f'<parte xmlns="urn:fictiv:dosar" Id="parte-1">{request(OTHER.decode())}</parte>')
    wrapped.replace(original, shown)
    wrapped.append(original)
    yield vector(
        "internal-wrapped",
        etree.tostring(wrapped, xml_declaration=True, encoding="UTF-8"),
        "two elements with the signed identifier: what is shown is not what was signed",
        failed("FORMAT_FAILURE", "en-319-102-1/5.2.2/references-unambiguous"),
        twin_of="internal",
    )


def _several(world: World) -> Iterator[Vector]:
    stamper, chain = tsa.authority(world, "md-tsa"), (world["md-qca"].der,)
    root = xades.parse(
        '<dosar xmlns="urn:fictiv:dosar"><parte Id="p1">unu</parte><parte Id="p2">doi</parte><semnături/></dosar>'
    )
    for number, name in enumerate(("md-vera", "md-director")):
        made = xades.sign_element(
            root, root[number], root[2], world[name], SIGNED, identifier=f"sig-{number + 1}", chain=chain
        )
        xades.add_signature_timestamp(made, stamper, STAMPED)
    both = made.encode()
    yield vector("two", both, "two signatures over two elements", PASSED, PASSED)
    yield vector(
        "two-second-broken",
        both.replace(b">doi<", b">trei<"),
        "what the second one covers changed; the first stays good",
        PASSED,
        HASH_FAILURE,
        twin_of="two",
    )
    countered = xades.sign_enveloped(xades.parse(request(TEXT)), world["md-vera"], SIGNED, chain=chain)
    xades.counter_sign(countered, world["md-seal"], STAMPED)
    data = countered.encode()
    counter = replace(PASSED, counter_signature=True)
    yield vector("counter", data, "a counter-signature", PASSED, counter)
    head, tail = data.split(b"<xades:CounterSignature>")
    yield vector(
        "counter-broken",
        head + b"<xades:CounterSignature>" + _break_value(tail),
        "the counter-signature is broken; the signature stays good",
        PASSED,
        replace(CRYPTO_FAILURE, counter_signature=True),
        twin_of="counter",
    )
