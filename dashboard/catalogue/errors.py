"""The one error of the catalogue."""

from __future__ import annotations

from pathlib import Path


class CatalogueError(ValueError):
    """A definition file is wrong.

    The message names the file, the row or key, what is wrong and what would be accepted.
    """

    def __init__(self, path: Path, where: str, problem: str) -> None:
        super().__init__(f"{path}{'，' + where if where else ''}：{problem}")
        self.path = path
        self.where = where
        self.problem = problem
