"""Getting what is missing: from folders, from a local store, and (optional extra) over HTTP.

The only input and output below the command line and the spine.
"""

from esigval.fetch.protocol import Fetcher

__all__ = ["Fetcher"]
