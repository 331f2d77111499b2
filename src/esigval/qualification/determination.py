"""Qualified, purpose and device of a certificate by what it says and by what a service overrules (TS 119 615 4.4.4, 4.5.4)."""

from collections.abc import Callable

from msgspec import Struct

from esigval.qualification.eidas import under_eidas
from esigval.qualification.service import ServiceAtTime
from esigval.qualification.statement import Purpose, says_device, says_purpose, says_qualified
from esigval.trust import uris
from esigval.x509.certificate import Certificate

_NOT_LABELLED_WITH_DEVICE = frozenset({Purpose.WSA})


class Determination(Struct, frozen=True, gc=False):
    """Outcome of the three questions."""

    qualified: bool
    purpose: Purpose
    device: bool

    @property
    def label(self) -> str:
        """QCERT_FOR_ESIG_QSCD, CERT_FOR_UNKNOWN …: the device only counts for what is qualified and can have one."""
        if not self.qualified:
            return f"CERT_FOR_{self.purpose}"
        with_device = self.device and self.purpose not in _NOT_LABELLED_WITH_DEVICE
        return f"QCERT_FOR_{self.purpose}" + ("_QSCD" if with_device else "")


def determine(certificate: Certificate, service: ServiceAtTime | None) -> Determination:
    """The three answers where ``service`` alone decides. An entry that contradicts itself in one question does not answer that one."""
    qualified = is_qualified(certificate, _if(service, lambda s: s.qualified_consistent))
    purpose = purpose_of(certificate, _if(service, lambda s: s.purpose_consistent), qualified)
    device = on_device(certificate, _if(service, lambda s: s.device_consistent), qualified)
    return Determination(qualified, purpose, device)


def _if(service: ServiceAtTime | None, test: Callable[[ServiceAtTime], bool]) -> ServiceAtTime | None:
    return service if service is not None and test(service) else None


def is_qualified(certificate: Certificate, service: ServiceAtTime | None) -> bool:
    """Only under a granted service; NotQualified and QCStatement overrule the certificate, the first one before the second."""
    if service is None or not service.granted or uris.NOT_QUALIFIED in service.qualifiers:
        return False
    return uris.QC_STATEMENT in service.qualifiers or says_qualified(certificate, service.trusted.scheme)


def purpose_of(certificate: Certificate, service: ServiceAtTime | None, qualified: bool) -> Purpose:
    """The list overrules the certificate only for what is qualified; everything under the Directive was for signatures."""
    if not qualified:
        return says_purpose(certificate)
    if service is None:
        return Purpose.UNKNOWN
    if not service.under_eidas:
        return Purpose.ESIG
    if len(service.usages) > 1:
        return Purpose.UNKNOWN
    return next(iter(service.usages), None) or says_purpose(certificate)


def on_device(certificate: Certificate, service: ServiceAtTime | None, qualified: bool) -> bool:
    """The qualifiers of the regime of the status overrule the certificate."""
    if service is None or not qualified:
        return False
    qualifiers = service.qualifiers
    if service.under_eidas:
        if qualifiers & {uris.QC_WITH_QSCD, uris.QC_QSCD_MANAGED}:
            return True
        if uris.QC_QSCD_AS_IN_CERT not in qualifiers and uris.QC_NO_QSCD in qualifiers:
            return False
    else:
        if uris.QC_WITH_SSCD in qualifiers:
            return True
        if uris.QC_SSCD_AS_IN_CERT not in qualifiers and uris.QC_NO_SSCD in qualifiers:
            return False
    return says_device(certificate)


def listed_for(certificate: Certificate, service: ServiceAtTime) -> bool:
    """Whether the service is listed for the kind of certificate: by what it covers, or by a qualifier that overrules the kind
    (TS 119 615 4.4.4; PRO-4.4.4-12: a legal person does not sign). Before the Regulation there was one kind."""
    if not under_eidas(certificate.not_before):
        return True
    purpose = says_purpose(certificate)
    if purpose is Purpose.UNKNOWN:
        return True
    coverage = set(service.coverage)
    if uris.QC_FOR_LEGAL_PERSON in service.qualifiers:
        coverage.discard(Purpose.ESIG)
    overruled = service.usages & coverage if len(service.usages) == 1 else set()
    return purpose in coverage or bool(overruled)
