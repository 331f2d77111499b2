"""What a certificate says of itself: qualified, for what, on which device (TS 119 615 4.4.4 table 1, 4.5.4)."""

from enum import StrEnum

from esigval.qualification.eidas import under_eidas
from esigval.x509.certificate import Certificate
from esigval.x509.qcstatements import TYPE_ESEAL, TYPE_ESIGN, TYPE_WEB

QCP_PUBLIC = "0.4.0.1456.1.2"
QCP_PUBLIC_WITH_SSCD = "0.4.0.1456.1.1"
"""Certificate policies of the Directive's time (ETSI TS 101 456)."""


class Purpose(StrEnum):
    """What a certificate is for."""

    ESIG = "ESIG"
    ESEAL = "ESEAL"
    WSA = "WSA"
    UNKNOWN = "UNKNOWN"


_PURPOSES = {TYPE_ESIGN: Purpose.ESIG, TYPE_ESEAL: Purpose.ESEAL, TYPE_WEB: Purpose.WSA}


def says_qualified(certificate: Certificate, scheme: str = "EU") -> bool:
    """QcCompliance (before the Regulation also the policies QCP and QCP+). QcCClegislation makes it a statement about the law of the
    countries that it names (EN 319 412-5 4.2.4): under a European list there must be none, under another one it must be that one's."""
    statements = certificate.qc_statements
    countries = statements.legislation_countries
    if countries and (scheme == "EU" or scheme not in countries):
        return False
    return statements.compliance or (not under_eidas(certificate.not_before) and _says_policy(certificate))


def says_purpose(certificate: Certificate) -> Purpose:
    """The one QcType; without any, QcCompliance means signatures. Several contradict each other."""
    statements = certificate.qc_statements
    if not under_eidas(certificate.not_before):
        return Purpose.ESIG if statements.compliance or _says_policy(certificate) else Purpose.UNKNOWN
    stated = {_PURPOSES[oid] for oid in statements.types if oid in _PURPOSES}
    if not stated:
        return Purpose.ESIG if statements.compliance else Purpose.UNKNOWN
    return stated.pop() if len(stated) == 1 else Purpose.UNKNOWN


def says_device(certificate: Certificate) -> bool:
    """QcSSCD; before the Regulation also the policy QCP+."""
    if certificate.qc_statements.sscd:
        return True
    return not under_eidas(certificate.not_before) and QCP_PUBLIC_WITH_SSCD in certificate.policies


def _says_policy(certificate: Certificate) -> bool:
    return QCP_PUBLIC in certificate.policies or QCP_PUBLIC_WITH_SSCD in certificate.policies
