"""Names of algorithms, as the JSON report writes them."""

from msgspec import Struct

DIGESTS: dict[str, str] = {
    "MD2": "md2",
    "MD5": "md5",
    "SHA1": "sha1",
    "SHA224": "sha224",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
    "SHA512_224": "sha512_224",
    "SHA512_256": "sha512_256",
    "SHA3_224": "sha3_224",
    "SHA3_256": "sha3_256",
    "SHA3_384": "sha3_384",
    "SHA3_512": "sha3_512",
    "SHAKE128": "shake_128",
    "SHAKE256": "shake_256",
    "RIPEMD160": "ripemd160",
    "WHIRLPOOL": "whirlpool",
}
"""Report name -> hashlib name. A name that is absent here is an unknown digest algorithm."""


class SignatureAlgorithm(Struct, frozen=True, gc=False):
    """A signature algorithm with its parameters.

    ``scheme``: RSA (PKCS#1 v1.5), RSA_PSS, DSA, ECDSA, PLAIN_ECDSA, EDDSA, or "" where it is unknown.
    ``digest``: a key of DIGESTS, "" where the scheme has none (EdDSA) or it is unknown.
    ``mgf_digest`` and ``salt_length``: RSA-PSS only; salt_length in bytes.
    ``identifier``: the OID or URI as found in the signature.
    """

    scheme: str
    digest: str
    identifier: str = ""
    mgf_digest: str = ""
    salt_length: int = -1

    @property
    def name(self) -> str:
        """The name in reports, e.g. ``RSA_SHA256``, ``RSA_SSA_PSS_SHA256_MGF1``, ``ECDSA_SHA384``."""
        if not self.scheme:
            return self.identifier
        if self.scheme == "RSA_PSS":
            return f"RSA_SSA_PSS_{self.digest}_MGF1"
        if self.scheme == "EDDSA":
            return self.identifier or "EDDSA"
        return f"{self.scheme}_{self.digest}" if self.digest else self.scheme
