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


HOLDS = frozenset({LegalOutcome.ASSERTED, LegalOutcome.PRESUMED_BY_LAW, LegalOutcome.MET})
"""Outcomes on which a label may rest."""


class ProvisionText(Struct, frozen=True, gc=False):
    """What a provision is, whatever the evidence: one object for all the signatures that it is applied to.

    ``text``: the provision itself, in its language; ``paraphrase``: in English; ``presumption`` and ``burden``: keys of the law
    catalogues (policy/messages), where the law states one.
    """

    id: str
    text: str
    paraphrase: str
    presumption: str = ""
    burden: str = ""


class LawText(Struct, frozen=True, eq=False):
    """The text of a law on some days, row by row: one object for all the opinions on it, compared by identity."""

    rows: tuple[ProvisionText, ...]


class Ruling(Struct, frozen=True, gc=False, cache_hash=True):
    """What one provision comes to. All strings are keys of the law catalogues, told with ``facts``, except ``evidence``.

    ``by``: article of the presumption, or who asserts; ``missing`` and ``supplier``: what is not determinable, and who can supply it.
    ``evidence``: ids of what it leaned on.
    """

    outcome: LegalOutcome
    why: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    by: str = ""
    missing: str = ""
    supplier: str = ""

    @property
    def holds(self) -> bool:
        """Whether a label may rest on it."""
        return self.outcome in HOLDS


class ProvisionResult(Struct, frozen=True, gc=False):
    """One letter of a law, and what the evidence makes of it."""

    provision: ProvisionText
    ruling: Ruling

    @property
    def id(self) -> str:
        """Which letter: ``md-124-2022/23/c``."""
        return self.provision.id

    @property
    def text(self) -> str:
        """The provision, in the law's language."""
        return self.provision.text

    @property
    def paraphrase(self) -> str:
        """The provision, in English."""
        return self.provision.paraphrase

    @property
    def presumption(self) -> str:
        """The presumption that the law attaches to it."""
        return self.provision.presumption

    @property
    def burden(self) -> str:
        """Who bears the burden of proof, where the law says so."""
        return self.provision.burden

    @property
    def outcome(self) -> LegalOutcome:
        """What it comes to."""
        return self.ruling.outcome

    @property
    def why(self) -> str:
        """Why, as a key of the law catalogues."""
        return self.ruling.why

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Values that ``why`` is told with."""
        return self.ruling.facts

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of what it leaned on."""
        return self.ruling.evidence

    @property
    def by(self) -> str:
        """Article of the presumption, or who asserts."""
        return self.ruling.by

    @property
    def missing(self) -> str:
        """What can't be determined."""
        return self.ruling.missing

    @property
    def supplier(self) -> str:
        """Who can supply what is missing."""
        return self.ruling.supplier


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
    advanced-undetermined, simple, not-known (a seal, where the law has none), not-established, not-applicable, not-evaluated.
    ``possible``: the highest class that nothing excludes. ``term``: the law's own words for the label. ``kind``: signature, seal,
    undetermined.
    ``text`` and ``rulings``: the provisions, and what each comes to.
    ``weakest``: id of the provision that decided; ``strengthen``: which facts would lift the label and who can supply them.
    ``status``: in-force, historical, what-if. ``whole_interval``: the law was in force over the whole interval of signing.
    ``notices``: keys of fixed statements that every report prints. ``fits``: the signer or the issuer belongs to a state where the law
    applies: reports for people name such a law first.
    """

    law: str
    title: str
    label: str
    kind: str
    status: str
    in_force_from: date | None
    in_force_to: date | None
    text: LawText
    rulings: tuple[Ruling, ...]
    possible: str = ""
    term: str = ""
    whole_interval: bool = True
    weakest: str = ""
    strengthen: tuple[Lift, ...] = ()
    effects: tuple[str, ...] = ()  # provision ids whose effect follows from the label
    notices: tuple[str, ...] = ()
    fits: bool = True

    @property
    def provisions(self) -> tuple[ProvisionResult, ...]:
        """Each provision with what it comes to."""
        return tuple(map(ProvisionResult, self.text.rows, self.rulings))
