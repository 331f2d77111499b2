"""Qualification by trusted lists (ETSI TS 119 615): of certificates, signatures, seals and time-stamps."""

from esigval.qualification.path import services_behind
from esigval.qualification.signature import qualify
from esigval.qualification.timestamps import qualify_timestamp

__all__ = ["qualify", "qualify_timestamp", "services_behind"]
