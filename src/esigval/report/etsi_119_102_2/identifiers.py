"""Identifiers in the report: each object has one, and a reference goes only to what is there."""

import re
from collections.abc import Iterable

from lxml import etree

from esigval.report.etsi_119_102_2.elements import add

_NAME = re.compile(r"[A-Z]+-[0-9a-f]+")


class Identifiers:
    """The ids of the objects that a report lists, by the ids of the model. Digests are no XML ids: these don't begin with a digit."""

    def __init__(self, objects: Iterable[str]) -> None:
        self._known = {name: name if _NAME.fullmatch(name) else f"V-{name}" for name in objects}

    def of(self, name: str) -> str:
        """The XML id of the object ``name``."""
        return self._known[name]

    def refer(self, parent: etree._Element, element: str, names: Iterable[str]) -> None:
        """A reference to those of ``names`` that the report lists; none where it lists none."""
        found = dict.fromkeys(self._known[name] for name in names if name in self._known)
        if found:
            add(parent, element, VOReference=" ".join(found))
