"""What the verdicts of a dossier would be if what is missing were there. Nothing of it enters a report's verdicts.

No estimate: the same dossier is judged again, with one supposition beside its evidence, by the same processes and policy.
"""

from esigval.model.dossier import Dossier
from esigval.model.prospect import Prospect
from esigval.validate import inputs_of
from esigval.validation.suppose import prospects


def what_if(dossier: Dossier) -> dict[str, tuple[Prospect, ...]]:
    """Prospects of each signature that is not TOTAL-PASSED, by its id. Raises Unreadable."""
    inputs = inputs_of(dossier)
    return prospects(inputs.reading, inputs.material, inputs.records)
