"""What of a container its signatures are about: files are added, moved and hidden; whatever passes covers what is shown."""

import pytest
from lxml import etree

from esigval.asic.coverage import EVERY_FILE
from esigval.model.conclusion import Indication
from tests.unit.asic.test_proofs import judged
from tests.unit.cms.making import world
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
