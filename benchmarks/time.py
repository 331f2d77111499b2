"""Cost of validation in time: files with 1, 10, 100 and 200 archive or document time-stamps, and a PDF of 25 long-term signatures.

``python benchmarks/time.py`` makes them with the signers of the worlds and prints a row a file. The parsers' memories are not emptied:
the best of three runs counts, so that what is measured is the walk over the time-stamps and not the public-key operations.
"""

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.unit.validation.timeline import WORLD, Signed  # noqa: E402
from tests.worlds.pki import moment  # noqa: E402
from tests.worlds.signers import pdf, xades  # noqa: E402

from esigval.model.dossier import Document, Dossier  # noqa: E402
from esigval.validate import judge, load_policy, read  # noqa: E402

COUNTS = (1, 10, 100, 200)
START = moment("2025-03-10T13:00:00")
NOW = moment("2026-01-01")
DAY = timedelta(days=1)


def crls() -> tuple[bytes, ...]:
    """Of the day of the signature."""
    this = "2025-03-10T12:00:00"
    return WORLD.crl_of("ca", this, 400), WORLD.crl_of("ca-tsa", this, 400), WORLD.crl_of("root", this, 400)


def cades(count: int) -> bytes:
    """CAdES with ``count`` archive time-stamps (version 3)."""
    made = Signed().stamp("tsa", "2025-03-10T10:00:05").hold(certificates=("ca-tsa",), crls=crls())
    for number in range(count):
        made.archive("tsa", (START + number * DAY).isoformat())
    return made.data.encode()


def of_xades(count: int) -> bytes:
    """XAdES with ``count`` archive time-stamps."""
    root = xades.parse("<cerere>Imaginar</cerere>")
    made = xades.sign_enveloped(root, WORLD["signer"], START, chain=(WORLD["ca"].der,))
    xades.add_signature_timestamp(made, WORLD.tsa("tsa"), START)
    xades.add_evidence(made, (WORLD["ca-tsa"].der,), crls())
    for number in range(count):
        xades.add_archive_timestamp(made, WORLD.tsa("tsa"), START + number * DAY)
    return made.encode()


def pades(count: int) -> bytes:
    """PAdES with ``count`` document time-stamps."""
    made = _signed(pdf.page("Cerere"), "Signature1", START)
    made = pdf.add_dss(made, START, (WORLD["ca-tsa"].der,), crls())
    for number in range(count):
        at = START + number * DAY
        made = pdf.add_document_timestamp(made, WORLD.tsa("tsa"), at, name=f"Timestamp{number}")
    return made


def many(count: int) -> bytes:
    """A PDF of ``count`` signatures, each time-stamped, with its validation data and a document time-stamp."""
    made = pdf.page("Cerere")
    for number in range(count):
        at = START + number * DAY
        made = _signed(made, f"Signature{number}", at)
        made = pdf.add_dss(made, at, (WORLD["ca-tsa"].der,), crls())
        made = pdf.add_document_timestamp(made, WORLD.tsa("tsa"), at, name=f"Timestamp{number}")
    return made


def _signed(data: bytes, name: str, at: datetime) -> bytes:
    tsa = WORLD.tsa("tsa")
    return pdf.sign(data, WORLD["signer"], at, name=name, tsa=tsa, stamped_at=at, chain=(WORLD["ca"].der,))


def measure(what: str, data: bytes, count: int) -> float:
    """Prints a row; returns the seconds of one judgement."""
    dossier = Dossier(
        document=Document(what, data), time=NOW, policy=load_policy("interop"), anchors=(WORLD["root"].der,)
    )
    reading = best(lambda: read(dossier))
    whole = best(lambda: judge(dossier))
    report = judge(dossier)
    verdicts = {str(s.conclusion.indication) for s in report.signatures}
    per = whole / count * 1000
    row = f"{what:22} {count:4} {len(data):10} {reading * 1000:9.1f} {whole * 1000:9.1f} {per:8.3f}  {'+'.join(sorted(verdicts))}"
    print(row, flush=True)
    return whole


def best(work: Callable[[], object]) -> float:
    """The least processor time of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """All rows, and how the time per time-stamp grows from 10 to 200."""
    print(f"{'file':22} {'n':>4} {'bytes':>10} {'read ms':>9} {'judge ms':>9} {'ms per n':>8}  verdict")
    for name, make in (("CAdES archive", cades), ("XAdES archive", of_xades), ("PAdES document", pades)):
        times = {count: measure(name, make(count), count) for count in COUNTS}
        print(f"{name:22} time per time-stamp grows {times[200] / 200 / (times[10] / 10):.2f} times from 10 to 200")
    measure("PAdES signatures", many(25), 25)


if __name__ == "__main__":
    main()
