"""Pages of a PDF as they were signed and as they are now, as PNG, with what differs framed: bytes in, bytes out.

Needs the extra ``pictures``. A picture is what one renderer makes of a page: it shows what changed, and is no proof that nothing did.
"""

from esigval.report.pictures.compare import PagePictures, Pictures, compare, picture_findings

__all__ = ["PagePictures", "Pictures", "compare", "picture_findings"]
