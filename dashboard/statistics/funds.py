"""What a community's Party organisations are due by their kind: so much for a committee, a general branch, a branch."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


def due_by_kind(counts: Mapping[str, int | None], amounts: Mapping[str, Decimal]) -> Decimal | None:
    """Add up counts times amounts: 2 committees, 3 general branches and 5 branches at 10, 6 and 4 are 58.

    Args:
        counts: Kind → number of organisations; None = not reported.
        amounts: Kind → amount for each.

    Returns:
        The sum in the unit of the amounts, None where a count is missing.

    Raises:
        KeyError: A kind without an amount.
    """
    total = Decimal(0)
    for kind, count in counts.items():
        if count is None:
            return None
        total += amounts[kind] * count
    return total
