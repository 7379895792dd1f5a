"""Settings that all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dashboard import warehouse
from tests.star import Publish

# Examples run on machines under load: a slow one is no failure.
settings.register_profile("default", max_examples=100, deadline=None)
settings.register_profile("full", max_examples=5_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Publish]:
    """Publishes a small star and opens it; closed after the test."""
    yield lambda star: warehouse.open_snapshot(star.publish(tmp_path))
    warehouse.close_all()
