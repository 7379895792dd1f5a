"""Rows such as 市区 or 市直, which are a subtotal in one table and a unit in the next: the figures decide."""

from collections.abc import Sequence

from etl.reading.additive import figure, tolerance, total_of
from etl.reading.shapes import Shapes


class Groups:
    """Decides for rows whose label alone does not say whether they are a subtotal.

    Args:
        shapes: The grid.
        columns: Columns of figures whose totals are sums.
    """

    def __init__(self, shapes: Shapes, columns: Sequence[int]) -> None:
        self.shapes = shapes
        self.columns = columns

    def settle(self, rows: list[int], groups: list[int], totals: list[int]) -> tuple[set[int], set[int]]:
        """The group rows that are subtotals, and among them those of which no figure can tell.

        Args:
            rows: Body rows in order.
            groups: Rows in question.
            totals: Rows that are totals by their label.
        """
        stops = sorted({*groups, *totals})
        grand = next((row for row in totals if self._heads(row, rows, groups)), None)
        found: set[int] = set()
        unclear: set[int] = set()
        for group in groups:
            end = next((stop for stop in stops if stop > group), None)
            members = [row for row in rows if row > group and (end is None or row < end)]
            if members and self.agrees(group, members):
                found.add(group)
            elif grand is not None and self.agrees(grand, [*rows, *(g for g in groups if g not in found)]):
                continue
            elif members and totals:
                found.add(group)
                if not any(figure(self.shapes.cell(group, column)) is not None for column in self.columns):
                    unclear.add(group)
        return found, unclear

    def _heads(self, total: int, rows: list[int], groups: list[int]) -> bool:
        """True for a total over the whole table: it stands before or after everything else."""
        rest = [*rows, *groups]
        return bool(rest) and (total < min(rest) or total > max(rest))

    def agrees(self, total: int, parts: list[int]) -> bool:
        """Whether at least half of the columns of figures add up."""
        compared = agreed = 0
        for column in self.columns:
            stated = figure(self.shapes.cell(total, column))
            texts = [self.shapes.cell(row, column) for row in parts]
            added = total_of(texts)
            if stated is None or added is None or not added[1]:
                continue
            compared += 1
            agreed += abs(added[0] - stated) <= tolerance([self.shapes.cell(total, column), *texts])
        return compared > 0 and 2 * agreed >= compared
