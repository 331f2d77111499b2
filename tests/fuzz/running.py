"""Running a target over inputs: what escapes, and what takes too long."""

import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.targets import Target

SECONDS = 5.0
"""Processor time within which every input is answered."""


@dataclass
class Run:
    """Inputs tried so far and what was found: one input for each kind of exception at each place."""

    target: Target
    folder: Path | None = None
    inputs: int = 0
    found: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        self.inputs += 1
        started = time.process_time()
        try:
            self.target.read(data)
        except self.target.documented:
            pass
        except Exception as error:
            self._keep(_signature(error), data)
        if time.process_time() - started > SECONDS:
            self._keep("slow", data)

    def _keep(self, name: str, data: bytes) -> None:
        if name in self.found and len(self.found[name]) <= len(data):
            return
        self.found[name] = data
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)


def _signature(error: Exception) -> str:
    """Kind of exception and the innermost place of this package that it came from."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "esigval" in f.filename]
    place = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__}-{place}"
