"""What counts as worth a leader's minute: kinds, thresholds and weights from `data/catalogue/attention.csv`."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from dashboard.catalogue import CATALOGUE_DIR, CatalogueError

ATTENTION_FILE = CATALOGUE_DIR / "attention.csv"
KINDS = ("silent", "late", "partial", "target_out", "part_growth", "happened", "rank_drop", "small_jump", "withdrawn",
         "corrected", "unit_change")  # fmt: skip
COLUMNS = ("kind", "indicator", "part", "threshold", "least", "weight", "title", "why")
#: A rule's weight orders the kinds; what stands out more within a kind moves up, never past the next kind.
MAX_WITHIN_KIND = 9.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the settings; what `threshold` and `least` mean is said in its `why`."""

    kind: str
    indicator: str
    part: str
    threshold: float
    least: float
    weight: float
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing worth attention.

    Attributes:
        rule: The rule that found it.
        sentence: A whole Chinese sentence, computed.
        unit_code: Unit it is about, empty for the whole.
        unit_name: Its name.
        indicator: Code of the indicator, empty where none is meant.
        indicator_name: Its short name.
        size: How far it stands out within its kind, 0 to 9.
        page: Where it can be seen: ranking, trend, submissions, upload.
        link: Choices for the URL of that page.
    """

    rule: Rule
    sentence: str
    unit_code: str = ""
    unit_name: str = ""
    indicator: str = ""
    indicator_name: str = ""
    size: float = 0.0
    page: str = "ranking"
    link: dict[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """For sorting, the greatest first."""
        return self.rule.weight + min(max(self.size, 0.0), MAX_WITHIN_KIND)


@dataclass(frozen=True, slots=True)
class Finds:
    """What a rule found; only what is shown is put into words.

    Attributes:
        rule: The rule.
        sizes: How far each find stands out within its kind, 0 to 9.
        item: Says one of them, by its position.
        indicators: Code of the indicator of each, empty where none is meant.
        units: Code of the unit of each, empty for the whole.
    """

    rule: Rule
    sizes: np.ndarray
    item: Callable[[int], Item]
    indicators: np.ndarray
    units: np.ndarray

    @classmethod
    def said(cls, rule: Rule, items: Sequence[Item]) -> "Finds":
        """Finds that are in words already."""
        sizes = np.array([item.size for item in items], dtype=float)
        about = (np.array([getattr(item, name) for item in items], dtype=object) for name in ("indicator", "unit_code"))
        return cls(rule, sizes, items.__getitem__, *about)

    def weights(self) -> np.ndarray:
        """For sorting, the greatest first."""
        return self.rule.weight + np.clip(self.sizes, 0.0, MAX_WITHIN_KIND)


@cache
def load_rules(path: Path = ATTENTION_FILE) -> Sequence[Rule]:
    """The rules in file order.

    Raises:
        CatalogueError: A line that does not fit; the message names file, line and what is accepted.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise CatalogueError(path, "第1行", f"表头应为：{','.join(COLUMNS)}")
        return tuple(_rule(path, number, row) for number, row in enumerate(reader, start=2))


def _rule(path: Path, number: int, row: dict[str, str]) -> Rule:
    if row["kind"] not in KINDS:
        raise CatalogueError(path, f"第{number}行“kind”", f"“{row['kind']}”不在可用值之内：{'、'.join(KINDS)}")
    try:
        threshold, least, weight = (float(row[name] or 0) for name in ("threshold", "least", "weight"))
    except ValueError as error:
        raise CatalogueError(path, f"第{number}行", "threshold、least、weight须为数字") from error
    return Rule(row["kind"], row["indicator"], row["part"], threshold, least, weight, row["title"], row["why"])
