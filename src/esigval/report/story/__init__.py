"""The report as people read it: verdict first, then why, the weakest point, who can strengthen it, then the details."""

from esigval.report.story.document import tell

__all__ = ["tell"]
