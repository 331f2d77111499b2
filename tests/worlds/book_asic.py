"""Containers: ASiC-S, ASiC-E and OpenDocument with CAdES and XAdES, and their forgeries."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from tests.worlds import containers as asic
from tests.worlds.book_pades import NO_CHAIN
from tests.worlds.book_xades import CONTENT, OTHER
from tests.worlds.containers import Files
from tests.worlds.makers import LEVELS, order
from tests.worlds.pki import World
from tests.worlds.signers import pdf
from tests.worlds.signers.zips import STORED, Item, changed, write
from tests.worlds.vectors import JUNE, PASSED, Expected, Run, Vector, failed, unsure

TEXT = "cerere.txt"
PLAN = "anexe/plan.txt"
FILES: Files = {TEXT: CONTENT, PLAN: b"Plan imaginar, foaia 1"}
SIGNATURE, MANIFEST = "META-INF/signature.p7s", "META-INF/ASiCManifest.xml"

UNCOVERED = failed("FORMAT_FAILURE", "en-319-162-1/4.4.2/every-file-covered")
CONTRADICTION = failed("FORMAT_FAILURE", "en-319-162-1/4.2/records-consistent")
UNREADABLE = failed("FORMAT_FAILURE", "en-319-162-1/4.2/entries-readable")
NAME = failed("FORMAT_FAILURE", "en-319-162-1/A.6/entry-name")
ENTRY_CHANGED = failed("HASH_FAILURE", "en-319-102-1/5.2.7/manifest-entry-intact")
CHANGED = failed("HASH_FAILURE", "en-319-102-1/5.2.7/reference-intact")


def vectors(world: World) -> Iterator[Vector]:
    """All of this group."""
    yield from _levels(world)
    yield from _contents(world)
    yield from _zip(world)
    yield from _manifests(world)
    yield from _names(world)
    yield from _kinds(world)


def vector(
    name: str,
    data: bytes,
    what: str,
    *expected: Expected,
    twin_of: str = "",
    suffix: str = "asice",
    evidence: tuple[str, ...] = JUNE,
    policy: str = "strict",
) -> Vector:
    """A vector of this group with one run."""
    return Vector("asic", name, suffix, data, what, (Run("now", expected, evidence=evidence, policy=policy),), twin_of)


def level(name: str) -> Expected:
    """Accepted, at that level."""
    return Expected(level=name)


def _levels(world: World) -> Iterator[Vector]:
    for step in LEVELS:
        asked = order(level=step, signer="md-vera")
        low = step.lower()
        cades, xades = level(f"CAdES-BASELINE-{step}"), level(f"XAdES-BASELINE-{step}")
        made = write(asic.extended_cms(world, asked, FILES))
        yield vector(f"e-cades-{low}", made, f"ASiC-E with CAdES, baseline {step}", cades)
        made = write(asic.extended_xml(world, asked, FILES))
        yield vector(f"e-xades-{low}", made, f"ASiC-E with XAdES, baseline {step}", xades)
        made = write(asic.simple_cms(world, asked, TEXT, CONTENT))
        yield vector(f"s-cades-{low}", made, f"ASiC-S with CAdES, baseline {step}", cades, suffix="asics")
        made = write(asic.simple_xml(world, asked, TEXT, CONTENT))
        yield vector(f"s-xades-{low}", made, f"ASiC-S with XAdES, baseline {step}", xades, suffix="asics")
    made = write(asic.open_document(world, order(), FILES))
    yield vector("odt", made, "OpenDocument with XAdES", level("XAdES-BASELINE-B"), suffix="odt")
    rogue = write(asic.extended_cms(world, order(signer="rogue-ion"), FILES))
    yield vector("rogue", rogue, "the impostor's chain", NO_CHAIN, twin_of="e-cades-b")


def _contents(world: World) -> Iterator[Vector]:
    """Files added, replaced and taken away."""
    stranger = Item("act-adițional.txt", b"Nimeni nu a semnat aceasta")
    made = {
        "e-cades": asic.extended_cms(world, order(), FILES),
        "e-xades": asic.extended_xml(world, order(), FILES),
    }
    for kind, items in made.items():
        twin = f"{kind}-b"
        entry = ENTRY_CHANGED if kind == "e-cades" else CHANGED
        yield vector(f"{kind}-added", write((*items, stranger)), "a file added after signing", UNCOVERED, twin_of=twin)
        replaced = write(changed(items, TEXT, data=OTHER))
        yield vector(f"{kind}-replaced", replaced, "a signed file replaced", entry, twin_of=twin)
        missing = write(i for i in items if i.name != PLAN)
        check = (
            "en-319-162-1/4.4.4.2/manifest-entry-found" if kind == "e-cades" else "en-319-102-1/5.2.7/reference-found"
        )
        taken = unsure("SIGNED_DATA_NOT_FOUND", check)
        yield vector(f"{kind}-taken", missing, "a signed file taken away", taken, twin_of=twin)
    simple = asic.simple_cms(world, order(), TEXT, CONTENT)
    two = failed("FORMAT_FAILURE", "en-319-162-1/4.3.3.2/one-data-file")
    yield vector("s-added", write((*simple, stranger)), "a second file", two, twin_of="s-cades-b", suffix="asics")
    other = write(changed(simple, TEXT, data=OTHER))
    yield vector("s-replaced", other, "the file replaced", CHANGED, twin_of="s-cades-b", suffix="asics")
    below = changed(simple, TEXT, name="dosar/cerere.txt")
    yield vector("s-below", write(below), "the file is not at the root", two, twin_of="s-cades-b", suffix="asics")
    renamed = changed(asic.simple_xml(world, order(), TEXT, CONTENT), TEXT, name="alta.txt")
    mismatch = failed("FORMAT_FAILURE", "en-319-162-1/4.3.3.2/reference-name")
    yield vector("s-renamed", write(renamed), "the file renamed", mismatch, twin_of="s-xades-b", suffix="asics")
    odt = asic.open_document(world, order(), FILES)
    script = Item("Scripts/macro.txt", b"macro")
    yield vector("odt-added", write((*odt, script)), "a macro added", UNCOVERED, twin_of="odt", suffix="odt")


def _zip(world: World) -> Iterator[Vector]:
    """Two readings of one ZIP file."""
    items = asic.extended_cms(world, order(), FILES)
    twin = "e-cades-b"
    again = Item(TEXT, OTHER)
    unique = failed("FORMAT_FAILURE", "en-319-162-1/4.2/names-unique")
    beside = failed("FORMAT_FAILURE", "en-319-162-1/4.2/nothing-beside-entries")
    forged = (
        ("zip-twice", write((*items, again)), "two entries of one name, the signed one first", unique),
        ("zip-twice-before", write((again, *items)), "two entries of one name, the signed one last", unique),
        ("zip-local-name", write(changed(items, TEXT, local_name=b"alta.txt")), "another local name", CONTRADICTION),
        ("zip-local-size", write(changed(items, TEXT, local_size=3)), "another local size", CONTRADICTION),
        (
            "zip-instead",
            write((*items[:1], replace(again, name="x", listed=False), *changed(items[1:], TEXT, instead="x"))),
            "the directory points to another entry",
            CONTRADICTION,
        ),
        ("zip-hidden", write((*items, replace(again, listed=False))), "an entry beside the directory", CONTRADICTION),
        ("zip-overlap", write(changed(items, PLAN, instead=TEXT)), "two names for one entry", CONTRADICTION),
        ("zip-checksum", write(changed(items, TEXT, checksum=1)), "a wrong checksum", CONTRADICTION),
        ("zip-encrypted", write(changed(items, TEXT, flags=1)), "an entry said to be encrypted", UNREADABLE),
        ("zip-method", write(changed(items, TEXT, method=12)), "an unknown method", UNREADABLE),
        (
            "zip-bomb",
            write((*items, Item("gol.bin", bytes(20_000_000)))),
            "an entry of twenty million zeros",
            UNREADABLE,
        ),
        ("zip-between", write(changed(items, TEXT, before=b"%PDF-1.7 ")), "a PDF header between entries", beside),
        ("zip-after", write(items, after=b"%PDF-1.7"), "octets after the end", beside),
        ("zip-traversal", write((*items, Item("../cerere.txt", OTHER))), "a name that leads out", NAME),
        ("zip-absolute", write((*items, Item("/etc/cerere.txt", OTHER))), "an absolute name", NAME),
        ("zip-backslash", write((*items, Item("..\\cerere.txt", OTHER))), "a name with a backslash", NAME),
        ("zip-turning", write((*items, Item("plan\u202etxt.exe", OTHER))), "a name that shows as another", NAME),
    )
    for name, data, what, expected in forged:
        yield vector(name, data, what, expected, twin_of=twin)
    page = pdf.page("Cerere")
    yield vector("polyglot", page + write(items), "a PDF with the container behind it: read as the PDF that it is")


def _manifests(world: World) -> Iterator[Vector]:
    """What is signed is the manifest, and what it lists."""
    items = asic.extended_cms(world, order(), FILES)
    twin = "e-cades-b"
    stated = next(i.data for i in items if i.name == MANIFEST)
    unlinked = failed("FORMAT_FAILURE", "en-319-162-1/4.4.4.2/manifest")
    malformed = failed("FORMAT_FAILURE", "en-319-162-1/A.4.2/manifest")
    unused = failed("FORMAT_FAILURE", "en-319-162-1/4.4.4.2/manifest-used")
    own = failed("FORMAT_FAILURE", "en-319-162-1/4.4.4.2/content-of-container")
    rewritten = asic.manifest(SIGNATURE, {TEXT: OTHER, PLAN: FILES[PLAN]})
    forged = changed(changed(items, TEXT, data=OTHER), MANIFEST, data=rewritten)
    yield vector("manifest-changed", write(forged), "file and manifest changed together", CHANGED, twin_of=twin)
    half = asic.extended_cms(world, order(), {TEXT: CONTENT})
    plan = Item(PLAN, FILES[PLAN])
    yield vector("manifest-omits", write((*half, plan)), "a manifest without one of the files", UNCOVERED, twin_of=twin)
    moved = {i.name: i.data for i in asic.extended_cms(world, order(), {TEXT: OTHER})}
    foreign = changed(items, SIGNATURE, data=moved[SIGNATURE])
    yield vector("signature-moved", write(foreign), "the signature of another container", CHANGED, twin_of=twin)
    none = write(i for i in items if i.name != MANIFEST)
    yield vector("manifest-missing", none, "no manifest", unlinked, twin_of=twin)
    broken = write(changed(items, MANIFEST, data=b"bla"))
    yield vector("manifest-broken", broken, "a manifest that is no XML", malformed, twin_of=twin)
    idle = Item("META-INF/ASiCManifest2.xml", asic.manifest("META-INF/signature2.p7s", {TEXT: OTHER}))
    yield vector("manifest-unused", write((*items, idle)), "a manifest of no signature", unused, twin_of=twin)
    decoy = Item("META-INF/ASiCManifest0.xml", asic.manifest(SIGNATURE, {TEXT: OTHER, PLAN: FILES[PLAN]}))
    both = write((items[0], decoy, *items[1:]))
    yield vector("manifest-two", both, "a second manifest that names the signature is not what it signs", PASSED)
    nested = stated.replace(
        b'SigReference URI="META-INF/signature.p7s"/>', b'SigReference URI="META-INF/signature.p7s">'
    )
    nested = nested.replace(b"</asic:ASiCManifest>", b"</asic:SigReference></asic:ASiCManifest>")
    signed = asic.signed_cms(world, order(), nested).encode()
    odd = changed(changed(items, MANIFEST, data=nested), SIGNATURE, data=signed)
    yield vector("manifest-nested", write(odd), "references where the schema has none", malformed, twin_of=twin)
    attached = asic.signed_cms(world, order(), b"altceva", attached=True).encode()
    inside = write(changed(items, SIGNATURE, data=attached))
    yield vector("content-inside", inside, "a genuine signature over content of its own", own, twin_of=twin)
    garbled = write((*items, Item("META-INF/signature2.p7s", b"gunoi")))
    unreadable = failed("FORMAT_FAILURE", "en-319-102-1/5.2.2/readable")
    yield vector("two-one-broken", garbled, "a broken signature file hides no other", PASSED, unreadable)


def _names(world: World) -> Iterator[Vector]:
    """How files are named, and how references name them."""
    odd: Files = {"plan 1 ș%.txt": b"unu", "schiță.txt": b"doi"}
    made = asic.extended_cms(world, order(), odd)
    yield vector("names", write(made), "percent-encoded and accented names", PASSED)
    yield vector("names-xades", write(asic.extended_xml(world, order(), odd)), "the same with XAdES", PASSED)
    raw = asic.extended_cms(world, order(), odd, uris={name: name for name in odd})
    yield vector("names-raw", write(raw), "names where URIs belong", PASSED)
    old: Files = {"plan é.txt": b"unu"}
    coded = changed(asic.extended_cms(world, order(), old), "plan é.txt", raw="plan é.txt".encode("cp437"))
    yield vector("names-cp437", write(coded), "a name in the old code page", PASSED)
    apart = unicodedata.normalize("NFD", "schiță.txt")
    lost = failed("FORMAT_FAILURE", "en-319-162-1/4.4.2/every-file-covered")
    yield vector(
        "names-nfd", write(changed(made, "schiță.txt", name=apart)), "accents in another form", lost, twin_of="names"
    )
    items = asic.extended_cms(world, order(), FILES)
    alike = failed("FORMAT_FAILURE", "en-319-162-1/4.2/names-distinct")
    for name, what, other in (
        ("names-case", "a second file that differs in case", "Cerere.txt"),
        ("names-meta-inf", "a folder that differs from META-INF in case", "meta-inf/ASiCManifest.xml"),
    ):
        yield vector(name, write((*items, Item(other, OTHER))), what, alike, twin_of="e-cades-b")
    outside = {TEXT: "https://exemplu.invalid/cerere.txt"}
    away = asic.extended_cms(world, order(), FILES, uris=outside)
    yield vector("uri-absolute", write(away), "a reference out of the container", UNCOVERED, twin_of="e-cades-b")
    up = asic.extended_cms(world, order(), FILES, uris={TEXT: "../cerere.txt"})
    yield vector("uri-up", write(up), "a reference with steps up", UNCOVERED, twin_of="e-cades-b")


def _kinds(world: World) -> Iterator[Vector]:
    """What the container says that it is."""
    items = asic.extended_cms(world, order(), FILES)
    lying = failed("FORMAT_FAILURE", "en-319-162-1/4.4.4.1/media-type")
    one = asic.mimetype(asic.SIMPLE)
    yield vector(
        "kind-simple",
        write((one, *items[1:])),
        "said to be ASiC-S",
        UNCOVERED,
        twin_of="e-cades-b",
    )
    epub = asic.mimetype("application/epub+zip")
    yield vector("kind-book", write((epub, *items[1:])), "said to be a book", lying, twin_of="e-cades-b")
    packed = replace(items[0], method=8)
    yield vector("kind-packed", write((*items[1:], packed)), "the media type last and compressed", PASSED)
    yield vector("kind-none", write(items[1:]), "no media type", PASSED)
    commented = write(items, comment=b"made by a program")
    yield vector("kind-comment", commented, "a comment", PASSED)
    empty = failed("FORMAT_FAILURE", "en-319-162-1/4.4.2/data-file")
    bare = asic.extended_cms(world, order(), {})
    yield vector("kind-empty", write(bare), "a signature over no file", empty, twin_of="e-cades-b")
    stored = tuple(replace(i, method=STORED) for i in items)
    yield vector("kind-stored", write(stored), "nothing is compressed", PASSED)
