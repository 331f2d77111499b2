"""A time-stamp proves what its imprint is over and nothing else: whoever adds something to a signature later must not make it as old as
the time-stamps on other parts of it. Each forged file stands beside its honest twin.

The signer was revoked in April, the CA of the first time-stamping authority was compromised in July. The signature was time-stamped in
March; a second time-stamp, by another authority, is of June. Whether the first one counts depends on whether the second proves that the
validation data of the first were there before July.
"""

from collections.abc import Iterable
from hashlib import sha256

import pytest
from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds import der
from tests.worlds.pki import moment

from esigval.cms import oids
from esigval.model.conclusion import Conclusion

BEFORE, JUNE, NOW = "2025-03-10T10:00:05", "2025-06-15T10:00:00", "2025-08-02"
POLICIES = ("strict", "interop")
CERTIFICATES = ("ca-tsa", "root", "tsa", "ca", "signer")


def crls() -> tuple[bytes, ...]:
    """Those of March, which the signature carries."""
    return tuple(WORLD.crl_of(name, "2025-03-11", 400) for name in ("ca-tsa", "root", "ca"))


def late_crls() -> tuple[bytes, ...]:
    """What is known in August."""
    return (
        WORLD.crl_of("root", "2025-08-01", 180, ca_tsa=("2025-07-01", "key_compromise")),
        WORLD.crl_of("ca", "2025-08-01", signer=("2025-04-01", "key_compromise")),
        WORLD.crl_of("ca-elsewhere", "2025-08-01"),
        WORLD.crl_of("root-other", "2025-08-01", 180),
    )


def evidence() -> tuple[bytes, ...]:
    return (*(WORLD[name].der for name in CERTIFICATES), *crls())


def proven(conclusion: Conclusion) -> bool:
    """Whether the first time-stamp counted; if not, the signature may have been made after the signer was revoked."""
    if conclusion.indication == "TOTAL-PASSED":
        assert conclusion.best_signature_time == moment(BEFORE)
        return True
    assert (conclusion.indication, conclusion.sub_indication) == ("INDETERMINATE", "REVOKED_NO_POE")
    assert conclusion.best_signature_time == moment(JUNE)
    return False


def cms_references(of: Iterable[bytes]) -> bytes:
    """A value of complete-certificate-references; the digests may be those of anything."""
    digests = (der.sequence(der.SHA256, der.octets(sha256(item).digest())) for item in of)
    return der.sequence(*(der.sequence(digest) for digest in digests))


def cms_attribute(identifier: str, value: bytes) -> bytes:
    return der.oid(identifier) + der.set_of(value)


def referring(references: str) -> Signed:
    """With a CAdES-C-timestamp of June; the attribute ``references`` names the evidence of March."""
    made = Signed().stamp("tsa", BEFORE)
    info = made.data.signers[0]
    value = cms_references(evidence())
    covered = info.value + cms_attribute(*info.unsigned[0])
    if references == oids.CERTIFICATE_REFS:
        covered += cms_attribute(references, value)
    token = WORLD.tsa("tsa-elsewhere").token(covered, moment(JUNE))
    info.unsigned += [(references, value), (oids.CADES_C_TIMESTAMP, token)]
    return made.hold(certificates=CERTIFICATES, crls=crls())


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("references", (oids.CERTIFICATE_REFS, oids.ATTRIBUTE_CERTIFICATE_REFS))
def test_a_cades_c_time_stamp_proves_nothing_that_references_of_attribute_certificates_name(
    references: str, policy: str
) -> None:
    """They are not among what it is over (RFC 5126 6.3.5): they can be added at any time."""
    made = referring(references)
    report = made.judge(NOW, *late_crls(), policy=policy, anchors=("root", "root-other"))
    assert proven(report.signatures[0].conclusion) is (references == oids.CERTIFICATE_REFS)
