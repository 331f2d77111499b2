"""What a widget puts on its page: its appearance streams, border and background (ISO 32000-2, 12.5.5 and 12.5.6.19)."""

import re

from esigval.model.errors import Malformed
from esigval.pades.document import View
from esigval.pades.syntax import Name, PdfDict, PdfStream, PdfValue
from esigval.pades.tree import rectangle_of

MAX_BLANK = 1_000
"""Bytes that an appearance may have and still be looked at for whether it paints: those that paint nothing have a few dozen."""

MAX_STATES = 100
"""Appearances of one widget that are looked at."""

_BLANK = re.compile(rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+|(?:/Tx|BMC|EMC|q|Q|n)(?![^\x00\t\n\x0c\r %]))*+")
"""Contents that paint nothing: space, remarks, marks around content that is not there, states saved and restored."""

_HIDDEN = 2
"""Annotation flag by which it is neither shown nor printed (table 167)."""


def shows(view: View, widget: PdfDict) -> bool:
    """Whether an annotation with these entries is seen on its page: it has an area, is not hidden, and paints."""
    return takes_room(view, widget) and (paints(view, widget.get("AP")) or _is_framed(view, widget))


def shows_now(view: View, widget: PdfDict) -> bool:
    """The same for the state in which it is: of a box that is not ticked, what it shows then."""
    look, state = view.resolve(widget.get("AP")), view.resolve(widget.get("AS"))
    normal = view.resolve(look.get("N")) if isinstance(look, PdfDict) else None
    current = normal.get(state) if isinstance(normal, PdfDict) and isinstance(state, Name) else normal
    return takes_room(view, widget) and (paints(view, current) or _is_framed(view, widget))


def takes_room(view: View, widget: PdfDict) -> bool:
    """Whether a widget has a rectangle in which something could be seen. One that can't be read could be read by others."""
    flags = view.resolve(widget.get("F"))
    if isinstance(flags, int) and flags & _HIDDEN:
        return False
    stated = view.resolve(widget.get("Rect"))
    rectangle = rectangle_of(view, stated)
    return stated is not None if rectangle is None else bool(rectangle.area)


def paints(view: View, appearance: PdfValue) -> bool:
    """Whether one of the streams of an appearance dictionary paints something; what can't be read might."""
    waiting = [appearance]
    for _ in range(MAX_STATES):
        if not waiting:
            return False
        value = view.resolve(waiting.pop())
        if isinstance(value, PdfStream):
            if not _is_blank(view, value):
                return True
        elif isinstance(value, PdfDict):
            waiting.extend(value.values())
        elif value is not None:
            return True
    return True


def _is_blank(view: View, stream: PdfStream) -> bool:
    if stream.end - stream.start > MAX_BLANK:
        return False
    try:
        content = view.file.decoded(stream, view)
    except Malformed:
        return not view.file.data[stream.start : stream.end].strip()
    return len(content) <= MAX_BLANK and _BLANK.fullmatch(content) is not None


def _is_framed(view: View, widget: PdfDict) -> bool:
    """Whether a reader draws a border or background of its own accord (table 192)."""
    look = view.resolve(widget.get("MK"))
    return isinstance(look, PdfDict) and any(view.resolve(look.get(key)) for key in ("BG", "BC"))
