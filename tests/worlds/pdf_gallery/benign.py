"""Honest updates after signing, in the ways in which producers write them."""

from collections.abc import Callable

from tests.worlds.pdf_gallery.attacks import FIELDS, LISTED
from tests.worlds.pdf_gallery.double_roles import SINGLE_ROLES
from tests.worlds.pdf_gallery.fields import HONEST_FIELDS, HONEST_FORMS
from tests.worlds.pdf_gallery.hidden import TWINS
from tests.worlds.pdf_gallery.writer import (
    CATALOG,
    HABITS,
    PAGE,
    TEXT_FIELD,
    Habits,
    Signing,
    annotations,
    appearance,
    base,
    form,
    sign,
    stream,
    update,
)

CHECKED = b"<</Type/Annot/Subtype/Widget/FT/Btn/T(agree)/V/Yes/AS/Yes/Rect[72 460 92 480]/F 4/P 4 0 R/AP<</N<</Yes 16 0 R/Off 17 0 R>>>>>>"


def _filled(name: str = "total", value: str = "250", number: int = 13) -> dict[int, bytes | None]:
    rect = "72 420 222 440" if number == 13 else "72 500 222 520"
    text = TEXT_FIELD.format(name=name, value=value, rect=rect, ap=number + 50)
    return {number: f"<<{text}>>".encode(), number + 50: appearance(value)}


def _page(habits: Habits, extra: str = "") -> dict[int, bytes | None]:
    annots = "14 0 R" if habits.indirect_annots else f"[{LISTED}]"
    return {4: f"<<{PAGE}{extra}/Annots {annots}>>".encode()}


STORE: dict[int, bytes | None] = {
    80: b"<</Type/DSS/Certs[82 0 R]/CRLs 83 0 R/VRI<</0123456789012345678901234567890123456789 84 0 R>>>>",
    82: stream(b"certificate"),
    83: b"[85 0 R]",
    84: b"<</Type/VRI/Cert[82 0 R]/CRL[85 0 R]/TU(D:20240601120000Z)>>",
    85: stream(b"list"),
}


def _catalog(extra: str = "") -> dict[int, bytes | None]:
    return {1: f"<<{CATALOG}{extra}>>".encode()}


def _extended(data: bytes, h: Habits) -> bytes:
    return update(data, {**_catalog("/DSS 80 0 R"), **STORE}, habits=h)


def _extended_again(data: bytes, h: Habits) -> bytes:
    more: dict[int, bytes | None] = {
        80: b"<</Type/DSS/Certs[82 0 R 186 0 R]/CRLs 83 0 R/VRI<</0123456789012345678901234567890123456789 84 0 R>>>>",
        83: b"[85 0 R 187 0 R]",
        186: stream(b"another"),
        187: stream(b"newer list"),
    }
    return update(_extended(data, h), more, habits=h)


def _stamped(data: bytes, h: Habits) -> bytes:
    stamp = Signing("stamp", 60, kind="DocTimeStamp", sub_filter="ETSI.RFC3161", fields=FIELDS)
    return sign(_extended(data, h), stamp, h)


def _second(data: bytes, h: Habits) -> bytes:
    return sign(data, Signing("sig3", 50, fields=FIELDS), h)


def _third(data: bytes, h: Habits) -> bytes:
    return sign(_second(data, h), Signing("sig4", 60, fields=FIELDS + " 50 0 R"), h)


def _comment(data: bytes, h: Habits) -> bytes:
    note = b"<</Type/Annot/Subtype/Text/Rect[400 500 420 520]/Contents(agreed)/F 4/P 4 0 R>>"
    return update(data, {90: note, **annotations(h, LISTED + " 90 0 R")}, habits=h)


Action = Callable[[bytes, Habits], bytes]

ACTIONS: dict[str, Action] = {
    "nothing-but-space": lambda data, h: data + b"\r\n",
    "padded-to-a-block": lambda data, h: data + b"\0" * 512,
    "text-filled": lambda data, h: update(data, _filled(), habits=h),
    "text-filled-twice": lambda data, h: update(update(data, _filled(), habits=h), _filled(value="300"), habits=h),
    "two-fields-filled": lambda data, h: update(data, {**_filled(), **_filled("name", "Ion", 10)}, habits=h),
    "box-checked": lambda data, h: update(data, {11: CHECKED}, habits=h),
    "field-filled-and-locked": lambda data, h: update(
        data, {k: v and v.replace(b"/F 4", b"/F 4/Ff 1") if k == 13 else v for k, v in _filled().items()}, habits=h
    ),
    "second-signature": _second,
    "third-signature": _third,
    "empty-field-signed": lambda data, h: sign(data, Signing(existing="sig2", number=50), h),
    "filled-then-signed": lambda data, h: _second(update(data, _filled(), habits=h), h),
    "validation-data": _extended,
    "validation-data-twice": _extended_again,
    "time-stamped": _stamped,
    "same-objects-again": lambda data, h: update(data, {3: form(FIELDS), **_page(h)}, habits=h),
    "metadata": lambda data, h: update(
        data, {22: stream(b'<x:xmpmeta xmlns:x="adobe:ns:meta/">2</x:xmpmeta>', "/Type/Metadata/Subtype/XML")}, habits=h
    ),
    "information": lambda data, h: update(
        data, {21: b"<</Producer(other)/ModDate(D:2024)>>"}, habits=h, trailer="/Info 21 0 R"
    ),
    "extensions": lambda data, h: update(
        data, _catalog("/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>/Version/2.0"), habits=h
    ),
    "page-notes": lambda data, h: update(data, _page(h, "/LastModified(D:2024)/Tabs/S"), habits=h),
    "freed-number-used-again": lambda data, h: update(
        _second(update(update(data, {95: stream(b"left over")}, habits=h), {95: None}, habits=h), h),
        {95: stream(b"another")},
        habits=h,
    ),
    "unused-object": lambda data, h: update(data, {95: stream(b"left over")}, habits=h),
}
"""What may come after any signature that forbids nothing."""

PERMITTED: dict[str, tuple[Signing, Action]] = {
    "filled-under-form-filling": (Signing(mdp=2), ACTIONS["text-filled"]),
    "signed-under-form-filling": (Signing(mdp=2), _second),
    "comment-where-allowed": (Signing(mdp=3), _comment),
    "validation-data-under-no-changes": (
        Signing(mdp=1),
        lambda data, h: update(data, {**_catalog("/Perms<</DocMDP 31 0 R>>/DSS 80 0 R"), **STORE}, habits=h),
    ),
    "other-field-than-locked": (
        Signing(field_mdp="/Action/Include/Fields[(name)]"),
        ACTIONS["text-filled"],
    ),
    "excluded-from-lock": (Signing(field_mdp="/Action/Exclude/Fields[(total)]"), ACTIONS["text-filled"]),
}


MANY = 300
"""Entries of outlines, each of which leads to the next; fields that a writer states anew together."""


def outlined(more: dict[int, bytes | None]) -> bytes:
    """A signed document with long outlines, whose catalog an update states anew for validation data. ``more``: what else it states."""
    first = 200
    objects: dict[int, bytes | None] = {199: b"<</Type/Outlines/First 200 0 R/Last %d 0 R>>" % (first + MANY - 1)}
    for number in range(first, first + MANY):
        following = b"/Next %d 0 R" % (number + 1) if number + 1 < first + MANY else b""
        objects[number] = b"<</Title(%d)/Parent 199 0 R/Dest[4 0 R/Fit]%s>>" % (number, following)
    objects |= {1: f"<<{CATALOG}/Outlines 199 0 R>>".encode()}
    after = {1: f"<<{CATALOG}/Outlines 199 0 R/DSS 80 0 R>>".encode(), **STORE}
    return update(sign(update(base(), objects)), {**after, **more})


def _all_filled() -> bytes:
    """A signed form of many fields, all of which are filled at once."""
    numbers = range(200, 200 + 4 * MANY)
    listed = " ".join(f"{number} 0 R" for number in numbers)

    def fields(value: str, look: int) -> dict[int, bytes | None]:
        boxes = {n: TEXT_FIELD.format(name=n, value=value, rect=f"72 {n} 90 {n + 1}", ap=look) for n in numbers}
        more = "/DV()/Ff 0/MaxLen 100/TU(a)/BS<</W 1/S/S>>/MK<</BC[0 0 0]/BG[1 1 1]>>/StructParent 1"
        return {n: f"<<{box}{more}>>".encode() for n, box in boxes.items()}

    plain = update(base(), {**fields("", 63), 63: appearance(""), 3: form(f"{FIELDS} {listed}")})
    signed = sign(plain, Signing(fields=f"{FIELDS} {listed}"))
    return update(signed, {**fields("250", 64), 64: appearance("250")})


def _make(signing: Signing, action: Action, habits: Habits) -> Callable[[], bytes]:
    return lambda: action(sign(base(habits), signing, habits), habits)


BENIGN: dict[str, Callable[[], bytes]] = {
    f"{name}-{habits.name}": _make(Signing(), action, habits)
    for habits in HABITS
    for name, action in {**ACTIONS, **HONEST_FIELDS}.items()
} | {
    f"{name}-{habits.name}": _make(signing, action, habits)
    for habits in HABITS
    for name, (signing, action) in PERMITTED.items()
}
BENIGN |= {"validation-data-beside-long-outlines": lambda: outlined({}), "all-of-many-fields-filled": _all_filled}
BENIGN |= HONEST_FORMS
BENIGN |= SINGLE_ROLES
BENIGN |= TWINS
