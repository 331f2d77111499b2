"""Facts of the signing certificate, as read."""

from collections.abc import Iterable

from esigval.policy.facts import CertificateFacts
from esigval.policy.keys import derivable, shared
from esigval.validation.process import SignatureJudgement
from esigval.x509.certificate import Certificate

_TYPES = {"0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web"}

_NAMES = {
    "2.5.4.3": "common_name",
    "2.5.4.4": "surname",
    "2.5.4.42": "given_name",
    "2.5.4.65": "pseudonym",
    "2.5.4.5": "identifier",
    "2.5.4.6": "country",
    "2.5.4.10": "organisation",
    "2.5.4.97": "organisation_identifier",
    "2.5.4.12": "title",
    "1.2.840.113549.1.9.1": "email",
}
"""Attributes of the subject (X.520, EN 319 412-1) -> fields of the facts."""


def certificate_facts(
    certificate: Certificate, judged: SignatureJudgement, anchored: bool, listed: bool, known: Iterable[Certificate]
) -> CertificateFacts:
    """``listed``: a path of verified signatures leads to a listed service. A certificate that is itself the anchor has no such path."""
    statements = certificate.qc_statements
    limit = statements.limit
    subject = _subject(certificate)
    return CertificateFacts(
        id=certificate.id,
        subject=certificate.subject,
        issuer=certificate.issuer,
        serial=str(certificate.serial),
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        issuer_organisation=_attribute(certificate.issuer_attributes, "2.5.4.10"),
        issuer_country=_attribute(certificate.issuer_attributes, "2.5.4.6").upper(),
        key_algorithm=certificate.key_algorithm,
        key_bits=certificate.key_bits,
        key_weak=derivable(certificate) or None,
        key_shared=shared(certificate, judged.chain, known) or None,
        key_usage=None if certificate.key_usage is None else tuple(sorted(certificate.key_usage)),
        qc_compliance=statements.compliance,
        qc_types=tuple(_TYPES.get(oid, oid) for oid in statements.types),
        qc_legislation=tuple(c.upper() for c in statements.legislation_countries),
        qc_sscd=statements.sscd,
        qc_limit=f"{limit.amount * 10**limit.exponent} {limit.currency}" if limit and abs(limit.exponent) < 20 else "",
        policies=certificate.policies,
        locations=(*certificate.aia_ocsp, *certificate.aia_ca_issuers, *certificate.crl_distribution_points),
        issuer_verifies=True if anchored and (len(judged.chain) > 1 or listed) else None,
        self_signed=certificate.self_issued,
        anchored=anchored,
        given_name=subject.get("given_name", ""),
        surname=subject.get("surname", ""),
        common_name=subject.get("common_name", ""),
        pseudonym=subject.get("pseudonym", ""),
        identifier=subject.get("identifier", ""),
        country=subject.get("country", ""),
        organisation=subject.get("organisation", ""),
        organisation_identifier=subject.get("organisation_identifier", ""),
        title=subject.get("title", ""),
        email=subject.get("email", ""),
    )


def _subject(certificate: Certificate) -> dict[str, str]:
    found: dict[str, str] = {}
    for oid, value in certificate.subject_attributes:
        field = _NAMES.get(oid)
        if field is not None and value:
            found.setdefault(field, value)
    if "email" not in found:
        for name in certificate.subject_alternative_names:
            if name.kind == "rfc822Name":
                found["email"] = name.text
                break
    return found


def _attribute(attributes: tuple[tuple[str, str], ...], oid: str) -> str:
    return next((value for name, value in attributes if name == oid), "")
