"""The prepared home that every case starts from, and the builders beside these tests."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "reading")]

from intake_world import build_home  # noqa: E402


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two cities, 72 villages, two months of income, coverage and progress figures; never written to."""
    return build_home(tmp_path_factory.mktemp("intake") / "home")
