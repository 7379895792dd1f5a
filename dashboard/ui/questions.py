"""Questions asked in meetings, and the page and view that answer each, as `data/catalogue/questions.csv` says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from dashboard.catalogue import CATALOGUE_DIR
from dashboard.catalogue.tables import read_table
from dashboard.ui import registry


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        no: Its number in the list of leaders' questions.
        question: Its words.
        page: Name of the page that answers it.
        params: Choices in that page's address.
        view: What to look at there, in words.
    """

    no: int
    question: str
    page: str
    params: dict[str, str]
    view: str

    @property
    def is_open(self) -> bool:
        """Whether the page is there."""
        return self.page in {spec.name for spec in registry.PAGES}


@cache
def load(folder: Path = CATALOGUE_DIR) -> tuple[Question, ...]:
    """All questions in order.

    Raises:
        CatalogueError: A row that does not fit; the message names file, row and column.
    """
    rows = read_table(folder / "questions.csv", ("no", "question", "page", "params", "view"))
    found = (
        Question(row.integer("no") or 0, row.text("question", required=True), row.text("page", required=True),
                 dict(parse_qsl(row.text("params"))), row.text("view", required=True))
        for row in rows
    )  # fmt: skip
    return tuple(sorted(found, key=lambda question: question.no))
