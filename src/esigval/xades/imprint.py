"""The bytes that a time-stamp of a signature is over (EN 319 132-1, 5.2.8, 5.3, 5.5.2, A.1.5; TS 101 903, 7 and 8)."""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from esigval.model.reasons import Reason
from esigval.model.signature import ReferenceType
from esigval.xades import c14n, transforms
from esigval.xades import names as n
from esigval.xades.budget import Budget
from esigval.xades.c14n import Method, Subtree
from esigval.xades.failure import Failure
from esigval.xades.names import split, xades_name
from esigval.xades.references import Parts, Resolved, dereference

_REFS_V1: Final = frozenset(
    {"CompleteCertificateRefs", "CompleteRevocationRefs", "AttributeCertificateRefs", "AttributeRevocationRefs"}
)
_REFS_V2: Final = frozenset(
    {"CompleteCertificateRefsV2", "CompleteRevocationRefs", "AttributeCertificateRefsV2", "AttributeRevocationRefs"}
)


def _references(stamp: etree._Element) -> frozenset[str]:
    """The references that a SigAndRefsTimeStamp or RefsOnlyTimeStamp is over: their second version refers to certificates anew."""
    namespace, name = split(stamp.tag)
    return _REFS_V2 if namespace == n.XADES_141 and name.endswith("V2") else _REFS_V1


def _within(element: etree._Element | None, apexes: frozenset[etree._Element | None]) -> bool:
    """Whether ``element`` is one of ``apexes`` or below one."""
    return element is not None and (element in apexes or any(above in apexes for above in element.iterancestors()))


def _changes(transform: etree._Element) -> bool:
    """Whether a transform may leave something out: all may but canonicalisations."""
    try:
        c14n.method_of(transform)
    except Failure:
        return True
    return False


class Imprints:
    """Computes the time-stamped bytes for the properties of one signature. Each step may raise Failure."""

    def __init__(
        self,
        parts: Parts,
        resolved: tuple[Resolved, ...],
        signature_value: etree._Element,
        signed_info: etree._Element,
        unsigned: tuple[etree._Element, ...],
        objects: tuple[etree._Element, ...],
    ) -> None:
        self.parts = parts
        self.resolved = resolved
        self.signature_value = signature_value
        self.signed_info = signed_info
        self.unsigned = unsigned
        self.objects = objects  # without the one that holds the QualifyingProperties
        self._by_id: dict[str, Resolved] = {}
        for one in resolved:
            if one.id:
                self._by_id.setdefault(one.id, one)
        self._positions: dict[etree._Element, int] | None = None

    @property
    def _budget(self) -> Budget:
        return self.parts.tree.budget

    def element(self, element: etree._Element, method: Method) -> bytes:
        """An element, canonicalised in its place."""
        return c14n.canonicalize(Subtree(self.parts.tree, element, True), method)

    def reference(self, one: Resolved, method: Method) -> bytes:
        """What a ds:Reference leaves after its transforms; a node-set is canonicalised as the time-stamp says."""
        if one.data is None:
            raise Failure(one.reference.reason or Reason.SIGNED_DATA_NOT_FOUND, one.uri or "")
        return transforms.octets(one.data, method)

    def all_data_objects(self, method: Method) -> Iterator[bytes]:
        """AllDataObjectsTimeStamp (5.2.8.1): every reference but the one to SignedProperties."""
        for one in self.resolved:
            if one.reference.type is not ReferenceType.SIGNED_PROPERTIES:
                yield self.reference(one, method)

    def included(self, stamp: etree._Element, method: Method) -> Iterator[bytes]:
        """The explicit mechanism: what the Include elements name, in their order (TS 101 903, 7.1.4.3.1)."""
        for child in stamp:
            name = xades_name(child.tag)
            if name == "Include":
                yield self._include(child, method)
            elif name == "HashDataInfo":
                yield self._hash_data_info(child, method)

    def named(self, stamp: etree._Element, parts: Iterable[etree._Element]) -> tuple[etree._Element, ...]:
        """Those of ``parts`` that stand in what the Include elements name: nothing else of the signature is in an explicit imprint, and a
        genuine token over something else proves nothing of it. Properties stand beside each other: what is above them is looked at once."""
        apexes = frozenset([one.apex for child in stamp if (one := self._named(child)) is not None])
        above: dict[etree._Element | None, bool] = {}
        found: list[etree._Element] = []
        for part in parts:
            parent = part.getparent()
            if parent not in above:
                above[parent] = None in apexes or _within(parent, apexes)
            if part in apexes or above[parent]:
                found.append(part)
        return tuple(found)

    def _named(self, child: etree._Element) -> Subtree | None:
        """The part that an Include or HashDataInfo names as it stands; None where that is the outcome of transforms, or a file."""
        self._budget.spend_part()
        kind = xades_name(child.tag)
        uri = child.get("URI") or child.get("uri") or ""
        if kind == "Include":
            uri = uri.strip()
            if uri.startswith("#") and uri[1:] in self._by_id:
                return None
        elif kind != "HashDataInfo" or any(map(_changes, child.iter("{*}Transform"))):
            return None
        data = dereference(uri, self.parts).data
        return data if isinstance(data, Subtree) else None

    def references_before(self, stamp: etree._Element) -> tuple[etree._Element, ...]:
        """The references to validation data before ``stamp``, of the version that it is over."""
        names = _references(stamp)
        return tuple(element for element in self.before(stamp) if xades_name(element.tag) in names)

    def stamps_before(self, stamp: etree._Element) -> tuple[etree._Element, ...]:
        """The time-stamps on the signature value before ``stamp``."""
        return tuple(element for element in self.before(stamp) if xades_name(element.tag) == "SignatureTimeStamp")

    def _include(self, include: etree._Element, method: Method) -> bytes:
        uri = (include.get("URI") or include.get("uri") or "").strip()
        wanted = uri.removeprefix("#")
        if wanted in self._by_id:
            return self.reference(self._by_id[wanted], method)
        target = dereference(uri, self.parts)
        return transforms.octets(target.data, method)

    def _hash_data_info(self, info: etree._Element, method: Method) -> bytes:
        """HashDataInfo of XAdES 1.1.1: a URI with transforms, as in ds:Reference."""
        target = dereference(info.get("uri") or info.get("URI"), self.parts)
        container = next((child for child in info if split(child.tag)[1] == "Transforms"), None)
        done = transforms.apply(transforms.steps_of(container), target.data, self.parts.tree.budget)
        return transforms.octets(done.data, method)

    def signature(self, method: Method) -> Iterator[bytes]:
        """SignatureTimeStamp (5.3): the ds:SignatureValue element."""
        yield self.element(self.signature_value, method)

    def signature_and_references(self, stamp: etree._Element, method: Method) -> Iterator[bytes]:
        """SigAndRefsTimeStamp and its V2 (A.1.5.1): the value, then time-stamps on it and references before this property."""
        yield self.element(self.signature_value, method)
        names = _references(stamp)
        for element in self.before(stamp):
            if (name := xades_name(element.tag)) in names or name == "SignatureTimeStamp":
                yield self.element(element, method)

    def references_only(self, stamp: etree._Element, method: Method) -> Iterator[bytes]:
        """RefsOnlyTimeStamp and its V2 (A.1.5.2): the references before this property."""
        for element in self.references_before(stamp):
            yield self.element(element, method)

    def signs_properties(self) -> bool:
        """Whether a right digest in SignedInfo covers SignedProperties as a whole."""
        properties = self.parts.signed_properties
        return properties is not None and any(
            one.element is properties and one.only_canonicalised and one.reference.intact for one in self.resolved
        )

    def archive_start(self, method: Method) -> Iterator[bytes]:
        """What all archive time-stamps begin with: the references, SignedInfo, SignatureValue and KeyInfo."""
        for one in self.resolved:
            yield self.reference(one, method)
        yield self.element(self.signed_info, method)
        yield self.element(self.signature_value, method)
        if self.parts.key_info is not None:
            yield self.element(self.parts.key_info, method)

    def archive_end(self, stamp: etree._Element, method: Method) -> Iterator[bytes]:
        """What they end with: the other ds:Object elements; 1.3.2 leaves out those that a reference names."""
        named: list[etree._Element] = []
        if split(stamp.tag)[0] != n.XADES_141:
            named = [one.element for one in self.resolved if one.element is not None]
        for element in self.objects:
            if not any(element is other for other in named):
                yield self.element(element, method)

    def archive_distributed(self, stamp: etree._Element, method: Method) -> Iterator[bytes]:
        """ArchiveTimeStamp where the unsigned properties stand apart: Include elements name them in order (5.5.2.3)."""
        yield from self.archive_start(method)
        yield from self.included(stamp, method)
        yield from self.archive_end(stamp, method)

    def before(self, stamp: etree._Element) -> tuple[etree._Element, ...]:
        """The unsigned signature properties that stand before ``stamp``; all where it is not among them."""
        if self._positions is None:
            self._positions = {element: index for index, element in enumerate(self.unsigned)}
        self._budget.spend_properties(len(self.unsigned))
        return self.unsigned[: self._positions.get(stamp, len(self.unsigned))]
