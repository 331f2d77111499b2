"""What of a signature's level holds technically: T, LT, LTA are there in structure, but do they prove what they should?"""

from esigval.model.conclusion import Indication, ProofOfExistence, TimestampConclusion
from esigval.model.signature import Signature, TimestampType
from esigval.validation.basic import BasicValidation
from esigval.validation.material import Material

_ARCHIVAL = frozenset({t.value for t in (TimestampType.ARCHIVE, TimestampType.DOCUMENT, TimestampType.CONTAINER)})


def held_levels(
    signature: Signature,
    basic: BasicValidation,
    stamps: tuple[TimestampConclusion, ...],
    best: ProofOfExistence,
    material: Material,
) -> tuple[str, ...]:
    """Of T, LT, LTA those that hold: a valid time-stamp over the signature; with it, revocation data that may be believed for every
    certificate below the anchor; with both, a valid archive or document time-stamp over an earlier one."""
    if not basic.verified or not best.token or best.time >= material.time:
        return ()
    chain = basic.chain
    complete = chain is not None and all(not s.required or s.latest is not None for s in chain.statuses)
    if not complete:
        return ("T",)
    valid = {s.id for s in stamps if s.indication is Indication.PASSED}
    archived = any(s.id in valid and s.type in _ARCHIVAL and valid.intersection(s.covers) for s in stamps)
    return ("T", "LT", "LTA") if archived else ("T", "LT")
