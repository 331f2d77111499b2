"""The gallery judged as a user would: whole validation under a policy, with the gallery's signer as anchor."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from esigval.model.dossier import Document, Dossier
from esigval.model.report import DocumentReport
from esigval.report.walk import root_causes
from esigval.validate import judge, load_policy
from tests.worlds.pdf_gallery.attacks import UNUSUAL
from tests.worlds.pdf_gallery.benign import BENIGN
from tests.worlds.pdf_gallery.classes import CLASSES
from tests.worlds.pdf_gallery.writer import signer_certificate

SIDECAR = Path(__file__).parents[2] / "vectors" / "pades-gallery" / "attacks.toml"
EXPECTED: dict[str, list[str]] = {
    name: checks for group in tomllib.loads(SIDECAR.read_text("utf-8")).values() for name, checks in group.items()
}
"""Attack -> names of the checks that notice it."""

TIME = datetime(2024, 7, 1, tzinfo=UTC)
HONEST = "honest updates"


class Judged(NamedTuple):
    """One file of the gallery. ``indications``: of its signatures, the one that was there first at the front; ``deciding``: last parts of
    the ids of the checks for which that one is not valid, and of the findings on the file where no signature is shown any more."""

    group: str
    name: str
    data: bytes
    indications: tuple[str, ...]
    deciding: frozenset[str]
    told: frozenset[str]

    @property
    def caught(self) -> bool:
        """Whether nobody is told that the first signature is valid."""
        return not self.indications or self.indications[0] != "TOTAL-PASSED"

    @property
    def passed(self) -> bool:
        """Whether all signatures are valid."""
        return bool(self.indications) and set(self.indications) == {"TOTAL-PASSED"}


def judged(policy: str = "strict") -> Iterator[Judged]:
    """Every file of the gallery, attacks first."""
    groups: dict[str, dict[str, Callable[[], bytes]]] = {**CLASSES, "unusual": UNUSUAL, HONEST: BENIGN}
    for group, files in groups.items():
        for name, make in files.items():
            data = make()
            yield _judged(group, name, data, report_on(data, policy))


def report_on(data: bytes, policy: str = "strict") -> DocumentReport:
    """The report on one file of the gallery."""
    anchors = (signer_certificate(),)
    return judge(
        Dossier(document=Document("gallery.pdf", data), time=TIME, policy=load_policy(policy), anchors=anchors)
    )


def _judged(group: str, name: str, data: bytes, report: DocumentReport) -> Judged:
    indications = tuple(str(entry.conclusion.indication) for entry in report.signatures)
    told = {f.check for entry in report.signatures for f in entry.signature.findings} | {
        f.check for f in report.findings
    }
    deciding = {finding.check for finding in report.findings}
    if report.signatures:
        deciding = {path[-1].id for path in root_causes(report.signatures[0].conclusion.check)}
    return Judged(group, name, data, indications, _slugs(deciding), _slugs(told))


def _slugs(checks: set[str]) -> frozenset[str]:
    return frozenset(check.rpartition("/")[2] for check in checks)


def expected(name: str) -> frozenset[str]:
    """Checks of which one has to decide about an attack."""
    return frozenset("readable" if c == "unreadable" else c.rpartition("/")[2] for c in EXPECTED[name])
