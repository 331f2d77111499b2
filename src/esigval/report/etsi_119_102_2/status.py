"""What a verdict rests on: the chain and its anchor."""

from lxml import etree

from esigval.model.conclusion import CertificateSummary
from esigval.report.etsi_119_102_2.elements import add
from esigval.report.etsi_119_102_2.identifiers import Identifiers


def add_conclusion(
    status: etree._Element,
    chain: tuple[CertificateSummary | None, ...],
    anchor: CertificateSummary | None,
    identifiers: Identifiers,
) -> None:
    """``AssociatedValidationReportData``: the chain, the signing certificate first, and the ``anchor`` it ends at, where that is known."""
    path = [c.sha256 for c in chain if c is not None]
    if not path:
        return
    data = add(status, "AssociatedValidationReportData")
    if anchor is not None:
        identifiers.refer(data, "TrustAnchor", (anchor.sha256,))
    links = add(data, "CertificateChain")
    identifiers.refer(links, "SigningCertificate", path[:1])
    for between in path[1 : -1 if anchor is not None else None]:
        identifiers.refer(links, "IntermediateCertificate", (between,))
    if anchor is not None:
        identifiers.refer(links, "TrustAnchor", (anchor.sha256,))
