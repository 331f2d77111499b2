"""Form fields of a view and their signature dictionaries (ISO 32000-2, 12.7 and 12.8), and signature dictionaries elsewhere."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from esigval.model.errors import Malformed
from esigval.pades.document import PdfFile, View
from esigval.pades.syntax import Name, PdfDict, PdfValue, Ref
from esigval.pades.text import full_name, text

MAX_FIELDS = 100_000
"""Nodes of a field tree that are walked; the largest forms in use have some ten thousand."""

MAX_SCANNED = 20_000
"""Occurrences of /ByteRange in one file that are looked at."""

MAX_HEADERS = 8
"""Marks of objects that are looked at to find the one around a byte."""

_OBJECT_START = re.compile(rb"(?<![0-9])(\d{1,10})[\x00\t\n\x0c\r ]+\d{1,5}[\x00\t\n\x0c\r ]+$")


class Field(NamedTuple):
    """A node of the field tree that has a value or no children. ``number``: its object number, 0 where it is direct."""

    name: str
    type: str
    number: int
    dictionary: PdfDict
    value: PdfValue


class SignatureDictionary(NamedTuple):
    """A signature dictionary and the fields that show it. ``in_file``: its bytes stand in the file (not in an object stream)."""

    number: int
    dictionary: PdfDict
    fields: tuple[str, ...]
    in_file: bool
    locks: tuple[PdfDict, ...] = ()


def walk_fields(view: View) -> list[Field]:
    """Terminal fields, names joined with full stops, types inherited; loops and what is no dictionary are passed over."""
    form = view.get_dict(view.catalog, "AcroForm")
    if form is None:
        return []
    found: list[Field] = []
    seen: set[int] = set()
    stack: list[tuple[PdfValue, str, PdfValue, PdfValue]] = [
        (node, "", None, None) for node in reversed(view.get_list(form, "Fields"))
    ]
    while stack and len(seen) < MAX_FIELDS and len(found) < MAX_FIELDS:
        node, prefix, inherited_type, inherited_value = stack.pop()
        number = node.number if isinstance(node, Ref) else 0
        if number and number in seen:
            continue
        seen.add(number)
        try:
            dictionary = view.resolve(node)
            kids = view.get_list(dictionary, "Kids") if isinstance(dictionary, PdfDict) else []
        except Malformed:
            continue
        if not isinstance(dictionary, PdfDict):
            continue
        own = text(view.resolve(dictionary.get("T")))
        name = full_name(prefix, own)
        kind = view.resolve(dictionary.get("FT")) or inherited_type
        value = dictionary.get("V", inherited_value)
        if kids and (value is None or kind != Name("Sig")):
            stack.extend((kid, name, kind, value) for kid in reversed(kids))
        if not kids or (value is not None and kind == Name("Sig")):
            found.append(Field(name, str(kind or ""), number, dictionary, value))
    return found


def signature_dictionaries(view: View, faults: list[tuple[str, str]] | None = None) -> list[SignatureDictionary]:
    """What the signature fields show, each dictionary once, in the order of the fields. ``faults`` takes (field, why) of values that are
    no signature dictionary."""
    broken = [] if faults is None else faults
    found: dict[tuple[int, int], SignatureDictionary] = {}
    for field in walk_fields(view):
        if field.type != "Sig" or field.value is None:
            continue
        try:
            dictionary = view.resolve(field.value)
            lock = view.get_dict(field.dictionary, "Lock")
        except Malformed as error:
            broken.append((field.name, error.where))
            continue
        if dictionary is None:
            continue
        if not isinstance(dictionary, PdfDict) or not ("Contents" in dictionary or "ByteRange" in dictionary):
            broken.append((field.name, "no signature dictionary"))
            continue
        number = field.value.number if isinstance(field.value, Ref) else 0
        holder = number or field.number
        entry = view.entry(holder) if holder else None
        in_file = entry is None or not entry.container
        key = (number, dictionary.start if in_file else -id(dictionary))
        before = found.get(key)
        names = (*(before.fields if before else ()), field.name)
        locks = (*(before.locks if before else ()), *((lock,) if lock is not None else ()))
        found[key] = SignatureDictionary(number, dictionary, names, in_file, locks)
    return list(found.values())


def scan(file: PdfFile) -> list[tuple[int, PdfDict]]:
    """(object number, dictionary) of every dictionary in the raw bytes that has /ByteRange and /Contents, in file order.

    Independent of cross-references: it finds what no field shows and what later revisions hide.
    """
    data, found = file.data, {}
    view = file.view()
    position, before, covered = data.find(b"/ByteRange"), 0, 0
    for _ in range(MAX_SCANNED):
        if position < 0:
            break
        if position >= covered:
            number, value, covered = _object_around(file, view, position, before)
            for dictionary in _with_byte_range(value):
                found[dictionary.start] = (number, dictionary)
        before, position = position, data.find(b"/ByteRange", position + 10)
    return [found[start] for start in sorted(found)]


def _object_around(file: PdfFile, view: View, position: int, since: int) -> tuple[int, PdfValue, int]:
    """(number, value, end) of the object around ``position`` that starts after ``since``; null where there is none."""
    for start, _ in headers_back_from(file.data, position, since):
        try:
            parsed = file.object_at(start, view)
        except Malformed:
            continue
        if parsed is not None and parsed[2] > position:
            return parsed
    return 0, None, 0


def headers_back_from(data: bytes, position: int, since: int = 0) -> Iterator[tuple[int, int]]:
    """(start, number) of what looks like the head of an object, going back from the byte at ``position`` to ``since``."""
    mark = position
    for _ in range(MAX_HEADERS):
        mark = data.rfind(b"obj", since, mark)
        if mark < 0:
            return
        found = header_before(data, mark)
        if found is not None:
            yield found


def header_before(data: bytes, mark: int) -> tuple[int, int] | None:
    """(start, number) of what looks like the head of an object whose keyword stands at ``mark``; None where there is none."""
    match = _OBJECT_START.search(data, max(0, mark - 32), mark)
    return None if match is None else (match.start(1), int(match.group(1)))


def _with_byte_range(value: PdfValue) -> list[PdfDict]:
    """Dictionaries in ``value`` (itself included) that have /ByteRange and /Contents."""
    found: list[PdfDict] = []
    stack: list[PdfValue] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, PdfDict):
            if "ByteRange" in item and "Contents" in item:
                found.append(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found
