"""Romania, Law 455 of 18.07.2001 on the electronic signature, in its numbering of 2001."""

from esigval.policy.engine import Effect, Law, LegalClass, provisions_of
from esigval.policy.ro_455_2001 import certificates, providers, signatures
from esigval.policy.ro_455_2001.common import IN_FORCE, REPEALED

_EXTENDED = ("ro-455-2001/4/4/a", "ro-455-2001/4/4/b", "ro-455-2001/4/4/c", "ro-455-2001/4/4/d")
_PRIVATE_DEED = (
    *_EXTENDED,
    "ro-455-2001/18/1/a",
    "ro-455-2001/18/1/b",
    "ro-455-2001/18/1/c",
    "ro-455-2001/18/1/d",
    "ro-455-2001/18/1/e",
    "ro-455-2001/18/1/f",
    "ro-455-2001/18/1/g",
    "ro-455-2001/18/1/h",
    "ro-455-2001/10/1",
    "ro-455-2001/4/12",
    "ro-455-2001/4/8/a",
    "ro-455-2001/4/8/b",
    "ro-455-2001/4/8/c",
    "ro-455-2001/4/8/d",
    "ro-455-2001/4/8/e",
    "ro-455-2001/23/5",
    "ro-455-2001/5",
)
_ANY = ("simple", "advanced-undetermined", "advanced", "qualified")

LAW = Law(
    id="ro-455-2001",
    title="Legea nr. 455/2001 privind semnătura electronică (numerotarea din 2001)",
    language="ro",
    since=IN_FORCE,
    until=REPEALED,
    states=("RO",),
    source="M.Of. nr. 429 din 31.07.2001",
    hours_ahead=3,
    provisions=provisions_of(signatures, certificates, providers),
    core="ro-455-2001/4/3",
    classes=(
        LegalClass("qualified", _PRIVATE_DEED, "ro-qualified"),
        LegalClass("advanced", _EXTENDED, "ro-extended"),
        LegalClass("simple", ("ro-455-2001/4/3",), "ro-electronic"),
    ),
    control=("ro-455-2001/4/4/c",),
    effects=(
        Effect("ro-455-2001/5", ("qualified",)),
        Effect("ro-455-2001/6", _ANY),
        Effect("ro-455-2001/7", _ANY, by_row=True),
        Effect("ro-455-2001/8/1", _ANY),
        Effect("ro-455-2001/8/2", _ANY),
        Effect("ro-455-2001/9/1", ("advanced-undetermined", "advanced", "qualified")),
        Effect("ro-455-2001/10/1", ("qualified",)),
        Effect("ro-455-2001/11/1", ("qualified",)),
    ),
    notices=("ro-not-expertise", "ro-eidas-prevails", "not-legal-advice"),
)
