"""CAdES levels above B: signature and archive time-stamps, certificates and revocation data."""

from datetime import datetime
from hashlib import sha256

from tests.worlds.signers import cms
from tests.worlds.signers.tsa import Tsa


def add_signature_timestamp(data: cms.SignedData, tsa: Tsa, at: datetime, *, over: bytes | None = None) -> None:
    """B to T. ``over``: other bytes than the signature value, for forgeries."""
    info = data.signers[0]
    info.unsigned.append((cms.SIGNATURE_TIMESTAMP, tsa.token(info.value if over is None else over, at)))


def add_evidence(
    data: cms.SignedData, certificates: tuple[bytes, ...], crls: tuple[bytes, ...], ocsps: tuple[bytes, ...] = ()
) -> None:
    """T to LT: validation data in SignedData itself."""
    data.certificates += [c for c in certificates if c not in data.certificates]
    data.revocation += [cms.crl_choice(c) for c in crls]
    data.revocation += [cms.ocsp_choice(o) for o in ocsps]


def add_archive_timestamp(
    data: cms.SignedData, tsa: Tsa, at: datetime, *, skip: frozenset[bytes] = frozenset()
) -> None:
    """LT to LTA: archive-time-stamp-v3. ``skip``: objects that its hash index leaves out."""
    info = data.signers[0]
    index = cms.hash_index(data, info, skip)
    imprint = sha256(cms.archive_imprint(data, info, index)).digest()
    info.unsigned.append((cms.ARCHIVE_TIMESTAMP_V3, tsa.token_over(imprint, at, index=index)))
