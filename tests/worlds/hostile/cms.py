"""Nested, lying and oversized ASN.1."""

from collections.abc import Iterator

from tests.worlds import der
from tests.worlds.hostile.common import NOW, Make, good


def inputs() -> Iterator[tuple[str, Make]]:
    """Nested, lying and oversized ASN.1."""
    signed = der.oid("1.2.840.113549.1.7.2")
    yield "100,000 nested SEQUENCEs, indefinite", lambda: b"\x30\x80" * 100_000
    yield "2,000 nested SEQUENCEs, definite", lambda: nested(0x30, 2000)
    yield "content nested in itself", lambda: der.sequence(signed, b"\xa0\x80" + b"\x30\x80" * 50_000)
    yield "nested constructed octets", lambda: der.sequence(signed, der.tlv(0xA0, b"\x24\x80" * 100_000))
    yield "length beyond the file", lambda: b"\x30\x84\x7f\xff\xff\xff" + signed
    yield "length of 126 octets", lambda: b"\x30\xfe" + b"\x7f" * 126 + signed
    yield "identifier that never ends", lambda: der.sequence(b"\x06\x84\x00\x10\x00\x00" + b"\xff" * (1 << 20))
    yield "tag that never ends", lambda: b"\x3f" + b"\xff" * (1 << 20)
    yield "10,000 signers", lambda: inside(many_signers(10_000))
    yield "10,000 certificates", lambda: signed_data(certificates=junk_certificates(10_000))
    yield "5,000 times the same certificate", lambda: signed_data(certificates=[good("world/md-qca.cer")] * 5000)
    yield "100,000 attributes", lambda: inside([signer_info(attributes=many_attributes(100_000))])
    yield "serial of 1 MiB", lambda: inside([signer_info(serial=der.tlv(0x02, b"\x7f" * (1 << 20)))])
    yield "counter-signatures 500 deep", lambda: inside([counters(500)])
    yield "2,000 counter-signatures", lambda: inside([signer_info(unsigned=counter_attribute(signer_info()) * 2000)])
    yield "RSA exponent of 64 KiB", lambda: signed_data(certificates=[big_exponent()])
    yield "time-stamps in time-stamps", lambda: inside([signer_info(unsigned=token_in_token(200))])
    yield (
        "3,000 time-stamps",
        lambda: inside([signer_info(unsigned=attribute("1.2.840.113549.1.9.16.2.14", token()) * 3000)]),
    )


def nested(tag: int, depth: int) -> bytes:
    """Definite lengths all the way down."""
    data = b""
    for _ in range(depth):
        data = der.tlv(tag, data)
    return data


def attribute(kind: str, value: bytes) -> bytes:
    """An Attribute."""
    return der.sequence(der.oid(kind), der.tlv(0x31, value))


def signer_info(attributes: bytes = b"", serial: bytes = b"\x02\x01\x01", unsigned: bytes = b"") -> bytes:
    """A SignerInfo whose signature is nonsense."""
    signed = attributes or attribute("1.2.840.113549.1.9.4", der.octets(bytes(32)))
    return der.sequence(
        der.integer(1),
        der.sequence(der.sequence(), serial),
        der.SHA256,
        der.tlv(0xA0, signed),
        der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL),
        der.octets(bytes(256)),
        *([der.tlv(0xA1, unsigned)] if unsigned else []),
    )


def many_signers(count: int) -> list[bytes]:
    """Different signers."""
    return [signer_info(serial=der.integer(n)) for n in range(count)]


def many_attributes(count: int) -> bytes:
    """Different attributes."""
    return b"".join(attribute(f"1.3.6.1.4.1.99999.{n}", der.NULL) for n in range(count))


def counter_attribute(info: bytes) -> bytes:
    """The counter-signature attribute."""
    return attribute("1.2.840.113549.1.9.6", info)


def counters(depth: int) -> bytes:
    """Counter-signatures of counter-signatures."""
    info = signer_info()
    for _ in range(depth):
        info = signer_info(unsigned=counter_attribute(info))
    return info


def token() -> bytes:
    """A genuine time-stamp token, about something else."""
    from tests.worlds.pki import World
    from tests.worlds.signers.tsa import authority

    return authority(World("md.yml"), "md-tsa").token(b"else", NOW)


def token_in_token(depth: int) -> bytes:
    """A signature time-stamp in the signer of a signature time-stamp, and so on."""
    unsigned = b""
    for _ in range(depth):
        made = signed_data(signers=[signer_info(unsigned=unsigned)], content_type="1.2.840.113549.1.9.16.1.4")
        unsigned = attribute("1.2.840.113549.1.9.16.2.14", made)
    return unsigned


def junk_certificates(count: int) -> list[bytes]:
    """SEQUENCEs that are no certificates."""
    return [der.sequence(der.sequence(der.integer(n)), der.SHA256, der.tlv(0x03, b"\x00")) for n in range(count)]


def big_exponent() -> bytes:
    """A certificate whose key would take hours to use."""
    certificate = good("world/md-ion.cer")
    tbs, algorithm, value = der.children(certificate)
    fields = der.children(tbs)
    key = der.sequence(der.integer(1 << 2047 | 1), der.integer(1 << (1 << 19) | 1))
    fields[6] = der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL), der.tlv(0x03, b"\x00", key))
    return der.sequence(der.sequence(*fields), algorithm, value)


def inside(signers: list[bytes]) -> bytes:
    """SignedData with these signers."""
    return signed_data(signers=signers)


def signed_data(
    signers: list[bytes] | None = None,
    certificates: list[bytes] | None = None,
    content_type: str = "1.2.840.113549.1.7.1",
) -> bytes:
    """ContentInfo of SignedData around what is given."""
    parts = [
        der.integer(1),
        der.tlv(0x31, der.SHA256),
        der.sequence(der.oid(content_type), der.tlv(0xA0, der.octets(b"text"))),
    ]
    if certificates:
        parts.append(der.tlv(0xA0, *certificates))
    parts.append(der.tlv(0x31, *(signers if signers is not None else [signer_info()])))
    return der.sequence(der.oid("1.2.840.113549.1.7.2"), der.tlv(0xA0, der.sequence(*parts)))
