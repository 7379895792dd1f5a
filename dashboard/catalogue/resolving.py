"""From formulas to measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.catalogue.errors import CatalogueError
from dashboard.catalogue.expressions import parse_linear

if TYPE_CHECKING:
    from dashboard.catalogue.indicators import Indicator


class Resolver:
    """Turns formulas into base measures with whole-number coefficients."""

    def __init__(self, path: Path, indicators: Mapping[str, Indicator], rows: Mapping[str, int]) -> None:
        self.path = path
        self.indicators = indicators
        self.rows = rows

    def fail(self, item: Indicator, column: str, problem: str) -> CatalogueError:
        """What is wrong in which row and column."""
        return CatalogueError(self.path, f"第{self.rows[item.code]}行{item.code}“{column}”", problem)

    def base_terms(self, item: Indicator, column: str, seen: tuple[str, ...] = ()) -> dict[str, Decimal]:
        """The base measures of one side; a formula may name another linear formula."""
        try:
            parts = parse_linear(getattr(item, column))
        except ValueError as problem:
            raise self.fail(item, column, str(problem)) from None
        total: dict[str, Decimal] = {}
        for coef, code in parts:
            part = self.indicators.get(code)
            if part is None:
                raise self.fail(item, column, f"公式里的“{code}”不在指标目录中")
            if code in seen or code == item.code:
                raise self.fail(item, column, f"公式循环引用：{' → '.join((*seen, code))}")
            if part.is_base:
                total[code] = total.get(code, Decimal(0)) + coef
                continue
            if part.denominator:
                raise self.fail(item, column, f"公式里的“{code}”是比率，不能再相加")
            for inner, inner_coef in self.base_terms(part, "numerator", (*seen, item.code)).items():
                total[inner] = total.get(inner, Decimal(0)) + coef * inner_coef
        return total

    def side(self, item: Indicator, column: str) -> tuple[list[tuple[str, int]], int]:
        """Measures with whole coefficients, and the decimal places the sum is held with."""
        terms = self.base_terms(item, column)
        if not terms:
            return [], 0
        scales = {self.indicators[code].scale for code in terms}
        if len(scales) > 1:
            units = "、".join(f"{code}（{self.indicators[code].unit}）" for code in terms)
            raise self.fail(item, column, f"相加的指标小数位（计量单位）不同：{units}")
        places = max(max(0, -int(coef.normalize().as_tuple().exponent)) for coef in terms.values())
        return [(code, int(coef.scaleb(places))) for code, coef in terms.items()], scales.pop() + places

    def resolve(self, item: Indicator) -> Indicator:
        """Fill terms and scales and check what they refer to."""
        for condition in item.conditions:
            for code in condition.measures:
                part = self.indicators.get(code)
                if part is None or not part.is_base or part.reported in ("derived", "registry"):
                    raise self.fail(item, "derive", f"“{code}”不是由报表直接上报的指标")
        if item.target_measure and item.target_measure not in self.indicators:
            raise self.fail(item, "target_measure", f"“{item.target_measure}”不在指标目录中")
        if (item.reported == "derived") != bool(item.conditions):
            raise self.fail(item, "derive", "reported为derived的指标须有derive条件，其他指标不得有")
        if item.is_base:
            if item.numerator or item.denominator:
                raise self.fail(item, "numerator", "只有reported为calc的指标可以有公式")
            return replace(item, terms=(("n", item.code, 1),), num_scale=item.scale)
        numerator, num_scale = self.side(item, "numerator")
        denominator, den_scale = self.side(item, "denominator")
        if not numerator:
            raise self.fail(item, "numerator", "reported为calc的指标须有分子公式")
        terms = [("n", code, coef) for code, coef in numerator] + [("d", code, coef) for code, coef in denominator]
        return replace(item, terms=tuple(terms), num_scale=num_scale, den_scale=den_scale)
