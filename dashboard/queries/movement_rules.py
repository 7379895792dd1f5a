"""The seven boxes of level and change, and the numbers behind them, as `data/catalogue/movement*.csv` say."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard.catalogue import CATALOGUE_DIR, CatalogueError
from dashboard.catalogue.tables import read_table

BETTER, LIKE, WORSE, SAME = "better", "like", "worse", "same"
LEVELS = (BETTER, LIKE, WORSE)
CHANGES = (BETTER, SAME, WORSE)
NUMBERS = ("net_level", "net_change", "least_compared")


@dataclass(frozen=True, slots=True)
class Box:
    """One named box; several pairs of level and change may share it.

    Attributes:
        order: Display order, the best first.
        name: Such as 领先又进步.
        meaning: What it says of a unit with this level and change.
    """

    order: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Boxes by (level, change), and the numbers for the total of all indicators."""

    boxes: dict[tuple[str, str], Box]
    net_level: int
    net_change: int
    least_compared: int

    def names(self) -> list[str]:
        """Names of the boxes in order, each once."""
        listed = sorted(self.boxes.values(), key=lambda box: box.order)
        return list(dict.fromkeys(box.name for box in listed))


@cache
def load_rules(folder: Path = CATALOGUE_DIR) -> Rules:
    """Read both files.

    Raises:
        CatalogueError: A pair of level and change without a box or with two, an unknown word, or a missing number.
    """
    path = folder / "movement.csv"
    boxes: dict[tuple[str, str], Box] = {}
    for row in read_table(path, ("order", "name", "level", "change", "meaning")):
        place = row.one_of("level", LEVELS), row.one_of("change", CHANGES)
        if place in boxes:
            raise row.error("change", f"水平“{place[0]}”、变化“{place[1]}”已有归类")
        boxes[place] = Box(row.integer("order") or 0, row.text("name", required=True), row.text("meaning"))
    missing = [f"{level}×{change}" for level in LEVELS for change in CHANGES if (level, change) not in boxes]
    if missing:
        raise CatalogueError(path, "", f"缺少归类：{'、'.join(missing)}")
    numbers_path = folder / "movement_rules.csv"
    found = {
        row.one_of("name", NUMBERS): row.integer("value") or 0
        for row in read_table(numbers_path, ("name", "value", "unit", "meaning", "basis"))
    }
    absent = [name for name in NUMBERS if name not in found]
    if absent:
        raise CatalogueError(numbers_path, "", f"缺少：{'、'.join(absent)}")
    return Rules(boxes, **found)
