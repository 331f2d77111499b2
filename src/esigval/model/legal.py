"""Legal opinions: each letter of a law, with outcome, evidence, presumption and burden of proof."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class LegalOutcome(StrEnum):
    """Outcome of one condition of a law."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    PRESUMED_BY_LAW = "PRESUMED_BY_LAW"
    ASSERTED = "ASSERTED"
    NOT_DETERMINABLE = "NOT_DETERMINABLE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOTE = "NOTE"  # a rule that states an effect or a duty: nothing to decide


class ProvisionResult(Struct, frozen=True, kw_only=True):
    """One letter. ``text``: the provision itself, in its language; ``why``: a key of the message catalogue with ``facts``;
    ``by``: article of the presumption, or who asserts; ``missing`` and ``supplier``: what is not determinable, and who can supply it."""

    id: str
    text: str
    paraphrase: str
    outcome: LegalOutcome
    why: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    by: str = ""
    missing: str = ""
    supplier: str = ""
    presumption: str = ""
    burden: str = ""


class LegalOpinion(Struct, frozen=True, kw_only=True):
    """What one law says of one signature.

    ``label``: qualified, advanced, simple, not-established, not-applicable, not-determinable …; ``kind``: signature, seal, undetermined.
    ``weakest``: id of the provision that decided; ``strengthen``: what single fact would lift the label and who can supply it.
    ``status``: in-force, historical, what-if. ``notices``: keys of fixed statements that every report prints.
    """

    law: str
    title: str
    label: str
    kind: str
    status: str
    in_force_from: date | None
    in_force_to: date | None
    provisions: tuple[ProvisionResult, ...]
    weakest: str = ""
    strengthen: tuple[tuple[str, str, str], ...] = ()  # (provision id, what, who)
    effects: tuple[str, ...] = ()  # provision ids whose effect follows from the label
    notices: tuple[str, ...] = ()
