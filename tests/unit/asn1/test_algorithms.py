"""AlgorithmIdentifiers by the names that reports use."""

import pytest
from asn1crypto import algos

from esigval.asn1 import digest_algorithm, encode, read_exactly, signature_algorithm
from esigval.model.errors import Malformed
from esigval.model.signature import SignatureValue
from tests.worlds import der


def identifier(dotted: str, *parameters: bytes) -> bytes:
    return der.sequence(der.oid(dotted), *parameters)


@pytest.mark.parametrize(
    ("dotted", "beside", "name"),
    [
        ("1.2.840.113549.1.1.1", "SHA384", "RSA_SHA384"),
        ("1.2.840.113549.1.1.11", "SHA1", "RSA_SHA256"),
        ("1.2.840.10045.4.3.3", "SHA384", "ECDSA_SHA384"),
        ("1.2.840.10045.2.1", "SHA256", "ECDSA_SHA256"),
        ("0.4.0.127.0.7.1.1.4.1.3", "SHA256", "PLAIN_ECDSA_SHA256"),
        ("0.4.0.127.0.7.1.1.4.1.11", "SHA3_512", "PLAIN_ECDSA_SHA3_512"),
        ("2.16.840.1.101.3.4.3.14", "SHA3_256", "RSA_SHA3_256"),
        ("2.16.840.1.101.3.4.3.10", "SHA3_256", "ECDSA_SHA3_256"),
        ("2.16.840.1.101.3.4.3.2", "SHA256", "DSA_SHA256"),
        ("1.2.3.4", "SHA256", "1.2.3.4"),
    ],
)
def test_names(dotted: str, beside: str, name: str) -> None:
    assert signature_algorithm(read_exactly(identifier(dotted, der.NULL)), beside).name == name


def test_an_unknown_algorithm_is_unknown_not_malformed() -> None:
    assert signature_algorithm(read_exactly(identifier("1.2.3.4"))).scheme == ""
    assert digest_algorithm(read_exactly(identifier("1.2.3.4"))) == "1.2.3.4"


def test_eddsa_has_no_digest() -> None:
    algorithm = signature_algorithm(read_exactly(identifier("1.3.101.112")), "SHA512")
    assert (algorithm.scheme, algorithm.digest) == ("EDDSA", "")


def test_pss_parameters_agree_with_asn1crypto() -> None:
    made = algos.SignedDigestAlgorithm(
        {
            "algorithm": "rsassa_pss",
            "parameters": {
                "hash_algorithm": {"algorithm": "sha384"},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha512"}},
                "salt_length": 48,
            },
        }
    )
    algorithm = signature_algorithm(read_exactly(made.dump()))
    assert (algorithm.scheme, algorithm.digest, algorithm.mgf_digest, algorithm.salt_length) == (
        "RSA_PSS",
        "SHA384",
        "SHA512",
        48,
    )


def test_a_negative_salt_length_leaves_the_scheme_unknown() -> None:
    salted = der.sequence(encode(0xA2, encode(0x02, b"\xff")))
    assert signature_algorithm(read_exactly(identifier("1.2.840.113549.1.1.10", salted))).scheme == ""


def test_pss_defaults_are_those_of_rfc_8017() -> None:
    for parameters in ((), (der.sequence(),)):
        algorithm = signature_algorithm(read_exactly(identifier("1.2.840.113549.1.1.10", *parameters)))
        assert (algorithm.scheme, algorithm.digest, algorithm.mgf_digest, algorithm.salt_length) == (
            "RSA_PSS",
            "SHA1",
            "SHA1",
            20,
        )


def test_pss_with_another_mask_or_trailer_is_unknown() -> None:
    mask = der.sequence(der.tlv(0xA1, der.sequence(der.oid("1.2.3"), der.NULL)))
    trailer = der.sequence(der.tlv(0xA3, der.integer(2)))
    for parameters in (mask, trailer):
        assert signature_algorithm(read_exactly(identifier("1.2.840.113549.1.1.10", parameters))).scheme == ""


@pytest.mark.parametrize("broken", [b"\x30\x00", encode(0x31, b""), der.sequence(der.integer(1))])
def test_what_is_no_identifier_is_malformed(broken: bytes) -> None:
    with pytest.raises(Malformed):
        signature_algorithm(read_exactly(broken))


def test_the_value_keeps_what_was_found() -> None:
    algorithm = signature_algorithm(read_exactly(identifier("1.2.3.4")))
    assert SignatureValue(algorithm, b"v", ()).algorithm.identifier == "1.2.3.4"
