"""Articles 22 and 25 to 32: signatures, their certificates and devices, their validation."""

from esigval.policy.conditions import content, signing, standing, validity
from esigval.policy.conditions.device import managed_by_provider
from esigval.policy.engine import all_of
from esigval.policy.eu_910_2014 import annexes, common
from esigval.policy.eu_910_2014.common import AMENDED, BEFORE_AMENDED, of_signatures, provision
from esigval.policy.facts import LawFacts
from esigval.policy.rulings import (
    ASSERTED,
    MET,
    NOT_MET,
    NOTE,
    UNKNOWN,
    Ruling,
    note,
)


@provision(
    "eu-910-2014/25/1",
    en="A signature isn't denied effect or admissibility solely because it is electronic or not qualified.",
    can=(NOTE,),
)
def no_denial(facts: LawFacts) -> Ruling:
    """An electronic signature shall not be denied legal effect and admissibility as evidence in legal proceedings
    solely on the grounds that it is in an electronic form or that it does not meet the requirements for qualified
    electronic signatures.
    """
    del facts
    return note("rule")


@of_signatures(
    "eu-910-2014/25/2",
    en="A qualified signature has the legal effect of a handwritten one.",
    looks_at=("SIG", "CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
    presumption="equivalence",
)
def as_handwritten(facts: LawFacts) -> Ruling:
    """A qualified electronic signature shall have the equivalent legal effect of a handwritten signature."""
    return all_of(facts, *QUALIFIED)


@provision(
    "eu-910-2014/25/3",
    en="A qualified signature based on a certificate issued in one member state is recognised in all.",
    can=(NOTE,),
    until=BEFORE_AMENDED,
)
def recognised(facts: LawFacts) -> Ruling:
    """A qualified electronic signature based on a qualified certificate issued in one Member State shall be
    recognised as a qualified electronic signature in all other Member States.
    """
    del facts
    return note("rule")


@of_signatures(
    "eu-910-2014/26/a",
    en="Advanced signature: it is uniquely linked to the signatory.",
    looks_at=("SIG", "SCR", "CERT", "CHAIN"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def unique_link(facts: LawFacts) -> Ruling:
    """it is uniquely linked to the signatory"""
    return signing.linked_to_holder(facts)


@of_signatures(
    "eu-910-2014/26/b",
    en="Advanced signature: it is capable of identifying the signatory.",
    looks_at=("SIG", "CERT", "CHAIN"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def identifies(facts: LawFacts) -> Ruling:
    """it is capable of identifying the signatory"""
    return annexes.identifies(facts)


@of_signatures(
    "eu-910-2014/26/c",
    en="Advanced signature: it is created with creation data under the control of the signatory.",
    looks_at=("SIG", "CERT", "TL", "REV"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def sole_control(facts: LawFacts) -> Ruling:
    """it is created using electronic signature creation data that the signatory can, with a high level of
    confidence, use under his sole control
    """
    return signing.sole_control(facts, common.listed_qualified(facts), common.any_device(facts))


@of_signatures(
    "eu-910-2014/26/d",
    en="Advanced signature: it is linked to the data so that any later change is detectable.",
    looks_at=("SIG", "COV"),
)
def changes(facts: LawFacts) -> Ruling:
    """it is linked to the data signed therewith in such a way that any subsequent change in the data is detectable"""
    return signing.intact(facts)


@of_signatures(
    "eu-910-2014/28/1",
    en="Qualified certificates for signatures meet Annex I.",
    looks_at=("CERT", "CHAIN", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def annex_1(facts: LawFacts) -> Ruling:
    """Qualified certificates for electronic signatures shall meet the requirements laid down in Annex I."""
    return all_of(facts, *annexes.ANNEX_I)


@provision(
    "eu-910-2014/28/2",
    en="No mandatory requirement goes beyond Annex I.",
    can=(NOTE,),
)
def nothing_beyond(facts: LawFacts) -> Ruling:
    """Qualified certificates for electronic signatures shall not be subject to any mandatory requirement exceeding
    the requirements laid down in Annex I.
    """
    del facts
    return note("rule")


@of_signatures(
    "eu-910-2014/28/4",
    en="A revoked certificate loses validity from the moment of revocation, for good.",
    looks_at=("REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def not_revoked(facts: LawFacts) -> Ruling:
    """If a qualified certificate for electronic signatures has been revoked after initial activation, it shall lose
    its validity from the moment of its revocation, and its status shall not in any circumstances be reverted.
    """
    return validity.not_revoked(facts)


@of_signatures(
    "eu-910-2014/29/1",
    en="Qualified signature creation devices meet Annex II.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def device(facts: LawFacts) -> Ruling:
    """Qualified electronic signature creation devices shall meet the requirements laid down in Annex II."""
    return common.qualified_device(facts)


@of_signatures(
    "eu-910-2014/29/1a",
    en="Only a qualified provider of that service may generate, manage or back up creation data, on the signatory's behalf and request.",
    looks_at=("TL",),
    can=(ASSERTED, UNKNOWN),
    since=AMENDED,
)
def managed(facts: LawFacts) -> Ruling:
    """Generating or managing electronic signature creation data or duplicating such signature creation data for
    back-up purposes shall be carried out only on behalf of the signatory, at the request of the signatory, and by
    a qualified trust service provider providing a qualified trust service for the management of a remote
    qualified electronic signature creation device.
    """
    return managed_by_provider(facts, standing.issuers(facts, "EU"))


@of_signatures(
    "eu-910-2014/32/1/a",
    en="A qualified signature validates if the certificate was, at the time of signing, a qualified certificate complying with Annex I.",
    looks_at=("CERT", "TL", "TS"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def was_qualified(facts: LawFacts) -> Ruling:
    """the certificate that supports the signature was, at the time of signing, a qualified certificate for
    electronic signature complying with Annex I
    """
    return all_of(facts, *annexes.ANNEX_I, qualified_when_signing)


@of_signatures(
    "eu-910-2014/32/1/b",
    en="A qualified signature validates if a qualified provider issued it and it was valid at the time of signing.",
    looks_at=("TL", "REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def was_valid(facts: LawFacts) -> Ruling:
    """the qualified certificate was issued by a qualified trust service provider and was valid at the time of
    signing
    """
    return all_of(facts, issued_by_qualified, valid)


@of_signatures(
    "eu-910-2014/32/1/c",
    en="A qualified signature validates if the validation data correspond to what the relying party is given.",
    looks_at=("SIG", "SCR"),
)
def corresponds(facts: LawFacts) -> Ruling:
    """the signature validation data corresponds to the data provided to the relying party"""
    return signing.corresponds(facts)


@of_signatures(
    "eu-910-2014/32/1/d",
    en="A qualified signature validates if the data representing the signatory are correctly given to the relying party.",
    looks_at=("CERT",),
)
def represents(facts: LawFacts) -> Ruling:
    """the unique set of data representing the signatory in the certificate is correctly provided to the relying
    party
    """
    return content.subject(facts)


@of_signatures(
    "eu-910-2014/32/1/e",
    en="A qualified signature validates if a pseudonym, if used, is clearly indicated.",
    looks_at=("CERT",),
    can=(MET, UNKNOWN),
)
def pseudonym(facts: LawFacts) -> Ruling:
    """the use of any pseudonym is clearly indicated to the relying party if a pseudonym was used at the time of
    signing
    """
    return content.pseudonym_marked(facts)


@of_signatures(
    "eu-910-2014/32/1/f",
    en="A qualified signature validates if a qualified device created it.",
    looks_at=("CERT", "TL"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def by_device(facts: LawFacts) -> Ruling:
    """the electronic signature was created by a qualified electronic signature creation device"""
    return common.qualified_device(facts)


@of_signatures(
    "eu-910-2014/32/1/g",
    en="A qualified signature validates if the integrity of the signed data isn't compromised.",
    looks_at=("SIG", "COV"),
)
def integrity(facts: LawFacts) -> Ruling:
    """the integrity of the signed data has not been compromised"""
    return signing.intact(facts)


@of_signatures(
    "eu-910-2014/32/1/h",
    en="A qualified signature validates if art. 26 was met at the time of signing.",
    looks_at=("SIG", "CERT"),
    can=(ASSERTED, NOT_MET, UNKNOWN),
)
def article_26(facts: LawFacts) -> Ruling:
    """the requirements provided for in Article 26 were met at the time of signing"""
    return all_of(facts, *ADVANCED)


@provision(
    "eu-910-2014/3/20",
    en="Qualified provider: granted that status by the supervisory body. (Judged for the moment at which the certificate was issued.)",
    looks_at=("TL",),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
    ),
)
def issued_by_qualified(facts: LawFacts) -> Ruling:
    """‘qualified trust service provider’ means a trust service provider who provides one or more qualified trust
    services and is granted the qualified status by the supervisory body
    """
    return common.at_issuance(facts)


@provision(
    "eu-910-2014/22/1",
    en="Member states publish trusted lists of qualified providers and services. (Judged: the status of the issuer's service over the "
    "whole interval of signing.)",
    looks_at=("TL", "TS"),
    can=(
        MET,
        NOT_MET,
        UNKNOWN,
    ),
)
def qualified_when_signing(facts: LawFacts) -> Ruling:
    """Each Member State shall establish, maintain and publish trusted lists, including information related to the
    qualified trust service providers for which it is responsible, together with information related to the
    qualified trust services provided by them.
    """
    return common.when_signing(facts)


@provision(
    "eu-910-2014/28/5",
    en="Member states may provide for suspension. (Judged: within its dates, neither suspended nor revoked, over the whole interval "
    "of signing.)",
    looks_at=("REV", "TS"),
    can=(MET, ASSERTED, NOT_MET, UNKNOWN),
)
def valid(facts: LawFacts) -> Ruling:
    """Subject to the following conditions, Member States may lay down national rules on temporary suspension of a
    qualified certificate for electronic signature
    """
    return validity.valid_when_signing(facts)


ADVANCED = (unique_link, identifies, sole_control, changes)


QUALIFIED = (was_qualified, was_valid, corresponds, represents, pseudonym, by_device, integrity, article_26)
