"""European Union, Regulation (EU) No 910/2014 on electronic identification and trust services, as amended by (EU) 2024/1183."""

from esigval.policy.engine import Effect, Law, LegalClass, provisions_of
from esigval.policy.eu_910_2014 import annexes, definitions, seals, signatures, stamps
from esigval.policy.eu_910_2014.common import APPLIES

_LETTERS = ("a", "b", "c", "d")
_ADVANCED = tuple(f"eu-910-2014/{article}/{letter}" for article in ("26", "36") for letter in _LETTERS)
_PARTICULARS = tuple(f"eu-910-2014/annex-{annex}/{letter}" for annex in ("i", "iii") for letter in "abcdefg")
_QUALIFIED = (
    *_ADVANCED,
    *_PARTICULARS,
    "eu-910-2014/3/20",
    "eu-910-2014/22/1",
    "eu-910-2014/28/5",
    "eu-910-2014/29/1",
    "eu-910-2014/39/1",
    *(f"eu-910-2014/32/1/{letter}" for letter in "abcdefgh"),
    "eu-910-2014/40",
)
_ANY = ("simple", "advanced-undetermined", "advanced", "qualified")

LAW = Law(
    id="eu-910-2014",
    title="Regulation (EU) No 910/2014 (eIDAS)",
    language="en",
    since=APPLIES,
    until=None,
    states=("EU", "RO"),
    source="OJ L 257, 28.8.2014, p. 73; amended by OJ L, 2024/1183, 30.4.2024",
    hours_ahead=2,
    provisions=provisions_of(definitions, signatures, seals, stamps, more=annexes.PROVISIONS),
    core="eu-910-2014/3/10",
    classes=(
        LegalClass("qualified", _QUALIFIED, "eu-qualified"),
        LegalClass("advanced", _ADVANCED, "eu-advanced"),
        LegalClass("simple", ("eu-910-2014/3/10",), "eu-electronic"),
    ),
    control=("eu-910-2014/26/c", "eu-910-2014/36/c"),
    signature="eu-910-2014/3/9",
    seal="eu-910-2014/3/24",
    effects=(
        Effect("eu-910-2014/25/1", _ANY, ("signature", "undetermined")),
        Effect("eu-910-2014/25/2", ("qualified",), ("signature",)),
        Effect("eu-910-2014/35/1", _ANY, ("seal", "undetermined")),
        Effect("eu-910-2014/35/2", ("qualified",), ("seal",)),
    ),
    notices=("not-legal-advice",),
)
