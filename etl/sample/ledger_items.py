"""The matters that the ledgers keep, each with its states from quarter to quarter of its year (legal moves only)."""

import json
from dataclasses import dataclass, field

from etl.sample.city import Unit

#: States at the end of the four quarters; "" before a matter exists.
Path = tuple[str, ...]
#: States that end a matter: they need a closing date and evidence.
FINAL = frozenset({"已销号", "已完成", "项目推广", "整改销号", "整改完成", "完成换届", "清零"})
#: How far a matter is in a state, per cent.
PROGRESS = {
    "已交办": 10, "推进中": 50, "待核验": 100, "已销号": 100, "超期": 60, "退回重办": 60,
    "未启动": 0, "已完成": 100, "滞后": 70,
    "项目申报": 5, "已立项": 15, "项目推进": 60, "项目验收": 100, "项目推广": 100,
    "排查列入": 5, "已认定": 15, "整改中": 60, "联评": 90, "整改销号": 100, "继续整顿": 90,
    "排查出": 5, "已定方案": 30, "上级批复": 60, "整改完成": 100, "复查": 100,
    "已提醒（提前6个月）": 20, "已请示": 50, "已批复": 80, "完成换届": 100, "逾期未换": 20, "批准延期": 20,
    "清单（已列）": 10, "清点（整改中）": 60, "清零": 100,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One matter.

    Attributes:
        ledger: Ledger code.
        number: Number in the ledger, never used twice.
        unit: Code of the responsible unit.
        domain: One of the eight domains.
        title: What it is about.
        post: Responsible post.
        year: Year it belongs to.
        path: State at the end of each quarter; "" before it exists.
        of_district: A matter of the district as such: it ends with the district.
        found: Problems found.
        fund: Money in 0.01 万元.
        extra: Fields of this ledger alone.
    """

    ledger: str
    number: str
    unit: Unit
    domain: str
    title: str
    post: str
    year: int
    path: Path
    of_district: bool = False
    found: int | None = None
    fund: int | None = None
    extra: dict[str, str | int] = field(default_factory=dict)

    def closed_in(self, quarter: int) -> int | None:
        """Quarter in which the matter was closed, if it is closed at the end of this one."""
        if self.path[quarter] not in FINAL:
            return None
        return next(
            step for step in range(quarter + 1) if all(state in FINAL for state in self.path[step : quarter + 1])
        )

    def extra_text(self) -> str | None:
        """The ledger's own fields as compact JSON."""
        return json.dumps(self.extra, ensure_ascii=False, separators=(",", ":")) if self.extra else None


@dataclass(frozen=True, slots=True)
class Book:
    """One ledger of one district and year: numbers its matters."""

    ledger: str
    prefix: str
    district: Unit
    year: int

    def item(
        self,
        position: int,
        title: str,
        post: str,
        path: Path,
        *,
        unit: Unit | None = None,
        domain: str = "",
        found: int | None = None,
        fund: int | None = None,
        extra: dict[str, str | int] | None = None,
    ) -> Item:
        """A matter of a unit, or of the district as such when none is given."""
        owner = unit or self.district
        number = f"{self.prefix}-{self.district.code[:6]}-{self.year}-{position:03d}"
        own = unit is None
        kind = domain or owner.domain
        return Item(self.ledger, number, owner, kind, title, post, self.year, path, own, found, fund, extra or {})
