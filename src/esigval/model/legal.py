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


class ProvisionResult(Struct, frozen=True, kw_only=True, gc=False):
    """One letter of a law, and what the evidence makes of it.

    ``text``: the provision itself, in its language; ``paraphrase``: in English. ``why``, ``by``, ``missing``, ``supplier``,
    ``presumption`` and ``burden`` are keys of the law catalogues (policy/messages), told with ``facts``. ``by``: article of the
    presumption, or who asserts; ``missing`` and ``supplier``: what is not determinable, and who can supply it.
    ``evidence``: ids of what it leaned on.
    """

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


class Lift(Struct, frozen=True):
    """A fact that stands between the label and the next one. ``provision``: the row that it would lift; ``missing`` and ``supplier``
    as in ProvisionResult; ``alone``: whether this fact alone would be enough."""

    provision: str
    missing: str
    supplier: str
    alone: bool = False


class LegalOpinion(Struct, frozen=True, kw_only=True):
    """What one law says of one signature.

    ``label``: the class that is shown (or presumed, or asserted by someone the report names): qualified, advanced,
    advanced-undetermined, simple, not-established, not-applicable, not-evaluated. ``possible``: the highest class that nothing
    excludes. ``term``: the law's own words for the label. ``kind``: signature, seal, undetermined.
    ``weakest``: id of the provision that decided; ``strengthen``: which facts would lift the label and who can supply them.
    ``status``: in-force, historical, what-if. ``whole_interval``: the law was in force over the whole interval of signing.
    ``notices``: keys of fixed statements that every report prints.
    """

    law: str
    title: str
    label: str
    kind: str
    status: str
    in_force_from: date | None
    in_force_to: date | None
    provisions: tuple[ProvisionResult, ...]
    possible: str = ""
    term: str = ""
    whole_interval: bool = True
    weakest: str = ""
    strengthen: tuple[Lift, ...] = ()
    effects: tuple[str, ...] = ()  # provision ids whose effect follows from the label
    notices: tuple[str, ...] = ()
