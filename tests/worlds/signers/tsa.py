"""A time-stamping authority in memory (RFC 3161) whose clock shows what it is told."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import new as new_hash

from tests.worlds import der
from tests.worlds.pki import Member, World, serial_of
from tests.worlds.signers import cms

ID_TST_INFO = "1.2.840.113549.1.9.16.1.4"
HASHES = {"sha256": "2.16.840.1.101.3.4.2.1", "sha512": "2.16.840.1.101.3.4.2.3", "sha1": "1.3.14.3.2.26"}


@dataclass(frozen=True)
class Tsa:
    """Issues tokens in the name of ``member``. ``revocation``: evidence that its tokens carry inside."""

    member: Member
    policy: str
    accuracy_seconds: int
    chain: tuple[bytes, ...]
    revocation: tuple[bytes, ...] = ()

    def token(self, data: bytes, at: datetime, *, digest: str = "sha256") -> bytes:
        """A token over ``data``."""
        return self.token_over(new_hash(digest, data).digest(), at, digest=digest)

    def token_over(
        self, imprint: bytes, at: datetime, *, digest: str = "sha256", nonce: int | None = None, index: bytes = b""
    ) -> bytes:
        """A token over a digest. ``index``: the hash index that an archive time-stamp v3 carries as unsigned attribute."""
        return self.signed_data(imprint, at, digest, nonce, index).encode()

    def signed_data(self, imprint: bytes, at: datetime, digest: str, nonce: int | None, index: bytes) -> cms.SignedData:
        """The token before it is encoded."""
        algorithm = der.sequence(der.oid(HASHES[digest]))
        serial = serial_of(f"{self.member.name} {at.isoformat()} {imprint.hex()}")
        fields = [
            der.integer(1),
            der.oid(self.policy),
            der.sequence(algorithm, der.octets(imprint)),
            der.integer(serial),
            der.generalized_time(at),
            der.sequence(der.integer(self.accuracy_seconds)),
        ]
        if nonce is not None:
            fields.append(der.integer(nonce))
        made = cms.SignedData(der.sequence(*fields), True, [], content_type=ID_TST_INFO)
        content_digest = new_hash("sha256", made.content).digest()
        info = cms.sign_info(self.member, content_digest, at, content_type=ID_TST_INFO)
        if index:
            info.unsigned.append((cms.ATS_HASH_INDEX_V3, index))
        made.signers = [info]
        made.certificates = [self.member.der, *self.chain]
        made.revocation = list(self.revocation)
        return made


def authority(world: World, name: str, revocation: tuple[bytes, ...] = ()) -> Tsa:
    """The time-stamping authority ``name`` of the world, with the certificate of its issuer in each token."""
    row = world.tsas[name]
    issuer = world.certificates[name]["issuer"]
    return Tsa(world[name], row["policy"], row["accuracy_seconds"], (world[issuer].der,), revocation)


def with_evidence(tsa: Tsa, *revocation: bytes) -> Tsa:
    """The same authority, its tokens carrying ``revocation`` (CRLs as they are)."""
    return replace(tsa, revocation=revocation)
