"""For which reasons a CRL speaks about a certificate: issuer and scope (RFC 5280 6.3.3 b to d)."""

from esigval.asn1 import der
from esigval.model.check import Facts
from esigval.model.errors import Malformed
from esigval.x509.certificate import Certificate
from esigval.x509.crl import ALL_REASONS, Crl, IssuingDistributionPoint
from esigval.x509.extensions import DistributionPoint, GeneralName
from esigval.x509.names import name_key

_Names = frozenset[tuple[str, str]]
_IMPLIED = (DistributionPoint(),)
"""A certificate without distribution points stands for one that names its issuer (6.3.3, before a)."""


def reasons_covered(crl: Crl, certificate: Certificate) -> tuple[int, Facts]:
    """The reasons (bits of ReasonFlags) for which ``certificate`` would stand in ``crl``, and if they are not all, why not. A CRL for
    other certificates or other distribution points covers none: its silence says nothing."""
    try:
        scope = crl.distribution_point
    except Malformed as error:
        return 0, (("malformed", error.where),)
    wrong = "" if scope is None else _wrong_kind(scope, certificate)
    if wrong:
        return 0, (("scope", wrong),)
    reasons, why = 0, "other issuer"
    for point in certificate.distribution_points or _IMPLIED:
        if not _issuer_fits(point, scope, crl, certificate):
            continue
        named = _names_of_scope(scope, crl) if scope is not None else frozenset()
        if named and not named & _names_of_point(point, certificate):
            why = "other distribution point"
            continue
        reasons |= ALL_REASONS if point.reasons is None else point.reasons & ALL_REASONS
    if scope is not None and scope.only_reasons is not None:
        reasons &= scope.only_reasons
    if reasons == ALL_REASONS:
        return reasons, ()
    return reasons, (("scope", "some reasons only" if reasons else why),)


def _wrong_kind(scope: IssuingDistributionPoint, certificate: Certificate) -> str:
    """Why the CRL is not about certificates of this kind; "" where it is (6.3.3 b 2 ii to iv)."""
    if scope.only_attribute:
        return "attribute certificates only"
    if scope.only_user and certificate.is_ca:
        return "user certificates only"
    if scope.only_ca and not certificate.is_ca:
        return "CA certificates only"
    return ""


def _issuer_fits(
    point: DistributionPoint, scope: IssuingDistributionPoint | None, crl: Crl, certificate: Certificate
) -> bool:
    """6.3.3 (b) (1): the CRL issuer that the point names, of an indirect CRL; without one the certificate's own issuer."""
    named = {name_key(n.octets) for n in point.crl_issuers if n.kind == "directoryName"}
    if named:
        return crl.issuer_key in named and (
            crl.issuer_key == certificate.issuer_key or (scope is not None and scope.indirect)
        )
    return crl.issuer_key == certificate.issuer_key


def _names_of_scope(scope: IssuingDistributionPoint, crl: Crl) -> _Names:
    return _names(scope.names, scope.relative, crl.issuer_der)


def _names_of_point(point: DistributionPoint, certificate: Certificate) -> _Names:
    """Names of the point; where it has none, its CRL issuers (6.3.3 b 2 i)."""
    if not point.names and not point.relative:
        issuer = GeneralName("directoryName", "", certificate.issuer_der)
        return _names(point.crl_issuers or (issuer,), b"", b"")
    base = next((n.octets for n in point.crl_issuers if n.kind == "directoryName"), certificate.issuer_der)
    return _names(point.names, point.relative, base)


def _names(names: tuple[GeneralName, ...], relative: bytes, base: bytes) -> _Names:
    found = set()
    for name in names:
        if name.kind == "directoryName":
            try:
                found.add((name.kind, name_key(name.octets)))
            except Malformed:
                continue
        else:
            found.add((name.kind, name.text or name.octets.hex()))
    if relative:
        found.add(("directoryName", name_key(_appended(base, relative))))
    return frozenset(found)


def _appended(base: bytes, relative: bytes) -> bytes:
    """The Name that is ``base`` with one more RDN, whose content is ``relative``."""
    start, stop = der.whole(base, der.SEQUENCE, "name")
    return der.encode(der.SEQUENCE, base[start:stop] + der.encode(der.SET, relative))
