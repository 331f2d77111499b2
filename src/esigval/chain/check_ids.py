"""The ids of all checks that this package makes, with the level that each shipped policy gives them.

``interop`` equals what EU DSS 6.4 does by default: what DSS does not look at is told (INFORM) or warned of and never decides.
"""

from esigval.chain import revocation_crl as crl
from esigval.chain import revocation_data as data
from esigval.chain import revocation_ocsp as ocsp
from esigval.chain import rfc5280 as path
from esigval.chain import validity
from esigval.model.policy import ConstraintLevel

_FAIL, _WARN, _INFORM, _IGNORE = (
    ConstraintLevel.FAIL,
    ConstraintLevel.WARN,
    ConstraintLevel.INFORM,
    ConstraintLevel.IGNORE,
)

CHECK_IDS: tuple[tuple[str, ConstraintLevel, ConstraintLevel], ...] = (
    # (id, interop, strict)
    (path.PATH, _FAIL, _FAIL),
    (path.ISSUER_NAME, _FAIL, _FAIL),
    (path.ALGORITHMS_AGREE, _WARN, _FAIL),
    (path.VERSION, _INFORM, _FAIL),
    (path.SERIAL_FORM, _INFORM, _INFORM),
    (path.NAMES_STATED, _INFORM, _WARN),
    (path.CRITICALITY, _INFORM, _INFORM),
    (path.MISPLACED, _INFORM, _WARN),
    (path.READABLE, _WARN, _FAIL),
    (path.UNIQUE, _WARN, _FAIL),
    (path.CRITICAL, _WARN, _FAIL),
    (path.FORBIDDEN, _FAIL, _FAIL),
    (path.AKI_PRESENT, _WARN, _WARN),
    (path.AKI_MATCH, _INFORM, _WARN),
    (path.SKI_PRESENT, _FAIL, _FAIL),
    (path.CA, _FAIL, _FAIL),
    (path.PATH_LENGTH, _FAIL, _FAIL),
    (path.CA_KEY_USAGE, _FAIL, _FAIL),
    (path.KEY_USAGE, _WARN, _WARN),
    (path.SIGNING_USAGE, _INFORM, _FAIL),
    (path.EXTENDED_KEY_USAGE, _FAIL, _FAIL),
    (path.TSA_USAGE, _INFORM, _FAIL),
    (path.OCSP_USAGE, _WARN, _FAIL),
    (path.CRL_USAGE, _WARN, _FAIL),
    (path.NAME_CONSTRAINTS, _WARN, _FAIL),
    (path.POLICY_TREE, _WARN, _FAIL),
    (path.POLICY_MAPPINGS, _WARN, _FAIL),
    (path.NOT_SELF_SIGNED, _WARN, _WARN),
    (path.AIA, _WARN, _INFORM),
    (path.POINTERS, _WARN, _WARN),
    (path.NO_REV_AVAIL, _WARN, _FAIL),
    (data.ACCEPTANCE, _FAIL, _FAIL),
    (data.ISSUER_KNOWN, _FAIL, _FAIL),
    (data.NEXT_UPDATE, _WARN, _WARN),
    (data.AFTER_ISSUANCE, _FAIL, _FAIL),
    (data.CONSISTENT, _INFORM, _FAIL),
    (data.RETENTION, _FAIL, _FAIL),
    (data.STATUS_KNOWN, _FAIL, _FAIL),
    (ocsp.SIGNATURE, _FAIL, _FAIL),
    (ocsp.RESPONDER_ID, _FAIL, _FAIL),
    (ocsp.SELF_ISSUED, _WARN, _FAIL),
    (ocsp.ENTITLED, _WARN, _FAIL),
    (ocsp.OCSP_SIGNING, _WARN, _FAIL),
    (ocsp.CERT_HASH, _IGNORE, _FAIL),
    (ocsp.CRITICAL, _WARN, _FAIL),
    (ocsp.ISSUER_VALID, _FAIL, _FAIL),
    (crl.SIGNATURE, _FAIL, _FAIL),
    (crl.CRL_SIGN, _FAIL, _FAIL),
    (crl.ENTITLED, _FAIL, _FAIL),
    (crl.SCOPE, _WARN, _FAIL),
    (crl.DELTA, _WARN, _FAIL),
    (crl.FORM, _INFORM, _INFORM),
    (crl.CRITICAL, _WARN, _FAIL),
    (crl.ISSUER_VALID, _INFORM, _FAIL),
    (validity.VALIDITY, _FAIL, _FAIL),
    (validity.REVOCATION, _FAIL, _FAIL),
)
