"""Whether a list has the structure that the schema of TS 119 612 V2.4.1 prescribes (annex C): worth a word, never trusted.

The schemas are ETSI's and W3C's, in the folder ``schemas``. Nothing is fetched: each import is answered from that folder.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, cast

from lxml import etree

from esigval.model.errors import Malformed
from esigval.trust.uris import NS_ADDITIONAL, NS_LIST, NS_QUALIFICATIONS
from esigval.trust.xml import read_root

MAX_ERRORS = 20
"""Deviations that are told of one list."""

_FOLDER = files("esigval.fetch") / "schemas"
_FILES = {
    "sie.xsd": "ts_119612v020401_sie_xsd.xsd",
    "additionaltypes.xsd": "ts_119612v020401_additionaltypes_xsd.xsd",
    "xml.xsd": "xml.xsd",
    "xmldsig-core-schema.xsd": "xmldsig-core-schema.xsd",
    "XAdES01903v132": "XAdES01903v132-202407.xsd",
    "19612_xsd.xsd": "ts_119612v020401_xsd.xsd",
    "ts_119612v020401": "ts_119612v020401_xsd.xsd",
}
"""Part of the last segment of a schemaLocation -> file."""
_ALL = (
    '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
    f'<xsd:import namespace="{NS_LIST}" schemaLocation="ts_119612v020401_xsd.xsd"/>'
    f'<xsd:import namespace="{NS_QUALIFICATIONS}" schemaLocation="sie.xsd"/>'
    f'<xsd:import namespace="{NS_ADDITIONAL}" schemaLocation="additionaltypes.xsd"/></xsd:schema>'
)
"""The list and its extensions as one schema."""


class _Own(etree.Resolver):
    """Answers every import from the folder."""

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]  # the stubs lack the third
        name = (system_url or "").rpartition("/")[2]
        for part, file in _FILES.items():
            if part in name:
                return self.resolve_string((_FOLDER / file).read_bytes(), context, base_url=system_url)
        return None  # the parser has no network: an import that is not answered here fails


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_Own())
    return etree.XMLSchema(etree.fromstring(_ALL, parser, base_url="all.xsd"))


def structure_errors(data: bytes) -> tuple[str, ...]:
    """Deviations of the list ``data`` from the schema, each with its line; what is no list at all deviates, too."""
    try:
        root = read_root(data)
    except Malformed as error:
        return (error.where,)
    schema = _schema()
    if schema.validate(root):
        return ()
    log = cast("Iterable[Any]", schema.error_log)
    return tuple(f"line {e.line}: {e.message}" for e in islice(log, MAX_ERRORS))
