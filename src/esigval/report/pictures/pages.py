"""Renders pages through PDFium, bounded in pixels. Not for several threads at once: PDFium is one for the whole process."""

from math import sqrt
from typing import TYPE_CHECKING, Any

from esigval.model.errors import UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_INCH = 110
"""Letters of 6 points are legible, and a page of A4 stays below a megabyte as PNG."""

MAX_PIXELS = 3_000_000
"""Of one picture: A3 at DOTS_PER_INCH is 2.3 million. Larger pages are shown smaller."""

MAX_SIDE = 8_000
"""Pixels of one side: strips longer than a hundred inches are shown smaller."""

_POINTS_PER_INCH = 72


class Rendered:
    """A PDF that PDFium opened. Raises ValueError where it can't be opened."""

    def __init__(self, data: bytes) -> None:
        pdfium = _library()
        try:
            self._document: Any = pdfium.PdfDocument(data)
            self._document.init_forms()  # PDFium draws fields only with it
        except pdfium.PdfiumError as e:
            raise ValueError(str(e)) from e
        if self._document.formenv:
            pdfium.raw.FPDF_SetFormFieldHighlightAlpha(self._document.formenv, 0)
        self._errors = (pdfium.PdfiumError, ValueError)

    def __len__(self) -> int:
        return len(self._document)

    def page(self, index: int) -> "Image | None":
        """Page ``index`` (from 0) on white; None where there is none, or none that can be drawn."""
        if not 0 <= index < len(self):
            return None
        try:
            page = self._document[index]
            width, height = page.get_size()
            picture: Image = page.render(scale=_scale(width, height)).to_pil()
        except self._errors:
            return None
        return picture.convert("RGB")


def _scale(width: float, height: float) -> float:
    """Pixels a point."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(DOTS_PER_INCH / _POINTS_PER_INCH, sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / max(width, height))


def _library() -> Any:
    try:
        import PIL.Image  # noqa: F401
        import pypdfium2
    except ImportError as e:
        raise UsageError("pictures need the extra: pip install 'esigval[pictures]'") from e
    return pypdfium2
