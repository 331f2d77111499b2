"""Whether a CRL speaks about a certificate: issuer and scope (RFC 5280 6.3.3 b)."""

from esigval.model.check import Facts
from esigval.model.errors import Malformed
from esigval.x509.certificate import Certificate
from esigval.x509.crl import ALL_REASONS, Crl, IssuingDistributionPoint
from esigval.x509.extensions import DistributionPoint, GeneralName
from esigval.x509.names import name_key

_Names = frozenset[tuple[str, str]]


def covers(crl: Crl, certificate: Certificate) -> tuple[bool, Facts]:
    """Whether every reason for revoking ``certificate`` would stand in ``crl``, and if not, why. A CRL for other certificates, for
    other distribution points or for some reasons only says nothing by its silence."""
    try:
        scope = crl.distribution_point
    except Malformed as error:
        return False, (("malformed", error.where),)
    if scope is None:
        own = crl.issuer_key == certificate.issuer_key
        return own, () if own else (("scope", "other issuer"),)
    wrong = _wrong_kind(scope, crl, certificate)
    if wrong:
        return False, (("scope", wrong),)
    points = certificate.distribution_points
    if (scope.names or scope.relative) and points:
        matching = [p for p in points if _names_of_point(p, certificate) & _names_of_scope(scope, crl)]
        if not matching:
            return False, (("scope", "other distribution point"),)
        reasons = 0
        for point in matching:
            reasons |= ALL_REASONS if point.reasons is None else point.reasons
    else:
        reasons = ALL_REASONS
    if scope.only_reasons is not None:
        reasons &= scope.only_reasons
    if reasons & ALL_REASONS != ALL_REASONS:
        return False, (("scope", "some reasons only"),)
    return True, ()


def _wrong_kind(scope: IssuingDistributionPoint, crl: Crl, certificate: Certificate) -> str:
    """Why the CRL is not about certificates of this kind; "" where it is."""
    if scope.only_attribute:
        return "attribute certificates only"
    if scope.only_user and certificate.is_ca:
        return "user certificates only"
    if scope.only_ca and not certificate.is_ca:
        return "CA certificates only"
    if crl.issuer_key != certificate.issuer_key:
        if not scope.indirect:
            return "other issuer"
        named = {
            name_key(name.octets)
            for point in certificate.distribution_points
            for name in point.crl_issuers
            if name.kind == "directoryName"
        }
        if crl.issuer_key not in named:
            return "indirect, not named as issuer by the certificate"
    return ""


def _names_of_scope(scope: IssuingDistributionPoint, crl: Crl) -> _Names:
    return _names(scope.names, scope.relative, crl.issuer_der)


def _names_of_point(point: DistributionPoint, certificate: Certificate) -> _Names:
    """Names of the point; where it has none, its CRL issuers (6.3.3 b 2 i)."""
    if not point.names and not point.relative:
        return _names(point.crl_issuers, b"", b"")
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
    from esigval.x509 import der

    start, stop = der.whole(base, der.SEQUENCE, "name")
    return der.encode(der.SEQUENCE, base[start:stop] + der.encode(der.SET, relative))
