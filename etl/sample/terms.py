"""Terms of office: which organisations are due for election in which year, and when they hold it."""

from dataclasses import dataclass

import numpy as np

from etl.sample.city import World, generator

#: Share of the due organisations that miss the year, by district.
_LATE_SHARE = {
    "990101": 0.0,
    "990102": 0.02,
    "990103": 0.04,
    "990104": 0.03,
    "990105": 0.02,
    "990106": 0.05,
    "990107": 0.0,
    "990108": 0.09,
    "990109": 0.06,
    "990110": 0.05,
}
#: Villages and communities elect all together, outside the span.
VILLAGE_TERM_END = "2026-12-31"


@dataclass(frozen=True)
class Terms:
    """Elections of a district's organisations; arrays run over its organisations.

    Attributes:
        due_year: Year whose last day ends the term; 0 for villages and communities.
        elected: Quarter of the span (0-11, or 12 for after it) in which the election is held.
        extended: Whether a year's delay was approved.
    """

    due_year: np.ndarray
    elected: np.ndarray
    extended: np.ndarray

    def term_end(self, org: int, quarter: int) -> str:
        """End of term as reported in a quarter.

        The old date stays until the year of the election is over, so that the organisations due in a year are
        the same in all its quarters.
        """
        year = int(self.due_year[org])
        if not year:
            return VILLAGE_TERM_END
        held = int(self.elected[org])
        if quarter > (year - 2023) * 4 + 3 and held <= quarter:
            return f"{2023 + held // 4 + 3}-12-31"
        return f"{year}-12-31"

    def extended_to(self, org: int, quarter: int) -> str | None:
        """Date up to which a delay was approved, while it runs."""
        year = int(self.due_year[org])
        if not year or not self.extended[org] or quarter < (year - 2023) * 4 + 3 or self.elected[org] <= quarter:
            return None
        return f"{year + 1}-12-31"


def simulate(world: World, district: str) -> Terms:
    """Draw the elections of a district."""
    rng = generator(70, district)
    orgs = world.orgs[district]
    count = len(orgs)
    local = np.array([not org.village for org in orgs])
    due_year = np.where(local, 2023 + np.arange(count) % 3, 0)
    late = rng.random(count) < _LATE_SHARE[district]
    in_year = rng.choice(4, count, p=[0.08, 0.22, 0.3, 0.4])
    elected = (due_year - 2023) * 4 + np.where(late, 4 + rng.integers(0, 3, count), in_year)
    return Terms(due_year, np.minimum(elected, 12), late & (rng.random(count) < 0.5))
