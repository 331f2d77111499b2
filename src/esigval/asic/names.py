"""Names of files in a container: how they are written, which lead out of it, and what the standard makes of them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from esigval.asic.directory import UTF_8, extra_field

META_INF: Final = "META-INF/"
MIMETYPE: Final = "mimetype"
_UNICODE_PATH: Final = 0x7075
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of the text around, so that a name shows as another."""


def decoded(name: bytes, flags: int) -> str:
    """The name as text. Without the flag for UTF-8 the standard's code page is 437; many writers set no flag and write UTF-8."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "backslashreplace") if flags & UTF_8 else name.decode("cp437")


def other_name(extra: bytes, name: bytes) -> bool:
    """Whether an extra field gives the entry another name (Info-ZIP Unicode path), which some readers take in place of its own."""
    other = extra_field(extra, _UNICODE_PATH)
    return other is not None and other[5:] != name


def leads_out(name: str) -> bool:
    """Whether a name is no plain path below the root: absolute, with steps up or empty ones, with a drive, a backslash or control
    characters."""
    steps = name.removesuffix("/").split("/")
    return (
        not name
        or any(step in ("", ".", "..") for step in steps)
        or "\\" in name
        or _DRIVE.match(name) is not None
        or _TURNING.search(name) is not None
        or any(unicodedata.category(c) in ("Cc", "Cs") for c in name)
    )


def look_alikes(names: Iterable[str]) -> tuple[str, ...]:
    """Names that are one where case or the form of accents does not count."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    return tuple(name for group in groups.values() if len(group) > 1 for name in group)


def is_data(name: str) -> bool:
    """Whether a file is signed content by its place: outside META-INF, and not the file with the media type."""
    return not name.startswith(META_INF) and name != MIMETYPE


def is_xml_signature(name: str) -> bool:
    """``META-INF/*signature*.xml`` (4.3.3.2 4c, 4.4.3.2 2; OpenDocument: documentsignatures.xml)."""
    return _is(name, "signature", ".xml") and "manifest" not in name.lower()


def is_cms_signature(name: str) -> bool:
    """``META-INF/*signature*.p7s`` (4.3.3.2 4b, 4.4.4.2 3a)."""
    return _is(name, "signature", ".p7s")


def is_timestamp(name: str) -> bool:
    """``META-INF/*timestamp*.tst`` (4.3.3.2 4a, 4.4.4.2 3b)."""
    return _is(name, "timestamp", ".tst")


def is_evidence_record(name: str) -> bool:
    """``META-INF/*evidencerecord*`` in either form (4.3.3.2 4d and 4e, 4.4.4.2 4)."""
    lower = name.lower()
    return (_is(name, "evidencerecord", ".ers") or _is(name, "evidencerecord", ".xml")) and "manifest" not in lower


def is_manifest(name: str) -> bool:
    """``META-INF/*ASiC…Manifest*.xml`` of any kind (4.4.4.2 2, 4.4.3.2 4, A.7)."""
    lower = name.lower()
    return name.startswith(META_INF) and "asic" in lower and "manifest" in lower and lower.endswith(".xml")


def is_signature(name: str) -> bool:
    """Whether a file holds what proves, and so can't have been there to be proven by itself."""
    return is_xml_signature(name) or is_cms_signature(name) or is_timestamp(name) or is_evidence_record(name)


def _is(name: str, word: str, suffix: str) -> bool:
    lower = name.lower()
    return name.startswith(META_INF) and word in lower and lower.endswith(suffix)
