"""Times of questions, and their table."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: milliseconds of a question, and of the bare query asked in the same turn."""

    name: str
    times: list[float]
    bare: list[float]

    def cells(self) -> list[str]:
        """Name, median, p95, and where there is a bare query its median and the ratio."""
        median = statistics.median(self.times)
        found = [self.name, f"{median:.1f}", f"{percentile(self.times, 0.95):.1f}"]
        if not self.bare:
            return found
        bare = statistics.median(self.bare)
        return [*found, f"{bare:.1f}", f"{median / bare:.2f}"]


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest time that at least `share` of the times do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-int(len(ordered) * share * 100) // 100) - 1)]


def time_pages(questions: Sequence[tuple[str, Ask]], repeat: int) -> list[Line]:
    """Ask questions of pages; the bare query is left out, since no two of them read the same."""
    lines = []
    for name, ask in questions:
        ask()
        times = []
        for _ in range(repeat):
            start = time.perf_counter()
            ask()
            times.append((time.perf_counter() - start) * 1000)
        lines.append(Line(name, times, []))
    return lines


def show(title: str, lines: Sequence[Line]) -> None:
    """Print a table of times in milliseconds."""
    rows = [line.cells() for line in lines]
    heads = [title, "中位数", "p95", "裸查询", "倍数"][: len(rows[0])]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()
