"""What all tests share: where the folder with real signed files is, if it is there."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("esigval", deadline=None)  # machines are shared and noisy: nothing is timed
settings.load_profile("esigval")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``shared`` beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real signed files is absent")
    return SHARED
