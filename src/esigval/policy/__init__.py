"""The law, letter by letter: provisions beside their text, and opinions that follow from the table alone."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from esigval.model.legal import LegalOpinion
from esigval.policy import eu_910_2014, md_91_2014, md_124_2022, ro_214_2024, ro_455_2001
from esigval.policy.engine import Law
from esigval.policy.facts import LawFacts
from esigval.policy.opinion import as_day, chosen, opinion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esigval.model.conclusion import Conclusion
    from esigval.model.dossier import Dossier
    from esigval.model.qualification import Qualification
    from esigval.policy.facts import OutsideFacts
    from esigval.trust import TrustSet
    from esigval.validation.process import SignatureJudgement
    from esigval.x509.certificate import Certificate

LAWS: tuple[Law, ...] = (
    md_91_2014.LAW,
    md_124_2022.LAW,
    ro_455_2001.LAW,
    ro_214_2024.LAW,
    eu_910_2014.LAW,
)
"""Every law that is known here, one line each."""


def opinions(
    facts: LawFacts, *, laws: tuple[str, ...] = (), law_at: date | datetime | None = None
) -> tuple[LegalOpinion, ...]:
    """What the law says of a signature: by default every law in force on some day on which it may have been signed.

    ``laws`` asks for these only, in force or not, and ``law_at`` for the texts of another day; both are labelled in the opinion's
    status. Raises UsageError for a law that isn't known.
    """
    moment = as_day(law_at)
    return tuple([opinion(law, days, facts, moment) for law, days in chosen(LAWS, facts, laws, moment)])


def law_facts(
    judged: "SignatureJudgement",
    conclusion: "Conclusion",
    qualification: "Qualification",
    trust: "TrustSet",
    dossier: "Dossier",
    outside: "OutsideFacts | None" = None,
    known: "Iterable[Certificate]" = (),
) -> LawFacts:
    """The facts of one signature for ``opinions``, from what the layers below concluded. ``outside``: what a person
    supplies; ``known``: certificates at hand, among which the key may appear under another holder."""
    from esigval.policy.gather import law_facts as gather  # the texts alone need none of the layers below

    return gather(judged, conclusion, qualification, trust, dossier, outside, known)


__all__ = ["LAWS", "LawFacts", "law_facts", "opinions"]
