"""Files that are replaced whole or not at all."""

import os
import tempfile
from pathlib import Path

from esigval.hashing import sha256_hex


def replace_file(path: Path, data: bytes) -> None:
    """Writes ``data`` to ``path`` so that a reader sees the old file or the new one, never a part of either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class Objects:
    """Bytes under their own digest: what is there is never changed, and what was damaged is not given out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keeps ``data``, also in place of what was damaged; its SHA-256 in hexadecimal."""
        sha256 = sha256_hex(data)
        if self.get(sha256) is None:
            replace_file(self._path(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes | None:
        """The bytes, None where they are absent or no longer what they were."""
        try:
            data = self._path(sha256).read_bytes()
        except OSError:
            return None
        return data if sha256_hex(data) == sha256 else None
