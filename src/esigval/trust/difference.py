"""What changed between two editions of a list: services that came, went, or changed their status."""

from datetime import datetime

from msgspec import Struct

from esigval.trust.lists import Service, TrustedList


class ServiceChange(Struct, frozen=True):
    """A service by provider and name; ``before`` and ``after`` are its statuses, "" where it was not listed."""

    provider: str
    service: str
    type: str
    before: str
    after: str
    since: datetime


Key = tuple[str, str, str]


def difference(older: TrustedList, newer: TrustedList) -> tuple[ServiceChange, ...]:
    """Changes from ``older`` to ``newer``, in the order of the lists."""
    before, after = _services(older), _services(newer)
    changes = []
    for key in (*before, *(k for k in after if k not in before)):
        old, new = before.get(key), after.get(key)
        was = _status(old[1]) if old else ""
        now = _status(new[1]) if new else ""
        found = new or old
        if was != now and found is not None:
            provider, service = found
            current = service.current
            changes.append(ServiceChange(provider, current.name, current.type, was, now, current.since))
    return tuple(changes)


def _status(service: Service) -> str:
    return service.current.status.rpartition("/")[2]


def _services(content: TrustedList) -> dict[Key, tuple[str, Service]]:
    """Services by their type, keys and name: what makes them the same one in two editions."""
    found: dict[Key, tuple[str, Service]] = {}
    for provider, service in content.services():
        keys = "|".join(sorted(c.id for c in service.identity.certificates)) or "|".join(service.identity.subject_names)
        found.setdefault((service.current.type, keys, service.current.name), (provider.name, service))
    return found
