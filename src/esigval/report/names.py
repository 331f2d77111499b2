"""Names of people and organisations as a headline shows them."""


def common_name(subject: str) -> str:
    """The common name in an RFC 4514 string, with the organisation where there is one; else the whole string."""
    parts = dict(reversed([part.partition("=")[::2] for part in _split(subject)]))
    name = parts.get("CN", "")
    organisation = parts.get("O", "")
    if not name:
        return organisation or subject
    return f"{name} ({organisation})" if organisation and organisation != name else name


def _split(subject: str) -> list[str]:
    """The attributes of an RFC 4514 string: split at commas and pluses that are not escaped, escapes of one character undone."""
    parts, current, escaped = [], "", False
    for char in subject:
        if escaped:
            current, escaped = current + char, False
        elif char == "\\":
            escaped = True
        elif char in ",+":
            parts.append(current.strip())
            current = ""
        else:
            current += char
    return [*parts, current.strip()]
