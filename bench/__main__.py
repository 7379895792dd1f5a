"""`make bench`: every bench, and one table of goals and what was measured."""

import os
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from bench import etl, queries, screen, uploads
from bench.province import Shape
from bench.report import Result, show
from bench.timing import percentile


def query_results() -> list[Result]:
    """The slowest of the eight dashboard questions at province scale."""
    with tempfile.TemporaryDirectory(prefix="bench-province-") as folder:
        lines = queries.run(Path(folder), Shape(), 30)
    slowest = max(percentile(line.times, 0.95) for line in lines)
    return [Result("省级规模八个问题，p95 最慢", queries.GOAL_MS, slowest, "毫秒")]


def main() -> int:
    """Run everything; 0 when every goal was met."""
    print(f"{date.today()}，{os.cpu_count()} 核，Python {platform.python_version()}，", end="")
    print(f"DuckDB {duckdb.__version__}，PyArrow {pa.__version__}\n")
    results = [*etl.run(), *uploads.run(), *query_results(), *screen.results()]
    print("全部目标\n")
    show(results)
    return 0 if all(item.met for item in results) else 1


if __name__ == "__main__":
    sys.exit(main())
