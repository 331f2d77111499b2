"""The facts that a law looks at: all the evidence that mapping a signature to a provision needs, and nothing else.

``None`` (or an empty tuple) always means "not known": absence of evidence, which no provision may turn into a refutation.
"""

from datetime import datetime

from msgspec import Struct


class SignatureFacts(Struct, frozen=True, kw_only=True):
    """The cryptographic core and what it covers.

    ``present``: a digital signature was found (a picture or a typed name is none). ``value_verifies``: the signature value verifies with
    the key of the signing certificate. ``digests_match``: every signed digest was found and equals; None where signed data is not
    at hand. ``certificate_reference``: a signed reference names the signing certificate. ``sound``: the structure keeps the rules of its
    format (False: it doesn't; None: a constraint on it failed, or it wasn't judged). ``algorithms_suitable``: digest, scheme and key
    size were suitable at the latest possible moment of signing; ``weak``: those that were not. ``uncovered``: parts of the file or
    container that the signature doesn't cover; ``later``: what was added after it.
    """

    present: bool = True
    format: str = ""
    level: str = ""
    value_verifies: bool | None = None
    digests_match: bool | None = None
    certificate_reference: bool | None = None
    sound: bool | None = None
    algorithms_suitable: bool | None = None
    weak: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    indication: str = ""
    sub_indication: str = ""
    roles: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()


class CertificateFacts(Struct, frozen=True, kw_only=True):
    """The signing certificate, as read.

    ``qc_types``: esign, eseal, web; ``qc_legislation``: countries of a non-EU qualified claim (QcCClegislation); ``issuer_verifies``:
    the issuer's signature on it verifies; ``anchored``: a path to a configured or listed anchor exists; ``key_weak``,
    ``key_shared``: facts against the key (None: nothing known).
    """

    id: str = ""
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    not_before: datetime
    not_after: datetime
    given_name: str = ""
    surname: str = ""
    common_name: str = ""
    pseudonym: str = ""
    identifier: str = ""
    country: str = ""
    organisation: str = ""
    organisation_identifier: str = ""
    title: str = ""
    email: str = ""
    issuer_organisation: str = ""
    issuer_country: str = ""
    key_algorithm: str = ""
    key_bits: int = 0
    key_usage: tuple[str, ...] | None = None
    key_weak: bool | None = None
    key_shared: bool | None = None
    qc_compliance: bool = False
    qc_types: tuple[str, ...] = ()
    qc_legislation: tuple[str, ...] = ()
    qc_sscd: bool = False
    qc_limit: str = ""
    policies: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    issuer_verifies: bool | None = None
    self_signed: bool = False
    anchored: bool | None = None


class Period(Struct, frozen=True):
    """A status that is known to have held from ``since`` on and until ``until``, when the next began (None: up to the date of the list)."""

    status: str
    since: datetime
    until: datetime | None = None


class ServiceFacts(Struct, frozen=True, kw_only=True):
    """A trust service that issued the certificate or token, as trusted lists tell it.

    ``regime``: EU, MD, or third (another state); ``kind``: ca-qc, ca, tsa-qtst, tsa. ``authenticated``: the list's own signature was
    verified up to a signer that may sign it. ``qualifiers``: short names (QCStatement, NotQualified, QCWithQSCD …);
    ``covers``: what it is listed for (esign, eseal, web; empty: not said).
    """

    regime: str
    territory: str = ""
    provider: str = ""
    service: str = ""
    kind: str = "ca-qc"
    authenticated: bool = False
    list_sequence: int = 0
    list_sha256: str = ""
    qualifiers: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()


class RevocationFacts(Struct, frozen=True, kw_only=True):
    """Status of the certificate.

    ``good_until``: not revoked is shown for every moment up to here; ``current_until``: the extract that says so was the one in force up
    to here (nextUpdate). ``suspended``: on-hold periods (from, until; until None: not lifted). ``fresh``: the status was also checked as
    of the validation time.
    """

    good_until: datetime | None = None
    current_until: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = ""
    invalidity: datetime | None = None
    suspended: tuple[tuple[datetime, datetime | None], ...] = ()
    fresh: bool | None = None
    evidence: tuple[str, ...] = ()


class TimestampFacts(Struct, frozen=True, kw_only=True):
    """An electronic time-stamp. ``valid``: its own validation passed; ``imprint``: it covers what it should; ``services``: its issuer's."""

    id: str = ""
    type: str = ""
    time: datetime
    valid: bool | None = None
    imprint: bool | None = None
    verifies: bool | None = None
    accuracy: bool | None = None
    services: tuple[ServiceFacts, ...] = ()


class OutsideFacts(Struct, frozen=True, kw_only=True):
    """What no file shows and a person may supply: None is "not supplied".

    Each is the caller's word for a document or act outside the file; the report says so.
    """

    device_confirmed: bool | None = None  # confirmation by the supervisory body that the device conforms (MD 24(b))
    device_homologated: bool | None = None  # homologation certificate (RO 455 art. 38)
    provider_conditions: bool | None = None  # proof that the provider met RO 455 art. 20
    provider_guarantee: bool | None = None  # guarantee by a domestic qualified provider (MD 3(2)(b), RO 40(b))
    international_agreement: bool | None = None  # treaty or agreement in force (MD 3(1), 3(2)(c); RO 40(c))
    recognised_by_opponent: bool | None = None  # RO 455 art. 6
    parties_agreement: bool | None = None  # MD 40(2)-(3)
    power_to_sign: bool | None = None  # MD 43(1)(a): never proved by software
    identity_expected: bool | None = None  # the identifier the caller expected equals the certificate's (MD 43(1)(b))
    state_secret: bool | None = None  # MD 22(1)(a)
    public_body_relation: bool | None = None  # MD 22(1)(b)
    register_entry: bool | None = None  # extract of the register of certificates
    official_verification: bool | None = None  # result of a confirmed verification device (MD 24(b), 3(6))


class LawFacts(Struct, frozen=True, kw_only=True, dict=True):
    """All that a provision may look at. Its dictionary holds what was concluded from it (``policy.memo``).

    ``low`` and ``poe``: the signature was made after ``low`` (None: no bound shown) and not after ``poe``; ``low_proof`` and
    ``poe_proof``: what shows it ("" for poe: only the validation itself, at ``at``). ``qualified_at_issuance``,
    ``qualified_at_signing``, ``qscd``: yes, no, unknown as TS 119 615 concluded, or "" where it was not asked.
    """

    at: datetime
    poe: datetime
    poe_proof: str = ""
    low: datetime | None = None
    low_proof: str = ""
    signature: SignatureFacts = SignatureFacts()
    certificate: CertificateFacts | None = None
    services: tuple[ServiceFacts, ...] = ()
    revocation: RevocationFacts | None = None
    timestamps: tuple[TimestampFacts, ...] = ()
    qualified_at_issuance: str = ""
    qualified_at_signing: str = ""
    qscd: str = ""
    outside: OutsideFacts = OutsideFacts()
