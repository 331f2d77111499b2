"""What a time-stamp proves hangs on every digest between its token and the object."""

import msgspec
import pytest
from tests.conformance.test_time_table import BEFORE, NOW, fresh
from tests.unit.validation.timeline import Signed
from tests.worlds.pki import moment

from esigval.model.signature import Reference, ReferenceType
from esigval.validate import inputs_of
from esigval.validation.archival import archive_timestamps
from esigval.validation.existence import ExistencePool
from esigval.validation.stamps import validate_timestamp


@pytest.mark.parametrize("policy", ("strict", "interop"))
@pytest.mark.parametrize(("algorithm", "proven"), [("SHA256", BEFORE), ("SHA1", NOW), ("MD5", NOW)])
def test_a_manifest_between_proves_as_long_as_its_digests_are_secure(algorithm: str, proven: str, policy: str) -> None:
    inputs = inputs_of(Signed().stamp("tsa", BEFORE).dossier(NOW, *fresh(), policy=policy))
    (signature,) = inputs.reading.signatures
    entry = Reference(
        type=ReferenceType.MANIFEST_ENTRY,
        name="signature.p7s",
        digest_algorithm=algorithm,
        expected=b"digest",
        actual=b"digest",
        found=True,
        intact=True,
    )
    stamp = msgspec.structs.replace(signature.timestamps[0], references=(entry,))
    proofs = ExistencePool(inputs.material.time)
    archive_timestamps([validate_timestamp(stamp, inputs.material)], proofs, inputs.material)
    assert proofs.earliest_time(signature.id) == moment(proven)
