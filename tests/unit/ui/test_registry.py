"""The page list is the one source of navigation, and the folders are as Streamlit needs them."""

import pytest

from dashboard.ui import registry


def test_every_page_exists_once() -> None:
    names = [spec.name for spec in registry.PAGES]
    assert len(set(names)) == len(names) and registry.DEFAULT in names
    for spec in registry.PAGES:
        assert spec.file.is_file(), spec.file
        assert spec.title and spec.question


def test_every_page_file_is_in_the_list() -> None:
    files = {path for path in registry.PAGES_DIR.rglob("*.py") if not path.name.startswith("_")}
    assert files == {spec.file for spec in registry.PAGES}


def test_no_script_lies_directly_in_pages_and_none_beside_the_frame() -> None:
    assert not list(registry.PAGES_DIR.glob("*.py"))
    assert not (registry.PAGES_DIR.parent / "dashboard" / "ui" / "pages").exists()


def test_unknown_page_lists_the_choices() -> None:
    with pytest.raises(KeyError, match="overview"):
        registry.page("nope")
