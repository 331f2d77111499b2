"""Facts of form about a SignerInfo, stated for the policy to judge: attributes that are missing, repeated, broken, misplaced, or that
contradict each other; and content that could pass for signed attributes."""

from esigval.asn1 import (
    SEQUENCE,
    SET,
    Tlv,
    canonical_or_raw,
    children,
    digest_algorithm,
    fields,
    is_canonical,
    is_no_digest,
    is_no_signature,
    oid,
    read_exactly,
    time,
)
from esigval.cms import oids
from esigval.cms.certificates import signing_certificate
from esigval.cms.signed_data import SignedData
from esigval.cms.signer import Signer, read_attributes
from esigval.model.check import Facts
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import Finding

SIGNER_INFOS = "rfc-5652/5.1/signer-infos"
"""Every SignerInfo can be read."""
TRAILING = "rfc-5652/3/trailing-data"
"""Nothing follows the ContentInfo."""
ALGORITHMS = "rfc-5652/5.3/algorithm-identifiers"
"""signatureAlgorithm, and digestAlgorithm where a message-digest depends on it, identify algorithms of their kind, known or not."""
ATTRIBUTE_FORM = "rfc-5652/5.3/attribute-form"
"""Every attribute is an Attribute with at least one value, and those with one value have one."""
SIGNED_ATTRIBUTES = "rfc-5652/5.3/signed-attributes"
"""Signed attributes are present (always in AdES; in CMS where the content is not id-data)."""
PLACEMENT = "rfc-5652/11/placement"
"""No attribute stands where its definition forbids: signed ones among the unsigned or the other way round."""
DER = "rfc-5652/5.4/der"
"""The signed attributes are encoded in DER."""
CONTENT_NOT_ATTRIBUTES = "rfc-5652/5.4/content-not-attributes"
"""Directly signed content is not itself a SET of attributes (eprint 2023/1801: its signature could be taken for either)."""
CONTENT_TYPE = "rfc-5652/11.1/content-type"
"""content-type is present once, with one value, equal to eContentType."""
MESSAGE_DIGEST = "rfc-5652/11.2/message-digest"
"""message-digest is present once, with one value."""
SIGNING_TIME = "rfc-5652/11.3/signing-time"
"""signing-time is present at most once, with one readable value."""
ALGORITHM_PROTECTION = "rfc-6211/2/algorithm-protection"
"""CMSAlgorithmProtection names the algorithms that the SignerInfo names."""
SIGNING_CERTIFICATE = "en-319-122-1/5.2.2/signing-certificate"
"""Each signing-certificate attribute is there at most once, with one readable value."""

_ONLY_SIGNED = frozenset(
    {
        oids.CONTENT_TYPE,
        oids.MESSAGE_DIGEST,
        oids.SIGNING_TIME,
        oids.ALGORITHM_PROTECTION,
        oids.SIGNING_CERTIFICATE,
        oids.SIGNING_CERTIFICATE_V2,
        oids.SIGNATURE_POLICY,
        oids.COMMITMENT_TYPE,
        oids.SIGNER_LOCATION,
        oids.SIGNER_ATTRIBUTES,
        oids.SIGNER_ATTRIBUTES_V2,
        oids.CONTENT_TIMESTAMP,
        oids.CONTENT_HINTS,
        oids.CONTENT_IDENTIFIER,
        oids.CONTENT_REFERENCE,
        oids.MIME_TYPE,
    }
)
_ONLY_UNSIGNED = frozenset(
    {
        oids.COUNTER_SIGNATURE,
        oids.SIGNATURE_TIMESTAMP,
        oids.CERTIFICATE_REFS,
        oids.REVOCATION_REFS,
        oids.CERTIFICATE_VALUES,
        oids.REVOCATION_VALUES,
        oids.CADES_C_TIMESTAMP,
        oids.CERTS_CRLS_TIMESTAMP,
        oids.ARCHIVE_TIMESTAMP,
        oids.ARCHIVE_TIMESTAMP_V2,
        oids.ARCHIVE_TIMESTAMP_V3,
        oids.LONG_TERM_VALIDATION,
    }
)


def signed_data_findings(signed_data: SignedData) -> tuple[Finding, ...]:
    """Facts about the SignedData as a whole. Zeros after it are padding and no finding."""
    found = [Finding(SIGNER_INFOS, Reason.MALFORMED, (("where", where),)) for where in signed_data.broken_signers]
    if any(signed_data.trailing):
        found.append(Finding(TRAILING, Reason.TRAILING_DATA, (("octets", len(signed_data.trailing)),)))
    return tuple(found)


def signer_findings(
    signer: Signer, content_type: str, content: bytes | None, *, counter: bool = False
) -> tuple[Finding, ...]:
    """Facts about one signer. ``content_type``: eContentType; ``content``: what it signs, None where that is not there; ``counter``: the
    signer counter-signs, so that it has no content-type (RFC 5652 11.4)."""
    found = _algorithms(signer)
    for attributes, wrong in ((signer.signed_attributes, _ONLY_UNSIGNED), (signer.unsigned_attributes, _ONLY_SIGNED)):
        found += [_finding(ATTRIBUTE_FORM, Reason.ATTRIBUTE_MALFORMED, where=where) for where in attributes.broken]
        for attribute in attributes.items:
            if attribute.oid in wrong:
                found.append(_finding(PLACEMENT, Reason.ATTRIBUTE_MISPLACED, attribute=attribute.oid))
            if not attribute.values:
                found.append(_finding(ATTRIBUTE_FORM, Reason.ATTRIBUTE_MALFORMED, attribute=attribute.oid))
    if signer.signed_attributes.tlv is None:
        found.append(_finding(SIGNED_ATTRIBUTES, Reason.ATTRIBUTE_MISSING))
        if content is not None and looks_like_attributes(content):
            found.append(_finding(CONTENT_NOT_ATTRIBUTES, Reason.CONTENT_LOOKS_LIKE_ATTRIBUTES))
        return tuple(found)
    if not _in_der(signer.signed_attributes.tlv):
        found.append(_finding(DER, Reason.NOT_DER))
    found += _content_type(signer, content_type, counter)
    found += _once(signer, MESSAGE_DIGEST, oids.MESSAGE_DIGEST, required=True)
    stated = signer.signed_attributes.by_type
    if oids.SIGNING_TIME in stated:
        found += _signing_time(signer)
    if oids.ALGORITHM_PROTECTION in stated:
        found += _algorithm_protection(signer)
    for identifier, version in ((oids.SIGNING_CERTIFICATE, 1), (oids.SIGNING_CERTIFICATE_V2, 2)):
        if identifier in stated:
            found += _signing_certificate(signer, identifier, version)
    return tuple(found)


def _algorithms(signer: Signer) -> list[Finding]:
    """Without signed attributes digestAlgorithm is not used where the signature algorithm names the digest: it can't make it wrong."""
    found = []
    if signer.has_signed_attributes and is_no_digest(signer.digest_algorithm):
        found.append(_finding(ALGORITHMS, Reason.MALFORMED, digest_algorithm=signer.digest_algorithm))
    named = signer.signature_algorithm.identifier
    if is_no_signature(named):
        found.append(_finding(ALGORITHMS, Reason.MALFORMED, signature_algorithm=named))
    return found


def looks_like_attributes(content: bytes) -> bool:
    """Whether ``content`` is the DER of a SET of attributes with the two that signed attributes always have."""
    if content[:1] != b"\x31":
        return False
    try:
        attributes = read_attributes(read_exactly(content))
    except Malformed:
        return False
    return not attributes.broken and oids.CONTENT_TYPE in attributes and oids.MESSAGE_DIGEST in attributes


def _finding(check: str, reason: Reason, **facts: str | int) -> Finding:
    pairs: Facts = tuple(facts.items())
    return Finding(check, reason, pairs)


def _in_der(attributes: Tlv) -> bool:
    """Whether the signed attributes are in DER; what is too long to be looked through is not said to be wrong."""
    try:
        return is_canonical(attributes, SET)
    except Malformed:
        return True


def _once(signer: Signer, check: str, identifier: str, *, required: bool) -> list[Finding]:
    """Whether the attribute is there once, with one value."""
    found = signer.signed_attributes.all(identifier)
    values = sum([len(attribute.values) for attribute in found])
    if values > 1 or len(found) > 1:
        return [_finding(check, Reason.ATTRIBUTE_REPEATED, attribute=identifier, values=values)]
    if not values and required:
        return [_finding(check, Reason.ATTRIBUTE_MISSING, attribute=identifier)]
    return []


def _content_type(signer: Signer, content_type: str, counter: bool) -> list[Finding]:
    found = _once(signer, CONTENT_TYPE, oids.CONTENT_TYPE, required=not counter)
    if found or counter:
        return found
    try:
        stated = oid(signer.signed_attributes.values(oids.CONTENT_TYPE)[0])
    except Malformed:
        return [_finding(CONTENT_TYPE, Reason.ATTRIBUTE_MALFORMED, attribute=oids.CONTENT_TYPE)]
    if stated != content_type:
        return [_finding(CONTENT_TYPE, Reason.CONTENT_TYPE_MISMATCH, stated=stated, content=content_type)]
    return []


def _signing_time(signer: Signer) -> list[Finding]:
    found = _once(signer, SIGNING_TIME, oids.SIGNING_TIME, required=False)
    for value in signer.signed_attributes.values(oids.SIGNING_TIME):
        try:
            time(value)
        except Malformed:
            found.append(_finding(SIGNING_TIME, Reason.ATTRIBUTE_MALFORMED, attribute=oids.SIGNING_TIME))
    return found


def _algorithm_protection(signer: Signer) -> list[Finding]:
    """RFC 6211 2: digestAlgorithm and signatureAlgorithm [1] as in the SignerInfo; an absent parameter and NULL are the same here."""
    found = _once(signer, ALGORITHM_PROTECTION, oids.ALGORITHM_PROTECTION, required=False)
    for value in signer.signed_attributes.values(oids.ALGORITHM_PROTECTION):
        try:
            parts = fields(value, SEQUENCE, "CMSAlgorithmProtection")
            same = (
                len(parts) > 1
                and digest_algorithm(parts[0]) == signer.digest_algorithm
                and _algorithm(parts[1]) == _algorithm(signer.signature_algorithm_tlv)
            )
        except Malformed:
            found.append(_finding(ALGORITHM_PROTECTION, Reason.ATTRIBUTE_MALFORMED))
            continue
        if not same:
            found.append(_finding(ALGORITHM_PROTECTION, Reason.ALGORITHM_PROTECTION_MISMATCH))
    return found


def _algorithm(tlv: Tlv) -> tuple[bytes, ...]:
    """The fields of an AlgorithmIdentifier (whatever its own tag), without a NULL parameter."""
    return tuple([canonical_or_raw(part) for part in children(tlv) if part.tag != 0x05])


def _signing_certificate(signer: Signer, identifier: str, version: int) -> list[Finding]:
    """Each version at most once; both together are honest (RFC 5035 5.4 lets a signer serve old and new verifiers)."""
    found = _once(signer, SIGNING_CERTIFICATE, identifier, required=False)
    for value in signer.signed_attributes.values(identifier):
        try:
            signing_certificate(value, version)
        except Malformed as error:
            found.append(
                _finding(SIGNING_CERTIFICATE, Reason.ATTRIBUTE_MALFORMED, attribute=identifier, where=error.where)
            )
    return found
