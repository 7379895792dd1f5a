"""A unit and a name of a unit, as resolving reads them from the work file."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class UnitRow(NamedTuple):
    """A node of `dim_unit`, in the order of its columns; codes of other units joined by `;`.

    Periods are keys of months; a node counts at their ends, from `first_period` to `last_period`.
    """

    unit_key: int
    unit_code: str
    unit_name: str
    level: int
    unit_type: str
    parent_key: int | None
    first_period: int
    last_period: int
    predecessor_codes: str | None = ""
    successor_codes: str | None = ""

    def is_valid(self, period: int) -> bool:
        """Whether the unit exists at a period's end."""
        return self.first_period <= period <= self.last_period


class AliasRow(NamedTuple):
    """A row of `unit_alias`: a name a unit has or had; open dates are None."""

    unit_code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    kind: str | None = ""


def valid_at(nodes: Iterable[UnitRow], period: int) -> UnitRow | None:
    """The node of a code that is valid at a period's end."""
    return next((node for node in nodes if node.is_valid(period)), None)
