"""The few files that ``make demo`` shows."""

import shutil
from pathlib import Path

from tests.worlds import containers, lists
from tests.worlds.makers import TEXT, Cades, Pades, Xades, order
from tests.worlds.pki import World
from tests.worlds.signers import cades, pdf, xades, zips

FOLDER = Path(__file__).parents[2] / "examples"


def write(world: World) -> None:
    """The examples and the lists under which they are judged."""
    FOLDER.mkdir(exist_ok=True)
    qualified = Pades()(world, order(level="LTA"))
    (FOLDER / "cerere-calificata.pdf").write_bytes(qualified)
    plain = Xades().build(world, order(signer="md-plain", level="T"))
    june = tuple(world.crl(f"{name}-june") for name in ("md-ca", "md-tca", "md-root"))
    xades.add_evidence(plain, tuple(world[name].der for name in ("md-ca", "md-tca", "md-root")), june)
    (FOLDER / "cerere-avansata.xml").write_bytes(plain.encode())
    revoked = Cades().build(world, order(signer="md-revoked"))
    cades.add_evidence(revoked, (), (world.crl("md-qca-june"),))
    (FOLDER / "contract-revocat.p7m").write_bytes(revoked.encode())
    changed = pdf.update(qualified, {5: pdf.text_stream(TEXT.replace("100 lei", "900 lei"))})
    (FOLDER / "cerere-schimbata.pdf").write_bytes(changed)
    files = {"cerere.txt": TEXT.encode(), "anexe/plan.txt": b"Plan imaginar, foaia 1"}
    container = zips.write(containers.extended_cms(world, order(level="LTA"), files))
    (FOLDER / "dosar-semnat.asice").write_bytes(container)
    shutil.rmtree(FOLDER / "lists", ignore_errors=True)
    lists.write_folder(world, FOLDER / "lists", ("md",), (world["md-operator"].der,))
