"""Who signed, by signed trusted lists: qualification (TS 119 615) and class in law."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from tests.worlds.makers import Cades, order
from tests.worlds.pki import World
from tests.worlds.vectors import JUNE, PASSED, STAMPED, Run, Vector, unsure

MD = "md-124-2022"
RO = "ro-455-2001"
RO_JUNE = ("ro-root-june", "ro-qca-june")
NO_CHAIN_ANY_MORE = unsure("NO_CERTIFICATE_CHAIN_FOUND_NO_POE", "en-319-102-1/5.2.6")
NO_CHAIN = unsure("NO_CERTIFICATE_CHAIN_FOUND", "en-319-102-1/5.2.6/prospective-chain")

SIGNERS = (
    ("md-ion", "qualified signature certificate, key in a qualified device", "qualified"),
    ("md-nodevice", "qualified certificate, device unknown", "advanced"),
    ("md-pseudonym", "qualified certificate in a pseudonym: who it is, the provider knows", ""),
    ("md-director", "a natural person who represents a legal person: a signature, not a seal", "qualified"),
    ("md-seal", "qualified seal", "qualified"),
    ("md-policy", "only a national policy identifier says qualified", ""),
    ("md-plain", "an ordinary certificate: sole control is for others to show", "advanced-undetermined"),
)


def vectors(world: World) -> Iterator[Vector]:
    """All of this group."""
    maker = Cades()
    for signer, what, label in SIGNERS:
        expected = replace(PASSED, laws=((MD, label),) if label else ())
        run = Run("now", (expected,), anchors=(), lists="md")
        yield Vector("trust", signer, "p7m", maker(world, order(signer=signer)), what, (run,))
    ion = maker(world, order(level="T"))
    withdrawn = Run("now", (NO_CHAIN_ANY_MORE,), anchors=(), lists="md-withdrawn")
    yield Vector(
        "trust",
        "md-ion-withdrawn",
        "p7m",
        ion,
        "the service was withdrawn before the signature",
        (withdrawn,),
        "md-ion",
    )
    rogue = maker(world, order(signer="rogue-ion"))
    runs = (
        Run("the impostor's own list", (NO_CHAIN,), anchors=(), lists="md-rogue", evidence=("rogue-qca-june", *JUNE)),
        Run("the real list", (NO_CHAIN,), anchors=(), lists="md", evidence=("rogue-qca-june", *JUNE)),
    )
    yield Vector("trust", "rogue-ion", "p7m", rogue, "the impostor, with a list that names it", runs, "md-ion")
    yield from _romania(world, maker)


def _romania(world: World, maker: Cades) -> Iterator[Vector]:
    for signer, label, what in (("ro-ana", "QESIG", "qualified signature"), ("ro-firma", "QESEAL", "qualified seal")):
        run = Run("now", (replace(PASSED, qualification=label),), anchors=(), lists="eu", evidence=RO_JUNE)
        data = maker(world, order(signer=signer, tsa="ro-tsa", level="T"))
        yield Vector("trust", signer, "p7m", data, f"{what} under a list of lists", (run,))
    moment = datetime(2016, 3, 10, 10, 0, tzinfo=UTC)
    data = maker(
        world,
        order(signer="ro-veche", tsa="ro-tsa", level="T", signed=moment, stamped=moment.replace(second=STAMPED.second)),
    )
    run = Run(
        "now",
        (replace(PASSED, laws=((RO, "qualified"),)),),
        anchors=(),
        lists="eu",
        evidence=("ro-root-2016", "ro-qca-2016", *RO_JUNE),
    )
    yield Vector(
        "trust", "ro-veche", "p7m", data, "of 2016, when Law 455/2001 stood alone: an accredited provider", (run,)
    )
