"""Fields that show something else though nothing was filled in or signed, and their twins in which something was.

The attacker counts on a validator that looks at a field's appearance only where the value is the same, or that takes each signature
field for a signature.
"""

import re
from collections.abc import Callable

from tests.worlds.pdf_gallery.attacks import FIELDS, LISTED, prepared, signed_form
from tests.worlds.pdf_gallery.writer import (
    ANNOTS,
    CATALOG,
    HABITS,
    PAGE,
    PLACE,
    TEXT_FIELD,
    Habits,
    Signing,
    annotations,
    appearance,
    base,
    form,
    seal,
    sign,
    stream,
    update,
)

Objects = dict[int, bytes | None]

TEXT_PLACE = "72 690 400 730"
"""Where the page says what is to be paid."""

OVER = stream(
    b"1 1 1 rg 0 0 400 60 re f 0 g BT /Helv 18 Tf 4 10 Td (Pay 999 EUR) Tj ET",
    "/Type/XObject/Subtype/Form/BBox[0 0 400 60]/Resources<</Font<</Helv 8 0 R>>>>",
)
BLANK = stream(b"% DSBlank\n", "/Type/XObject/Subtype/Form/BBox[0 0 0 0]")
SHOWN = "/AP<</N 46 0 R>>"
NO_SIGNATURE = b"<</Type/X/SubFilter/ETSI.RFC3161/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>"
STAMP = "/Type/DocTimeStamp/SubFilter/ETSI.RFC3161"


def _widget(name: str, entries: str = "", rect: str = TEXT_PLACE, kind: str = "Widget") -> bytes:
    """A signature field with its widget."""
    return f"<</Type/Annot/Subtype/{kind}/FT/Sig/T({name})/Rect[{rect}]/F 4/P 4 0 R{entries}>>".encode()


def _value(entries: str = "/Type/Sig/SubFilter/ETSI.CAdES.detached") -> bytes:
    """A signature dictionary to be sealed."""
    byte_range = "/ByteRange [0 0000000000 0000000000 0000000000]"
    return f"<<{entries}/Filter/Adobe.PPKLite/M(D:20240602120000Z){byte_range}/Contents <{'0' * PLACE}>>>".encode()


def _new_field(
    entries: str = "", *, mdp: int = 0, rect: str = TEXT_PLACE, kind: str = "Widget", **more: bytes
) -> bytes:
    """The signed form with one more signature field."""
    objects: Objects = {int(number[1:]): body for number, body in more.items()}
    objects |= {60: _widget("sig9", entries, rect, kind), 46: OVER, 3: form(FIELDS + " 60 0 R")}
    return update(signed_form(mdp=mdp), objects | annotations(HABITS[0], LISTED + " 60 0 R"))


def _stamped(entries: str, rect: str, habits: Habits = HABITS[0]) -> bytes:
    """The certified form with a document time-stamp in a field of its own."""
    signed = sign(base(habits), Signing(mdp=1), habits)
    objects: Objects = {60: _widget("stamp", f"/V 61 0 R{entries}", rect), 61: _value(STAMP), 46: OVER, 47: BLANK}
    objects |= {3: form(FIELDS + " 60 0 R"), **annotations(habits, LISTED + " 60 0 R")}
    store = {1: f"<<{CATALOG}/Perms<</DocMDP 31 0 R>>/DSS<</Certs[82 0 R]>>>>".encode(), 82: stream(b"certificate")}
    return seal(update(signed, {**objects, **store}, habits=habits, plain={61}))


def _with_field(before: bytes, after: bytes, more: Objects | None = None, **signing: int) -> bytes:
    """A form with a signature field (12) of which an update changes nothing but what it shows, or signs it."""
    signed = sign(update(base(), {12: before}), Signing(**signing))  # type: ignore[arg-type]
    return update(signed, {12: after, 46: OVER, 47: BLANK, **(more or {})})


def _signature(before: str, after: str, mdp: int = 0) -> bytes:
    """A signature of which an update changes nothing but what it shows."""
    objects: Objects = {30: _widget("sig1", f"/V 31 0 R{before}"), 45: appearance("Signed by A"), 3: form(FIELDS)}
    reference = f"/Reference[<</TransformMethod/DocMDP/TransformParams<</V/1.2/P {mdp}>>>>]" if mdp else ""
    objects[31] = _value(f"/Type/Sig/SubFilter/ETSI.CAdES.detached{reference}")
    if mdp:
        objects[1] = f"<<{CATALOG}/Perms<</DocMDP 31 0 R>>>>".encode()
    signed = seal(update(base(), objects | annotations(HABITS[0], LISTED)))
    return update(signed, {30: _widget("sig1", f"/V 31 0 R{after}"), 46: OVER, 47: BLANK})


def _text(value: str = "100", look: str = "/AP<</N 18 0 R>>", extra: str = "") -> bytes:
    text = TEXT_FIELD.format(name="total", value=value, rect="72 420 222 440", ap=18)
    return f"<<{text.replace('/AP<</N 18 0 R>>', look)}{extra}>>".encode()


def _push_button(entries: str) -> bytes:
    return f"<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(agree)/Rect[72 460 92 480]/F 4/P 4 0 R{entries}>>".encode()


def _kids(entries: str) -> Objects:
    """The signed field 30 and its widget 32."""
    widget = f"<</Type/Annot/Subtype/Widget/Parent 30 0 R/Rect[{TEXT_PLACE}]/F 4/P 4 0 R{entries}>>"
    return {30: b"<</FT/Sig/T(sig1)/Kids[32 0 R]/V 31 0 R>>", 32: widget.encode()}


def _widget_of_its_own(after: str) -> bytes:
    objects: Objects = {**_kids(""), 31: _value(), 3: form(FIELDS), **annotations(HABITS[0], f"{ANNOTS} 32 0 R")}
    return update(seal(update(base(), objects)), {32: _kids(after)[32], 46: OVER})


def _on_no_page(mdp: int = 0) -> bytes:
    """A field of the signed form that no page lists; an update puts it there."""
    hidden = f"<<{TEXT_FIELD.format(name='hidden', value='x', rect=TEXT_PLACE, ap=46)}>>".encode()
    plain = update(base(), {60: hidden, 46: OVER, 3: form("10 0 R 11 0 R 12 0 R 13 0 R 60 0 R")})
    listed = sign(plain, Signing(mdp=mdp, fields="10 0 R 11 0 R 12 0 R 13 0 R 60 0 R"))
    unlisted = seal(_unsealed(listed, len(plain), annotations(HABITS[0], LISTED)))
    return update(unlisted, annotations(HABITS[0], f"{LISTED} 60 0 R"))


def _unsealed(signed: bytes, start: int, objects: Objects) -> bytes:
    """The objects of a signature's update once more, with others among them, before it is sealed."""
    found: Objects = {}
    for match in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", signed[start:], re.S):
        body = re.sub(rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 0000000000 0000000000 0000000000]", match.group(2))
        found[int(match.group(1))] = re.sub(rb"/Contents <[0-9a-f]+>", b"/Contents <" + b"0" * PLACE + b">", body)
    return update(signed[:start], found | objects)


def _drawn_by_readers(before: Objects, after: str) -> bytes:
    """A form that was signed while readers were to draw its fields, and then no longer are."""
    plain = update(base(), before)
    signed = seal(_unsealed(sign(plain), len(plain), {3: form(FIELDS, "/SigFlags 3/NeedAppearances true")}))
    return update(signed, {3: form(FIELDS, f"/SigFlags 3{after}")})


def _drawn(content: str, font: str = "8 0 R", box: str = "0 0 150 20") -> bytes:
    """What a reader might write for a text field."""
    resources = f"/Resources<</Font<</Helv {font}>>>>"
    return stream(content.encode(), f"/Type/XObject/Subtype/Form/BBox[{box}]{resources}")


def _drawn_later(look: bytes, old: str = "") -> Callable[[], bytes]:
    """The appearance of a text field of the same value comes, or another one."""
    return lambda: prepared({13: _text(look=old)}, {13: _text(look=SHOWN), 46: look, 48: SYMBOL})


SYMBOL = b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"
UNTICKED = stream(b"q\nQ", "/Subtype/Form/BBox[0 0 20 20]")
TEXT = "q 1 1 148 18 re W n BT /Helv 12 Tf 0 g 2 5.5 Td (100) Tj ET Q"

_PAGE_TWO = PAGE.replace("/Contents 6", "/Contents 7")


def _signed_visibly(data: bytes, h: Habits, entries: str = SHOWN) -> bytes:
    """A further signature with its field and what it shows in one update."""
    objects: Objects = {
        60: _widget("sig9", f"/V 61 0 R{entries}", "300 100 500 160"),
        61: _value(),
        46: OVER,
        47: BLANK,
    }
    objects |= {3: form(FIELDS + " 60 0 R"), **annotations(h, LISTED + " 60 0 R")}
    return seal(update(data, objects, habits=h, plain={61}))


def _in_two_places(objects: Objects, fields: str, entries: str) -> bytes:
    """A further signature that two widgets show."""
    for number, rect in ((62, "300 100 500 160"), (63, TEXT_PLACE)):
        own = entries.format(number=number)
        body = f"<</Type/Annot/Subtype/Widget/Rect[{rect}]/F 4/P 4 0 R/AP<</N 46 0 R>>{own}>>"
        objects = objects | {number: body.encode()}
    objects |= {61: _value(), 46: OVER, 3: form(fields), **annotations(HABITS[0], f"{LISTED} 62 0 R 63 0 R")}
    return seal(update(signed_form(), objects))


def _side_by_side() -> bytes:
    """Two further signatures on an empty page, each over less than half of it."""
    fields = {
        number: _widget(f"sig{number}", f"/V {number + 1} 0 R{SHOWN}", rect)
        for number, rect in ((60, "0 0 612 300"), (62, "0 300 612 600"))
    }
    first = update(
        signed_form(),
        {**fields, 61: _value(), 63: _value(), 46: OVER, 3: form(FIELDS + " 60 0 R 62 0 R")}
        | {5: f"<<{_PAGE_TWO}/Annots[60 0 R 62 0 R]>>".encode()},
    )
    return seal(seal(first))


def _over_what_is_seen() -> bytes:
    """A further signature over most of what is shown of a large page."""
    page = PAGE.replace("[0 0 612 792]", "[0 0 6120 7920]/CropBox[290 90 520 180]")
    plain = update(base(), {4: f"<<{page}/Annots 14 0 R>>".encode()})
    return _signed_visibly(sign(plain), HABITS[0])


MADE = "/MK<</BG[.8 .9 1]/BC[0 0 0]>>"
FRAME = ".8 .9 1 rg 0 0 150 20 re f 0 0 0 RG 1 w .5 .5 149 19 re s /Tx BMC q 2 2 146 16 re W n Q EMC"


def _framed(made: str, content: str) -> bytes:
    """A signed form with an empty text field with a background and border, of which another field is filled by a writer that leaves
    appearances to readers."""
    before: Objects = {13: _text("", look=SHOWN, extra=made), 46: _drawn(content), 17: UNTICKED}
    rect = "72 500 222 520"
    name = TEXT_FIELD.format(name="name", value="Ion", rect=rect, ap=60)
    after: Objects = {10: f"<<{name}>>".encode(), 60: appearance("Ion")}
    return prepared(before, {**after, 3: form(FIELDS, "/SigFlags 3/NeedAppearances true")})


FIELD_APPEARANCES: dict[str, Callable[[], bytes]] = {
    "values-drawn-instead-of-appearances": lambda: prepared(
        {13: _text("999")}, {3: form(FIELDS, "/SigFlags 3/NeedAppearances true")}
    ),
    "background-drawn-where-none-was-shown": lambda: _framed(MADE, FRAME.replace("f", "n", 1)),
    "background-drawn-where-its-path-was-dropped": lambda: _framed(MADE, FRAME.replace("re f", "re n f", 1)),
    "background-drawn-where-it-was-clipped": lambda: _framed(MADE, "0 0 0 0 re W n " + FRAME),
    "background-drawn-in-another-colour": lambda: _framed(MADE, FRAME.replace(".8 .9 1", "0 0 0")),
    "background-shown-instead-of-none": lambda: _framed("/MK<</BC[0 0 0]>>", FRAME),
    "border-drawn-over-all": lambda: _framed(MADE + "/BS<</W 90>>", FRAME),
    "drawn-empty-where-lines-were-shown": lambda: _framed(MADE, FRAME.replace("BMC", "BMC 9 2 1 9 re f", 1)),
    "appearances-shown-instead-of-drawn-values": lambda: _drawn_by_readers({13: _text("999"), 17: UNTICKED}, ""),
    "appearances-shown-instead-of-drawn-choices": lambda: _drawn_by_readers(
        {13: _text("999").replace(b"/FT/Tx", b"/FT/Ch"), 17: UNTICKED}, "/NeedAppearances false"
    ),
    "value-drawn-in-another-font": _drawn_later(_drawn(TEXT, "48 0 R")),
    "value-drawn-in-a-font-that-the-form-gets": lambda: prepared(
        {13: _text(look="").replace(b"/Helv", b"/Other")},
        {
            3: form(FIELDS).replace(b"/Helv 8 0 R", b"/Helv 8 0 R/Other 48 0 R"),
            13: _text(look=SHOWN).replace(b"/Helv", b"/Other"),
            46: _drawn(TEXT, "48 0 R").replace(b"/Helv", b"/Other"),
            48: SYMBOL,
        },
    ),
    "value-drawn-in-parts": _drawn_later(_drawn(TEXT.replace("(100) Tj", "(1) Tj -9 0 Td (00) Tj"))),
    "value-clipped-by-nothing": _drawn_later(_drawn(TEXT.replace("1 1 148 18 re W n", "W n"))),
    "value-moved-before-its-text": _drawn_later(_drawn(TEXT.replace("BT", "2 5.5 Td BT").replace("g 2 5.5 Td", "g"))),
    "value-drawn-beyond-the-edge": _drawn_later(_drawn(TEXT.replace("2 5.5 Td", "-5 5.5 Td"))),
    "value-drawn-under-a-clip": _drawn_later(_drawn(TEXT.replace("1 1 148 18 re", "9 1 140 18 re"))),
    "value-drawn-in-white": _drawn_later(_drawn(TEXT.replace("0 g", "1 g"))),
    "value-drawn-with-a-line": _drawn_later(_drawn(TEXT + " 0 9 m 9 9 l S")),
    "value-drawn-in-a-larger-box": _drawn_later(_drawn(TEXT, box="0 0 300 20")),
    "value-drawn-where-nothing-was": _drawn_later(_drawn(TEXT), "/AP<</N 15 0 R>>"),
    "signature-appearance-with-rich-text": lambda: _signature("/AP<</N 45 0 R>>", f"{SHOWN}/RV(x)"),
    "signature-appearance-comes": lambda: _signature("", SHOWN),
    "signature-appearance-comes-under-form-filling": lambda: _signature("", SHOWN, mdp=2),
    "blank-signature-appearance-replaced": lambda: _signature("/AP<</N 15 0 R>>", SHOWN),
    "widget-gets-the-signature-of-its-field": lambda: _widget_of_its_own(f"/V 31 0 R{SHOWN}"),
    "empty-signature-field-gets-appearance": lambda: _with_field(_widget("sig2"), _widget("sig2", SHOWN)),
    "empty-signature-field-gets-appearance-under-form-filling": lambda: _with_field(
        _widget("sig2"), _widget("sig2", SHOWN), mdp=2
    ),
    "signature-shown-by-an-empty-field": lambda: _with_field(_widget("sig2"), _widget("sig2", f"/V 31 0 R{SHOWN}")),
    "signature-shown-by-an-empty-field-by-way-of-another": lambda: _with_field(
        _widget("sig2"), _widget("sig2", f"/V 48 0 R{SHOWN}"), {48: b"31 0 R"}
    ),
    "signature-shown-by-a-new-field": lambda: _new_field(f"/V 31 0 R{SHOWN}"),
    "text-appearance-comes": lambda: prepared(
        {13: _text(look="")}, {13: _text(look="/AP<</N 46 0 R>>"), 46: appearance("999")}
    ),
    "text-appearance-with-rich-text": lambda: prepared(
        {}, {13: _text(look="/AP<</N 46 0 R>>", extra="/RV(<p>999</p>)"), 46: appearance("999")}
    ),
    "push-button-gets-a-value": lambda: prepared(
        {11: _push_button("/AP<</N 16 0 R>>")}, {11: _push_button("/V/x/AP<</N 46 0 R>>"), 46: appearance("999")}
    ),
    "unsigned-signature-field-over-text": lambda: _new_field(SHOWN),
    "unsigned-signature-field-over-text-under-form-filling": lambda: _new_field(SHOWN, mdp=2),
    "unsigned-signature-field-with-background": lambda: _new_field("/MK<</BG[1]>>"),
    "text-laid-over-as-signature-field": lambda: _new_field(SHOWN, mdp=2, kind="FreeText"),
    "no-time-stamp-under-no-changes": lambda: _new_field(
        f"/V 61 0 R{SHOWN}",
        mdp=1,
        n61=NO_SIGNATURE,
    ),
    "no-signature-shown": lambda: _new_field(f"/V 61 0 R{SHOWN}", n61=NO_SIGNATURE),
    "no-signature-shown-by-an-empty-field": lambda: _with_field(
        _widget("sig2"), _widget("sig2", f"/V 61 0 R{SHOWN}"), {61: NO_SIGNATURE}
    ),
    "time-stamp-shown-under-no-changes": lambda: _stamped(SHOWN, TEXT_PLACE),
    "signature-shown-in-two-places": lambda: _in_two_places(
        {60: b"<</FT/Sig/T(sig9)/Kids[62 0 R 63 0 R]/V 61 0 R>>"}, FIELDS + " 60 0 R", "/Parent 60 0 R"
    ),
    "signature-shown-by-two-fields": lambda: _in_two_places(
        {}, FIELDS + " 62 0 R 63 0 R", "/FT/Sig/T(sig{number})/V 61 0 R"
    ),
    "signature-in-another-state": lambda: _signature(
        "/AS/A/AP<</N<</A 45 0 R/B 15 0 R>>>>", "/AS/B/AP<</N<</A 45 0 R/B 15 0 R>>>>"
    ),
    "text-in-another-state": lambda: prepared(
        {13: _text(look="/AS/A/AP<</N<</A 18 0 R/B 46 0 R>>>>"), 46: appearance("999")},
        {13: _text(look="/AS/B/AP<</N<</A 18 0 R/B 46 0 R>>>>")},
    ),
    "text-encoded-in-another-way": lambda: prepared(
        {},
        {13: _text(look=SHOWN).replace(b"(100)", b"<FEFF003100300030>"), 46: appearance("999")},
    ),
    "signatures-laid-over-page-side-by-side": _side_by_side,
    "signature-laid-over-what-is-seen": _over_what_is_seen,
    "field-put-on-page": _on_no_page,
    "field-put-on-page-under-no-changes": lambda: _on_no_page(mdp=1),
    "field-put-on-another-page": lambda: update(signed_form(), {5: f"<<{_PAGE_TWO}/Annots[13 0 R]>>".encode()}),
}


def _signed_in_its_widget(data: bytes, h: Habits) -> bytes:
    widget = b"<</Type/Annot/Subtype/Widget/Parent 60 0 R/Rect[300 100 500 160]/F 4/P 4 0 R/AP<</N 46 0 R>>>>"
    objects: Objects = {60: b"<</FT/Sig/T(sig9)/Kids[62 0 R]/V 61 0 R>>", 61: _value(), 62: widget, 46: OVER}
    objects |= {3: form(FIELDS + " 60 0 R"), **annotations(h, LISTED + " 62 0 R")}
    return seal(update(data, objects, habits=h, plain={61}))


def _prepared_field(data: bytes, h: Habits, entries: str = "") -> bytes:
    """A further, empty signature field."""
    objects: Objects = {60: _widget("sig9", entries, "300 100 500 160"), 47: BLANK, 3: form(FIELDS + " 60 0 R")}
    return update(data, objects | annotations(h, LISTED + " 60 0 R"), habits=h)


def _signed_later(data: bytes, h: Habits) -> bytes:
    """An empty field that was prepared by an update is signed by the next, and shows it."""
    field = _widget("sig9", f"/V 91 0 R{SHOWN}", "300 100 500 160")
    objects: Objects = {60: field, 91: _value(), 46: OVER}
    return seal(update(_prepared_field(data, h, "/AP<</N 47 0 R>>"), objects, habits=h, plain={91}))


Action = Callable[[bytes, Habits], bytes]

HONEST_FIELDS: dict[str, Action] = {
    "signed-visibly": _signed_visibly,
    "signed-invisibly-with-blank-appearance": lambda data, h: _signed_visibly(data, h, "/AP<</N 47 0 R>>"),
    "signed-in-a-widget-of-its-own": _signed_in_its_widget,
    "empty-field-prepared": _prepared_field,
    "empty-field-prepared-with-blank-appearance": lambda data, h: _prepared_field(data, h, "/AP<</N 47 0 R>>"),
    "empty-field-prepared-and-signed": _signed_later,
    "values-not-to-be-drawn": lambda data, h: update(
        data, {3: form(FIELDS, "/SigFlags 3/NeedAppearances false")}, habits=h
    ),
}
"""What may come after any signature that forbids nothing."""


def _signing_what_was_there(before: Objects, fields: str, listed: str) -> bytes:
    """The prepared, empty signature field (12) is signed, gets its appearance and is put on the page where it was not."""
    signed = sign(update(base(), before), Signing(mdp=2))
    objects: Objects = {12: _widget("sig2", f"/V 61 0 R{SHOWN}", "300 100 500 160"), 61: _value(), 46: OVER}
    return seal(update(signed, {3: form(fields), **objects, **annotations(HABITS[0], listed)}))


_EMPTY = _widget("sig2", "", "300 100 500 160")

HONEST_FORMS: dict[str, Callable[[], bytes]] = {
    "prepared-field-signed-visibly": lambda: _signing_what_was_there({12: _EMPTY}, FIELDS, LISTED),
    "prepared-field-with-blank-appearance-signed": lambda: _signing_what_was_there(
        {12: _EMPTY.replace(b"/F 4", b"/F 4/AP<</N 15 0 R>>")}, FIELDS, LISTED
    ),
    "empty-field-gets-blank-appearance": lambda: _with_field(_EMPTY, _EMPTY.replace(b"/F 4", b"/F 4/AP<</N 47 0 R>>")),
    "text-without-appearance-filled": lambda: prepared(
        {13: _text("", look="")}, {13: _text("250", look="/AP<</N 46 0 R>>"), 46: appearance("250")}
    ),
    "empty-text-gets-blank-appearance": lambda: prepared(
        {13: _text("", look="")},
        {
            13: _text("", look="/AP<</N 46 0 R>>"),
            46: stream(b"/Tx BMC \nq\nQ\nEMC\n", "/Subtype/Form/BBox[0 0 150 20]"),
        },
    ),
    "filled-with-rich-text": lambda: prepared(
        {}, {13: _text("250", look="/AP<</N 46 0 R>>", extra="/RV(<p>250</p>)"), 46: appearance("250")}
    ),
    "signature-fields-only-drawn-by-readers": lambda: update(
        sign(update(base(), {3: form("12 0 R"), 14: b"[12 0 R 19 0 R]"}), Signing(fields="12 0 R")),
        {3: form("12 0 R 30 0 R", "/SigFlags 3/NeedAppearances true")},
    ),
    "text-appearance-comes-with-the-value-that-was-there": _drawn_later(_drawn(TEXT)),
    "text-appearance-written-again": _drawn_later(_drawn(TEXT), "/AP<</N 18 0 R>>"),
    "values-drawn-as-appearances-show-them": lambda: prepared(
        {17: UNTICKED}, {3: form(FIELDS, "/SigFlags 3/NeedAppearances true")}
    ),
    "framed-field-drawn-by-readers": lambda: _framed(MADE, FRAME),
    "field-without-frame-drawn-by-readers": lambda: _framed("/MK<<>>", "/Tx BMC q 0 0 150 20 re W n Q EMC"),
    "filled-value-drawn-by-readers": lambda: prepared(
        {13: _text("100", extra="/MK<</BC[0 0 0]>>"), 17: UNTICKED},
        {
            13: _text("250", look=SHOWN, extra="/MK<</BC[0 0 0]>>"),
            46: appearance("250"),
            3: form(FIELDS, "/SigFlags 3/NeedAppearances true"),
        },
    ),
    "values-no-longer-drawn": lambda: _drawn_by_readers({17: UNTICKED}, ""),
    "time-stamped-under-no-changes": lambda: _stamped("", "0 0 0 0"),
    "time-stamped-under-no-changes-with-appearance-of-no-size": lambda: _stamped("/AP<</N 47 0 R>>", "0 0 0 0"),
    "time-stamped-under-no-changes-in-object-streams": lambda: _stamped("/AP<</N 47 0 R>>", "0 0 0 0", HABITS[3]),
}
