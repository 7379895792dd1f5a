"""Where data live: a home is a folder with raw files, a journal, a work file and published snapshots."""

import os
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
STORE_HOME = PROJECT_ROOT / "data" / "store"
DEMO_HOME = PROJECT_ROOT / "data" / "demo"
HOME_VARIABLE = "DASHBOARD_HOME"
#: Small text file naming the published snapshot; the loader replaces it atomically.
POINTER = "current"


def resolve_home(explicit: str | None = None) -> Path:
    """The home to read: the one named, else `DASHBOARD_HOME`, else the store once it has a snapshot, else the demo.

    Args:
        explicit: Folder given on a command line; wins over everything else.
    """
    named = explicit or os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser().resolve()
    return STORE_HOME if (STORE_HOME / POINTER).is_file() else DEMO_HOME


def current_snapshot(home: Path) -> Path | None:
    """The published snapshot file that `home` points at, None before the first one is published.

    Only a bare file name is accepted from the pointer, so that a damaged pointer cannot lead out of the home.
    """
    try:
        # A damaged pointer gives the name of no file, which the reader then reports.
        name = (home / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not name or Path(name).name != name:
        return None
    return home / name
