"""One table of goals and what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One goal.

    Attributes:
        name: What was timed.
        goal: Largest value that meets it; the smallest one when `at_least`.
        measured: What was seen.
        unit: 倍, 秒 or 毫秒.
        at_least: Whether more is better.
    """

    name: str
    goal: float
    measured: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal was met."""
        return self.measured >= self.goal if self.at_least else self.measured <= self.goal


def show(results: Sequence[Result]) -> None:
    """Print the table."""
    print("| 项目 | 目标 | 实测 | 结论 |\n|---|---|---|---|")
    for item in results:
        sign = "≥" if item.at_least else "≤"
        verdict = "达到" if item.met else "未达到"
        print(f"| {item.name} | {sign} {item.goal:g} {item.unit} | {item.measured:.2f} {item.unit} | {verdict} |")
    print()
