"""Whether an appearance is what any reader draws for the value of a text field (ISO 32000-2, 12.7.4.3): then nothing else is shown when a
reader writes it again, or draws the field itself.

Only the plain case is recognised, one line at the left in the default appearance's font, size and colour: where these, clips and places
are free, the right string in an appearance says nothing about what is seen.
"""

import re
from typing import NamedTuple

from esigval.model.errors import Malformed
from esigval.pades.appearances import MAX_BLANK
from esigval.pades.document import View
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue, Ref, empty_dictionary
from esigval.pades.text import text
from esigval.pades.tree import Rectangle, rectangle_of

_UNUSUAL = 1 << 12 | 1 << 13 | 1 << 20 | 1 << 24 | 1 << 25
"""Field flags of text that is not one plain line: multiline, password, file, comb, rich text (table 231)."""

_DRAWN_OTHERWISE = ("MK", "RV", "AA")
"""Entries by which readers draw more than the value, or format it: borders and rotation, rich text, scripts."""

_BORDER = 2.5
"""Points between the edge of a field and where its text is clipped: a border, as wide as usual or twice that."""

_INDENT = 6.0
"""Points between the left edge and where text begins."""

_RISE = 0.7
"""Height of capitals and digits in common fonts, as a part of the size."""

_NOT_TURNED: list[PdfValue] = [1, 0, 0, 1, 0, 0]
"""The matrix that changes nothing."""

_ONE_STRING = re.compile(rb"([^()<>\[\]{}%\\]*+)\(([ -'*-\[\]-~]*+)\)([^()<>\[\]{}%\\]*+)")
_NUMBER = re.compile(r"[+-]?(?:\d{1,6}+\.?\d{0,8}+|\.\d{1,8}+)")
_OPERANDS = {"BMC": 1, "q": 0, "W": 0, "n": 0, "BT": 0, "Tf": 2, "g": 1, "rg": 3, "k": 4, "Td": 2, "Tm": 6, "re": 4}
"""Operators before the string, and how many operands each has."""

_STYLES = frozenset({"Tf", "g", "rg", "k"})
_CLIP = ("re", "W", "n")
_AFTER = frozenset({"ET", "Q", "EMC"})

_COLOURS = {"g": 1, "rg": 3, "k": 4, "G": 1, "RG": 3, "K": 4}
"""Operators that set colours, and how many components each takes; capitals are for lines."""

_FRAME = {"q": 0, "Q": 0, "BMC": 1, "EMC": 0, "W": 0, "n": 0, "w": 1, "re": 4, "f": 0, "s": 0, "S": 0, **_COLOURS}
"""Operators that frames are drawn with, and how many operands each has."""


class _Step(NamedTuple):
    """An operator with its operands."""

    operator: str
    name: str
    numbers: tuple[float, ...]


class Form(NamedTuple):
    """The form of the view that was signed: what it says about fonts and styles can't be added to later."""

    view: View
    dictionary: PdfDict

    def inherited(self, key: str) -> PdfValue:
        """What the form states for fields that don't."""
        return self.view.resolve(self.dictionary.get(key))


def draws_value(view: View, form: Form, field: PdfDict) -> bool:
    """Whether the appearance of a text field shows its value, and nothing but that."""
    look, value = view.resolve(field.get("AP")), view.resolve(field.get("V"))
    stream = view.resolve(look.get("N")) if isinstance(look, PdfDict) and len(look) == 1 else None
    style = view.resolve(field.get("DA")) or form.inherited("DA")
    place = rectangle_of(view, field.get("Rect"))
    if not isinstance(stream, PdfStream) or not isinstance(value, bytes) or not isinstance(style, bytes) or not place:
        return False
    if not _is_plain(view, form, field) or not _has_box(view, stream, place):
        return False
    match = _ONE_STRING.fullmatch(_content(view, stream))
    if match is None or match.group(2).decode("ascii") != text(value):
        return False
    steps, wanted = _steps(match.group(1)), _steps(style)
    after = match.group(3).decode("latin-1").split()
    if not steps or not wanted or after[:1] != ["Tj"] or not _AFTER.issuperset(after[1:]):
        return False
    return _is_placed(steps, place) and _is_styled(view, form, stream, steps, wanted)


def draws_frame(view: View, field: PdfDict) -> bool:
    """Whether the appearance of a field without a value is the background and the border that its /MK asks readers for (table 192), in
    these colours, and nothing but that."""
    look, made = view.resolve(field.get("AP")), view.resolve(field.get("MK"))
    stream = view.resolve(look.get("N")) if isinstance(look, PdfDict) and len(look) == 1 else None
    place = rectangle_of(view, field.get("Rect"))
    made = empty_dictionary() if made is None else made
    if not isinstance(stream, PdfStream) or not isinstance(made, PdfDict) or not place or made.keys() - {"BG", "BC"}:
        return False
    otherwise = any(view.resolve(field.get(key)) for key in ("RV", "AA")) or "Parent" in field
    if otherwise or not _has_box(view, stream, place) or not _has_thin_border(view, field):
        return False
    wanted = {"f": _components(view, made.get("BG")), "s": _components(view, made.get("BC"))}
    width, height = place.right - place.left, place.top - place.bottom
    return _painted(_content(view, stream), width, height) == {key: value for key, value in wanted.items() if value}


def _has_thin_border(view: View, field: PdfDict) -> bool:
    """Whether the border that a reader draws hides nothing of what is inside: solid, as wide as usual or twice that."""
    style = view.resolve(field.get("BS"))
    if style is None:
        return "Border" not in field
    if not isinstance(style, PdfDict) or view.resolve(style.get("S")) not in (None, Name("S")):
        return False
    width = view.resolve(style.get("W", 1))
    return isinstance(width, int | float) and 0 <= width <= _BORDER


def _components(view: View, colour: PdfValue) -> tuple[float, ...]:
    """What an array of /MK states; of what is no colour a component that no colour has."""
    stated = view.resolve(colour)
    if stated is None:
        return ()
    parts = [view.resolve(part) for part in stated] if isinstance(stated, list) else [None]
    return tuple([float(part) if isinstance(part, int | float) else -1.0 for part in parts])


def _painted(data: bytes, width: float, height: float) -> dict[str, tuple[float, ...]] | None:
    """Colours in which rectangles along the edges are filled (f) and stroked (s), each once; None where anything else is done."""
    colours: dict[str, tuple[float, ...]] = {}
    found: dict[str, tuple[float, ...]] = {}
    operands: list[str] = []
    numbers: list[float] = []
    around = clipped = False
    for word in data.decode("latin-1").split():
        if _NUMBER.fullmatch(word) or word == "/Tx":
            operands.append(word)
            continue
        if _FRAME.get(word) != len(operands) or (word == "BMC") is not (operands == ["/Tx"]):
            return None
        numbers = [] if word == "BMC" else [float(operand) for operand in operands]
        operands = []
        if word in _COLOURS:
            colours["s" if word.isupper() else "f"] = tuple(numbers)
        elif word in ("q", "Q"):
            colours, around = {}, False  # what was set may hold no longer: it has to be set again
        elif word == "w" and not 0 <= numbers[0] <= _BORDER:
            return None
        elif word == "re":
            right, top = numbers[0] + numbers[2], numbers[1] + numbers[3]
            around = True
            if max(abs(numbers[0]), abs(numbers[1]), abs(right - width), abs(top - height)) > _BORDER:
                return None
        elif word in ("W", "n"):
            clipped, around = clipped or word == "W", around and word == "W"
        elif word in ("f", "s", "S"):
            way = word.lower()
            if not around or clipped or way in found or way not in colours or (way == "f" and found):
                return None
            found[way] = colours[way]
            around = False
    return None if operands else found


def _is_plain(view: View, form: Form, field: PdfDict) -> bool:
    """Whether the field is one line of text at the left, and may be drawn in one way only. What it inherits is not looked at."""
    flags = view.resolve(field.get("Ff"))
    aligned = view.resolve(field.get("Q")) or form.inherited("Q")
    otherwise = any(view.resolve(field.get(key)) for key in _DRAWN_OTHERWISE)
    return not (isinstance(flags, int) and flags & _UNUSUAL) and not aligned and not otherwise and "Parent" not in field


def _has_box(view: View, stream: PdfStream, place: Rectangle) -> bool:
    """Whether the appearance is as large as the field and not turned."""
    box = rectangle_of(view, stream.dictionary.get("BBox"))
    matrix = view.resolve(stream.dictionary.get("Matrix", _NOT_TURNED))
    if box is None or matrix != _NOT_TURNED or stream.dictionary.keys() & {"OC", "Group"}:
        return False
    size = place.right - place.left, place.top - place.bottom
    return abs(box.left) < 1 > abs(box.bottom) and abs(box.right - size[0]) < 1 > abs(box.top - size[1])


def _content(view: View, stream: PdfStream) -> bytes:
    """What the stream paints; of long or unreadable ones a byte that is no content."""
    try:
        data = view.file.decoded(stream, view) if stream.end - stream.start <= MAX_BLANK else b")"
    except Malformed:
        data = b")"
    return data if len(data) <= MAX_BLANK else b")"


def _steps(data: bytes) -> list[_Step]:
    """Operators in their order, each once; empty where others are among them."""
    found: dict[str, _Step] = {}
    name, numbers = "", []
    for word in data.decode("latin-1").split():
        if word.startswith("/"):
            name = word[1:]
        elif _NUMBER.fullmatch(word):
            numbers.append(float(word))
        elif _OPERANDS.get(word) != len(numbers) + bool(name) or word in found:
            return []
        else:
            found[word] = _Step(word, name, tuple(numbers))
            name, numbers = "", []
    return [] if name or numbers else list(found.values())


def _is_placed(steps: list[_Step], place: Rectangle) -> bool:
    """Whether the text begins near the left edge, stands upright between bottom and top, and is clipped by nothing but the edges."""
    width, height = place.right - place.left, place.top - place.bottom
    by_operator = {step.operator: step.numbers for step in steps}
    moves = [by_operator[key] for key in ("Td", "Tm") if key in by_operator]
    if len(moves) != 1 or not _in_order(list(by_operator)) or moves[0][:-2] not in ((), (1.0, 0.0, 0.0, 1.0)):
        return False
    left, bottom, size = moves[0][-2], moves[0][-1], by_operator["Tf"][0]
    clip = by_operator.get("re", (0.0, 0.0, width, height))
    inset = max(abs(clip[0]), abs(clip[1]), abs(clip[0] + clip[2] - width), abs(clip[1] + clip[3] - height))
    visible = clip[0] <= left <= _INDENT and clip[1] <= bottom and bottom + _RISE * size <= height
    return inset <= _BORDER and visible


def _in_order(operators: list[str]) -> bool:
    """Whether a clip, if there is one, is that of a rectangle, which comes before the text, and the text is moved within its own object: a
    clip without a path leaves nothing, and a text object begins at the origin (8.5.4 and 9.4.1)."""
    if not {"BT", "Tf"} <= set(operators):
        return False
    before, inside = operators[: operators.index("BT")], operators[operators.index("BT") :]
    clip = [place for place, operator in enumerate(before) if operator in _CLIP]
    in_place = not clip or (len(clip) == 3 and tuple(before[clip[0] : clip[0] + 3]) == _CLIP)
    return in_place and not set(_CLIP) & set(inside) and bool({"Td", "Tm"} & set(inside))


def _is_styled(view: View, form: Form, stream: PdfStream, steps: list[_Step], wanted: list[_Step]) -> bool:
    """Whether the text has the font, size and colour of the default appearance ``wanted``, the font being the form's."""
    styles, asked = _styles(steps), _styles(wanted)
    font = styles.get("Tf")
    if font is None or not font.numbers[0] or asked != styles:
        return False
    used = _font(view, stream.dictionary.get("Resources"), font.name)
    return isinstance(used, Ref) and used == _font(form.view, form.inherited("DR"), font.name)


def _styles(steps: list[_Step]) -> dict[str, _Step]:
    """Font and colour; without one text is black."""
    found = {step.operator: step for step in steps if step.operator in _STYLES}
    return found if len(found) > ("Tf" in found) else {**found, "g": _Step("g", "", (0.0,))}


def _font(view: View, resources: PdfValue, name: str) -> PdfValue:
    held = view.resolve(resources)
    fonts = view.resolve(held.get("Font")) if isinstance(held, PdfDict) else None
    return fonts.get(name) if isinstance(fonts, PdfDict) else None
