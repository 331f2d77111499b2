"""What of a container its signatures are about: files are added, moved and hidden; whatever passes covers what is shown."""

from collections.abc import Callable

import pytest
from lxml import etree

from esigval.asic.coverage import EVERY_FILE
from esigval.model.conclusion import Indication
from esigval.model.report import DocumentReport
from esigval.xades.coverage import COMMENTS
from tests.unit.asic.test_proofs import judged
from tests.unit.cms.making import world
from tests.unit.xades import making as m
from tests.worlds import containers
from tests.worlds.makers import TEXT, order
from tests.worlds.signers import xades as maker
from tests.worlds.signers.zips import Item, changed
from tests.worlds.vectors import SIGNED

SIGNATURES = "META-INF/signatures.xml"
FILES = {"cerere.txt": TEXT.encode()}
ADDED = Item("adaos.txt", b"altceva")


def with_counter(data: bytes, *, genuine: bool) -> bytes:
    """A signature file with the signature inside another one's CounterSignature; ``genuine``: with one that counter-signs it."""
    root = etree.fromstring(data)
    (signed,) = root
    files = {**FILES, ADDED.name: ADDED.data}
    if genuine:
        whole = maker.sign_detached(files, world()["md-ion"], SIGNED, chain=(world()["md-qca"].der,))
        maker.counter_sign(whole, world()["md-ion"], SIGNED, identifier="alta")
    else:
        whole = maker.sign_detached(
            files, world()["md-vera"], SIGNED, chain=(world()["md-qca"].der,), identifier="alta"
        )
        holder = maker.add(whole.properties(), "xades:CounterSignature")
        holder.append(signed)
    top = etree.Element(root.tag, nsmap=root.nsmap)
    top.append(whole.element)
    return etree.tostring(top)


@pytest.mark.parametrize("policy", ["strict", "interop"])
def test_only_a_genuine_counter_signature_may_leave_files_out(policy: str) -> None:
    items = containers.extended_xml(world(), order(), FILES)
    added = (*items, ADDED)
    genuine = changed(added, SIGNATURES, data=with_counter(items[-1].data, genuine=True))
    main, counter = judged(*genuine, policy=policy).signatures
    assert (main.signature.parent, counter.signature.parent) == ("", main.signature.id)
    assert counter.signature.findings == ()
    forged = changed(added, SIGNATURES, data=with_counter(items[-1].data, genuine=False))
    main, moved = judged(*forged, policy=policy).signatures
    assert main.conclusion.indication is Indication.TOTAL_PASSED
    assert moved.signature.parent == ""
    assert EVERY_FILE in {finding.check for finding in moved.signature.findings}
    assert moved.conclusion.indication is not Indication.TOTAL_PASSED


SIMPLE = (containers.simple_cms, containers.simple_xml, containers.simple_stamp)


def verdict(report: DocumentReport) -> tuple[str, str]:
    """Of the one signature, or of the one time-stamp where there is none."""
    (found,) = (*(s.conclusion for s in report.signatures), *report.timestamps)
    return str(found.indication), str(found.sub_indication or "")


@pytest.mark.parametrize("policy", ["strict", "interop"])
@pytest.mark.parametrize("make", SIMPLE)
def test_what_is_signed_is_the_file_at_the_root(make: Callable[..., tuple[Item, ...]], policy: str) -> None:
    honest = make(world(), order(), "cerere.txt", FILES["cerere.txt"])
    assert verdict(judged(*honest, name="a.asics", policy=policy))[0] in ("TOTAL-PASSED", "PASSED")
    below = changed(honest, "cerere.txt", name="vechi/cerere.txt")
    shown = Item("contract.txt", b"900 lei")
    report = judged(below[0], shown, *below[1:], name="a.asics", policy=policy)
    assert verdict(report)[0] not in ("TOTAL-PASSED", "PASSED")


@pytest.mark.parametrize("policy", ["strict", "interop"])
def test_a_signature_over_a_file_in_a_folder_is_not_about_the_file_at_the_root(policy: str) -> None:
    below = "dosar/cerere.txt"
    signed = containers.simple_xml(world(), order(), below, FILES["cerere.txt"])
    report = judged(signed[0], Item("contract.txt", b"900 lei"), *signed[1:], name="a.asics", policy=policy)
    (found,) = report.signatures
    assert found.conclusion.indication is not Indication.TOTAL_PASSED
    missing = [r.name for r in found.signature.references if not r.found]
    assert missing == ["contract.txt"]


def test_a_cms_signature_is_held_against_the_file_at_the_root() -> None:
    signed = changed(containers.simple_cms(world(), order(), "a.txt", b"100 lei"), "a.txt", name="vechi/a.txt")
    report = judged(signed[0], Item("a.txt", b"900 lei"), *signed[1:], name="a.asics", policy="interop")
    assert verdict(report) == ("TOTAL-FAILED", "HASH_FAILURE")


PLAIN = b"<a>100<b/></a>"
COMMENTED = b"<?xml version='1.0'?><a>100<!-- altceva --><b/></a>"
AFTER_THE_ROOT = "<a>100<b/></a><!-- altceva -->".encode("utf-16")
CDATA = b"<a><![CDATA[<!-- 100 -->]]></a>"


def canonical_xml(data: bytes, *, comments: bool = False) -> tuple[Item, ...]:
    """ASiC-S over an XML file by its canonical form."""

    def octets() -> bytes:
        return etree.tostring(etree.fromstring(data), method="c14n", exclusive=True, with_comments=comments)

    reference = maker.Reference("a.xml", octets, (m.EXCLUSIVE + "WithComments" * comments,))
    made = maker.sign_references([reference], world()["md-ion"], SIGNED, chain=(world()["md-qca"].der,))
    top = etree.Element("{http://uri.etsi.org/02918/v1.2.1#}XAdESSignatures")
    top.append(made.element)
    return (containers.mimetype(containers.SIMPLE), Item("a.xml", data), Item(SIGNATURES, etree.tostring(top)))


@pytest.mark.parametrize(
    ("signed", "shown", "comments", "whole"),
    [
        (PLAIN, PLAIN, False, True),
        (CDATA, CDATA, False, True),
        (COMMENTED, COMMENTED, True, True),
        (PLAIN, COMMENTED, False, False),
        (COMMENTED, COMMENTED, False, False),
        (PLAIN, AFTER_THE_ROOT, False, False),
    ],
)
def test_a_canonical_form_without_comments_covers_no_file_with_comments(
    signed: bytes, shown: bytes, comments: bool, whole: bool
) -> None:
    items = changed(canonical_xml(signed, comments=comments), "a.xml", data=shown)
    (found,) = judged(*items, name="a.asics", policy="interop").signatures
    assert found.conclusion.indication is Indication.TOTAL_PASSED
    assert {f.check for f in found.signature.findings} == (set() if whole else {EVERY_FILE, COMMENTS})
    expected = ("TOTAL-PASSED", "") if whole else ("TOTAL-FAILED", "FORMAT_FAILURE")
    assert verdict(judged(*items, name="a.asics")) == expected
