"""The house keeps its rooms apart: who may import what, read from the imports themselves."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [
    *ROOT.glob("*.py"),
    *(path for room in ("dashboard", "etl", "pages", "bench") for path in (ROOT / room).rglob("*.py")),
]


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, written out in full."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def room(path: Path) -> str:
    """Where a file lies, relative to the project."""
    return path.relative_to(ROOT).as_posix()


def importers(module: str) -> set[str]:
    """Files that import a module or something below it."""
    return {
        room(path) for path in PROGRAM if any(name == module or name.startswith(module + ".") for name in imports(path))
    }


def outside(module: str, *allowed: str) -> set[str]:
    return {place for place in importers(module) if not place.startswith(allowed)}


def test_streamlit_stays_in_the_pages() -> None:
    assert outside("streamlit", "app.py", "pages/", "dashboard/ui/", "bench/") == set()


def test_duckdb_stays_in_loader_and_warehouse() -> None:
    assert outside("duckdb", "etl/", "dashboard/warehouse.py", "bench/") == set()


def test_plotly_stays_in_charts_and_exports() -> None:
    assert outside("plotly", "dashboard/charts/", "dashboard/export/") == set()


def test_dashboard_never_imports_the_loader() -> None:
    assert not {place for place in importers("etl") if place.startswith("dashboard/")}


def test_pages_reach_the_loader_through_one_door() -> None:
    doors = {
        (room(path), name)
        for path in PROGRAM
        if room(path).startswith("pages/")
        for name in imports(path)
        if name == "etl" or (name.startswith("etl.") and name != "etl.service")
    }
    # `etl.report` is what the door hands back.
    assert doors <= {("pages/data/upload.py", "etl"), ("pages/data/upload.py", "etl.report")}


def test_pages_never_import_pages() -> None:
    assert not {place for place in importers("pages") if place.startswith("pages/")}


def test_no_page_lies_directly_in_pages() -> None:
    assert list((ROOT / "pages").glob("*.py")) == []


def test_no_pages_folder_beside_the_frame() -> None:
    assert not (ROOT / "dashboard" / "ui" / "pages").exists()


@pytest.mark.parametrize("path", [path for path in PROGRAM if "etl/sample" not in room(path)], ids=room)
def test_the_program_reads_nothing_outside_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\.\./shared|/work/|SHARED_DATA", text)


def test_every_query_says_its_grain_first() -> None:
    files = [*(ROOT / "dashboard/queries/sql").glob("*.sql"), *(ROOT / "etl/sql").rglob("*.sql")]
    assert files
    assert [room(path) for path in files if not path.read_text(encoding="utf-8").startswith("--")] == []


def test_whatever_the_program_imports_comes_with_its_own_requirements() -> None:
    named = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    known = {name.lower().replace("_", "-") for name in named}
    for name in tuple(known):  # what the framework itself needs comes with it
        known |= {re.split(r"[^\w.-]", need)[0].lower().replace("_", "-")
                  for need in metadata.requires(name) or () if "extra ==" not in need}  # fmt: skip
    owners = metadata.packages_distributions()
    used = {
        module.partition(".")[0]
        for path in PROGRAM if not room(path).startswith("bench/") for module in imports(path)
    } - sys.stdlib_module_names - {"app", "dashboard", "etl", "pages"}  # fmt: skip
    assert used > {"streamlit", "duckdb"}
    missing = {name for name in used if not {owner.lower() for owner in owners.get(name, ())} & known}
    assert missing == set(), "named in requirements.txt, or nobody can run it"


def test_the_papers_name_files_that_exist() -> None:
    named = {
        name
        for paper in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("README.md")]
        for name in re.findall(r"`((?:etl|dashboard|pages|tests|bench)/[\w/]+\.(?:py|sql))`", paper.read_text("utf-8"))
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
