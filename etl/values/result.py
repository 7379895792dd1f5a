"""What every parser of this package returns."""

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")
Outcome = Literal["normalise", "out", "confirm"]


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A cell as understood, or why it was not.

    Attributes:
        value: The value; None for an empty cell and whenever `outcome` is "out".
        outcome: None when the text needs no remark, otherwise what happens to the row.
        code: Code of the finding, empty when `outcome` is None.
        detail: Chinese words for the finding's `{detail}`.
    """

    value: T | None
    outcome: Outcome | None = None
    code: str = ""
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the row may go on with this value (an empty cell is ok: requiring one is the template's matter)."""
        return self.outcome != "out"


def out(code: str, detail: str = "") -> Parsed[Any]:
    """A cell that keeps its row out."""
    return Parsed(None, "out", code, detail)
