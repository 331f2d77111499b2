"""What a later revision did to a document, as far as a signature is concerned."""

from enum import StrEnum

from msgspec import Struct


class ChangeKind(StrEnum):
    """Kinds of changes, mildest first."""

    EXTENSION = "EXTENSION"
    """Validation data, document time-stamps, metadata and what they need in the catalog."""
    SIGNATURE = "SIGNATURE"
    """A further signature in a field of its own or in an empty one."""
    FORM_FILL = "FORM_FILL"
    """A field got another value."""
    ANNOTATION = "ANNOTATION"
    """Comments, links and other annotations that are no fields and paint nothing over the page."""
    MARKUP = "MARKUP"
    """Annotations that paint over the page: text, stamps, drawings."""
    OVERLAP = "OVERLAP"
    """A new annotation or field lies over one that was there: beside the change itself, which is told on its own."""
    PAGES = "PAGES"
    """Pages were added, removed or put in another order."""
    VISUAL = "VISUAL"
    """What a page or a field shows was changed by other means than filling a field."""
    UNDEFINED = "UNDEFINED"
    """Anything else."""


class Change(Struct, frozen=True, gc=False):
    """One change. ``what``: a stable word for it (``page-contents``, ``field-value`` …), ``objects``: numbers of the objects in which it
    was made, ``pages``: 1-based, ``fields``: full names, ``revision``: end of the revision in which it is there; ``was`` and ``now``:
    the text or name that a field held before and holds after, where it is one."""

    kind: ChangeKind
    what: str
    objects: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    revision: int = 0
    was: str = ""
    now: str = ""
