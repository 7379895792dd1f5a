"""Loading, as ratios to bare reads of the same files in the same run.

`python -m bench.etl [--rows N] [--repeat N]` makes a province in a temporary folder. A load is timed from the bytes to
stored, checked facts with the raw file kept; the bare read is DuckDB's own `read_csv` with sniffed types into a new
table. Both run turn by turn, so that a busy machine slows both.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import duckdb
import pandas as pd
from python_calamine import CalamineWorkbook

from bench import made_files
from bench.made_files import Months
from bench.report import Result, show
from etl import bulk, raw
from etl.home import open_home
from etl.loader import Loader, Order, load_files, open_loader
from etl.readahead import read_ahead
from etl.reading import ReaderPool

ORDER = Order("性能测试", True, "性能测试", None, "2024-11-15T10:00:00+08:00")


def bare_read(path: Path, folder: Path) -> float:
    """Seconds of the bare typed read into a table on disk."""
    target = folder / "bare.duckdb"
    target.unlink(missing_ok=True)
    quoted = str(path).replace("'", "''")
    start = time.perf_counter()
    with duckdb.connect(str(target)) as connection:
        # Words among the figures would stop a typed read, so it drops those rows.
        connection.execute(f"CREATE TABLE bare AS SELECT * FROM read_csv('{quoted}', ignore_errors = true)")
    return time.perf_counter() - start


def load_large(home: Path, path: Path) -> tuple[float, float]:
    """Seconds of one load into a home, and of keeping the raw file within it."""
    kept = 0.0
    keep = raw.keep

    def timed(*arguments: object) -> None:
        nonlocal kept
        begun = time.perf_counter()
        keep(*arguments)  # type: ignore[arg-type]
        kept = time.perf_counter() - begun

    with open_loader(open_home(home)) as loader, patch.object(raw, "keep", timed):
        start = time.perf_counter()
        read = bulk.read(path, path.name, loader.catalogue.templates)
        if read is None:
            raise RuntimeError(f"{path} is not taken by the fast lane")
        report = loader.load(read, path, ORDER)
        spent = time.perf_counter() - start
    if not report.loaded:
        raise RuntimeError(str(report.findings[:3]))
    return spent, kept


def tall_files(folder: Path, register: Path, rows: int, repeat: int) -> list[Result]:
    """UTF-8 and GB18030 against the bare read, turn by turn."""
    last = max(1, round(rows / made_files.VILLAGES / made_files.MEASURES))
    utf8, gb = folder / "tall.csv", folder / "tall_gb.csv"
    made = made_files.write_tall(utf8, Months(1, last))
    made_files.recode(utf8, gb)
    print(f"长表 {made:,} 行：UTF-8 {utf8.stat().st_size / 1e6:.0f} MB，GB18030 {gb.stat().st_size / 1e6:.0f} MB\n")
    times: dict[str, list[float]] = {"bare": [], "utf8": [], "gb": [], "utf8 kept": [], "gb kept": []}
    home = folder / "again"
    for _ in range(repeat):
        times["bare"].append(bare_read(utf8, folder))
        for name, path in (("utf8", utf8), ("gb", gb)):
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(register, home)
            spent, kept = load_large(home, path)
            times[name].append(spent - kept)
            times[f"{name} kept"].append(kept)
    middle = {name: statistics.median(found) for name, found in times.items()}
    print("秒（中位数）：" + "，".join(f"{name} {seconds:.2f}" for name, seconds in middle.items()) + "\n")
    return [
        Result("UTF-8 长表校验入库／裸读", 1.2, middle["utf8"] / middle["bare"], "倍"),
        Result("GB18030 长表校验入库／裸读", 1.6, middle["gb"] / middle["bare"], "倍"),
    ]


def workbook(folder: Path, register: Path, rows: int, repeat: int) -> list[Result]:
    """A workbook read and loaded, against calamine's bare read and pandas with openpyxl."""
    path = folder / "book.xlsx"
    made_files.write_workbook(path, rows)
    ours: list[float] = []
    bare: list[float] = []
    openpyxl: list[float] = []
    home = folder / "again"
    with ReaderPool(1) as pool:
        pool.read(path)  # the child is warm, as it is for the second file of a load
        for _ in range(repeat):
            start = time.perf_counter()
            CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
            bare.append(time.perf_counter() - start)
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(register, home)
            with open_loader(open_home(home)) as loader:
                start = time.perf_counter()
                (read,) = read_ahead(pool, [(path, path.name)], loader.catalogue.templates, meanwhile=loader.get_ready)
                report = loader.load(read, path, ORDER)
                ours.append(time.perf_counter() - start)
            if not report.loaded:
                raise RuntimeError(str(report.findings[:3]))
            start = time.perf_counter()
            pd.read_excel(path, engine="openpyxl")
            openpyxl.append(time.perf_counter() - start)
    middle = [statistics.median(found) for found in (ours, bare, openpyxl)]
    return [
        Result(f"xlsx {rows:,} 行校验入库／calamine 裸读", 1.7, middle[0] / middle[1], "倍"),
        Result("xlsx 校验入库，比 pandas+openpyxl 快", 8, middle[2] / middle[0], "倍", at_least=True),
    ]


def month(home: Path, folder: Path, repeat: int) -> list[Result]:
    """A month of the province beside earlier ones: loaded and published after parsing, then withdrawn and published."""
    path = folder / "month.csv"
    made_files.write_tall(path, Months(6, 6, spoil=False))
    loads: list[float] = []
    withdrawals: list[float] = []
    with open_loader(open_home(home)) as loader:
        loader.publish(ORDER.at)
        for _ in range(repeat):
            spent, batch = _load_and_publish(loader, path)
            loads.append(spent)
            start = time.perf_counter()
            loader.change_state(batch, "withdraw", by=ORDER.by, why="性能测试", at=ORDER.at)
            loader.publish(ORDER.at)
            withdrawals.append(time.perf_counter() - start)
    return [
        Result("一省一月（3万村×20项）解析后入库、汇总、发布", 2, statistics.median(loads), "秒"),
        Result("撤回该批并发布", 2, statistics.median(withdrawals), "秒"),
    ]


def _load_and_publish(loader: Loader, path: Path) -> tuple[float, str]:
    read = bulk.read(path, path.name, loader.catalogue.templates)
    if read is None:
        raise RuntimeError(f"{path} is not taken by the fast lane")
    start = time.perf_counter()
    report = loader.load(read, path, ORDER)
    loader.publish(ORDER.at)
    return time.perf_counter() - start, str(report.batch)


def run(rows: int = 3_000_000, repeat: int = 3) -> list[Result]:
    """Make the files, time everything and print the table."""
    with tempfile.TemporaryDirectory(prefix="bench-etl-") as name:
        folder = Path(name)
        units = folder / "register.csv"
        made_files.write_register(units)
        register = folder / "home"
        (report,) = load_files(open_home(register), [units], ORDER)
        if not report.loaded:
            raise RuntimeError(str(report.findings[:3]))
        results = tall_files(folder, register, rows, repeat)
        results += month(folder / "again", folder, repeat)
        results += workbook(folder, register, 50_000, repeat)
    show(results)
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 0 when every goal was met."""
    parser = argparse.ArgumentParser(prog="python -m bench.etl", description="入库性能，按与裸读的比值")
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args(arguments)
    return 0 if all(item.met for item in run(chosen.rows, chosen.repeat)) else 1


if __name__ == "__main__":
    sys.exit(main())
