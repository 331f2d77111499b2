"""Republic of Moldova, Law 124 of 19.05.2022 on electronic identification and trust services (text as amended to 22.04.2024)."""

from esigval.policy.engine import Effect, Law, LegalClass, provisions_of
from esigval.policy.md_124_2022 import (
    certificates,
    definitions,
    devices,
    documents,
    qualified_certificates,
    regime,
    signatures,
    stamps,
)
from esigval.policy.md_124_2022.common import IN_FORCE

_ADVANCED = ("md-124-2022/23/a", "md-124-2022/23/b", "md-124-2022/23/c", "md-124-2022/23/d")
_QUALIFIED = (
    *_ADVANCED,
    "md-124-2022/25/1/a",
    "md-124-2022/25/1/b",
    "md-124-2022/25/1/c",
    "md-124-2022/25/1/d",
    "md-124-2022/25/1/e",
    "md-124-2022/25/1/f",
    "md-124-2022/25/1/g",
    "md-124-2022/25/2",
    "md-124-2022/2/prestator-calificat",
    "md-124-2022/8/9",
    "md-124-2022/18/2",
    "md-124-2022/24/a",
    "md-124-2022/24/b",
    "md-124-2022/29/a",
    "md-124-2022/29/b",
    "md-124-2022/29/c",
    "md-124-2022/29/d",
    "md-124-2022/29/e",
    "md-124-2022/29/f",
    "md-124-2022/29/g",
)

LAW = Law(
    id="md-124-2022",
    title="Legea nr. 124/2022 privind identificarea electronică şi serviciile de încredere",
    language="ro",
    since=IN_FORCE,
    until=None,
    states=("MD",),
    source="M.Of. nr. 170-176/317 din 10.06.2022, în redacția în vigoare la 22.04.2024",
    hours_ahead=2,
    provisions=provisions_of(
        definitions, certificates, qualified_certificates, regime, signatures, devices, stamps, documents
    ),
    core="md-124-2022/2/semnatura-electronica",
    classes=(
        LegalClass("qualified", _QUALIFIED, "md-qualified"),
        LegalClass("advanced", _ADVANCED, "md-advanced"),
        LegalClass("simple", ("md-124-2022/2/semnatura-electronica",), "md-other"),
    ),
    control=("md-124-2022/23/c",),
    signature="md-124-2022/2/semnatar",
    seal="md-124-2022/2/creatorul-sigiliului",
    effects=(
        Effect("md-124-2022/21/1/a", ("simple", "advanced-undetermined", "advanced", "qualified")),
        Effect("md-124-2022/21/1/b", ("simple", "advanced-undetermined", "advanced", "qualified")),
        Effect("md-124-2022/21/1/c", ("simple", "advanced-undetermined", "advanced")),
        Effect("md-124-2022/21/1/d", ("simple", "advanced-undetermined", "advanced")),
        Effect("md-124-2022/21/2", ("qualified",), ("signature",)),
        Effect("md-124-2022/21/3", ("qualified",)),
        Effect("md-124-2022/40/1", ("qualified",), ("signature",)),
        Effect("md-124-2022/40/2", ("simple", "advanced-undetermined", "advanced")),
        Effect("md-124-2022/22/1/a", ("simple", "advanced-undetermined", "advanced")),
        Effect("md-124-2022/22/1/b", ("simple", "advanced-undetermined", "advanced")),
        Effect("md-124-2022/40/8", ("simple", "advanced-undetermined", "advanced", "qualified")),
    ),
    notices=("md-not-official-verification", "not-legal-advice"),
)
