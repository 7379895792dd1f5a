"""What one upload costs: memory and processor time of the child that reads it, memory of the process that asks.

`python -m bench.uploads` makes the largest files that are read, and some that are too large, and reads each of them in
a child of its own. Only Linux tells a process's memory in the way used here.
"""

import argparse
import re
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import made_files
from bench.made_files import MEASURES, Months
from bench.report import Result, show
from etl.reading import ReaderPool, ReadResult
from etl.reading.model import DEFAULT

PARENT_MB, CHILD_MB, CHILD_SECONDS = 50, 600, 10
_MEMORY = re.compile(r"(RssAnon|VmHWM):\s+(\d+)")
_SMALL = "村名,党员数\n甲村,12\n乙村,7\n"


@dataclass(slots=True)
class Cost:
    """What reading one file took.

    Attributes:
        result: What was read.
        parent: Megabytes by which the asking process's own memory grew at most.
        child: Megabytes of the child at its peak.
        seconds: Processor seconds of the child.
    """

    result: ReadResult
    parent: float = 0
    child: float = 0
    seconds: float = 0


def memory(process: int | str = "self") -> dict[str, float]:
    """Megabytes of a process: its own (RssAnon), and the peak of all (VmHWM); nothing when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {name: int(size) / 1000 for name, size in _MEMORY.findall(status)}


def _seconds(process: int) -> float:
    """Processor seconds of a process; 0 when it has ended."""
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(words[11]) + int(words[12])) / 100


def cost(path: Path, folder: Path) -> Cost:
    """Read a file with a child that has read one small file before, as a warm one has."""
    small = folder / "small.csv"
    small.write_text(_SMALL, encoding="utf-8")
    with ReaderPool(1) as pool:
        pool.read(small)
        (child,) = pool.processes
        before, begun = memory()["RssAnon"], _seconds(child)
        seen = Cost(ReadResult("", "", 0, "", "", [], [], True))
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.01):
                seen.parent = max(seen.parent, memory()["RssAnon"] - before)
                seen.child = max(seen.child, memory(child).get("VmHWM", 0))
                seen.seconds = max(seen.seconds, _seconds(child) - begun)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            seen.result = pool.read(path)
            time.sleep(0.05)
        finally:
            done.set()
            watcher.join()
    return seen


def _files(folder: Path) -> dict[str, Path]:
    """The largest files that are read, and such as ask for more than there is."""
    book, shared, tall, wordy, wide = (
        folder / name for name in ("book.xlsx", "shared.xlsx", "tall.csv", "wordy.csv", "wide.csv")
    )
    rows = DEFAULT.max_rows - 20
    made_files.write_workbook(book, rows)
    made_files.write_workbook(shared, rows, total=True)
    made_files.write_tall(tall, Months(1, 1, villages=rows // MEASURES))
    with wordy.open("w", encoding="utf-8") as stream:
        stream.write("单位编码,单位名称,说明\n")
        stream.writelines(f"9900{number:08d},村{number}村,{'说明文字' * 50}{number}\n" for number in range(rows))
    with wide.open("w", encoding="utf-8") as stream:
        stream.write("单位名称," + ",".join(f"指标{number}" for number in range(100)) + "\n")
        stream.writelines(f"村{n}村,{','.join(str(n * k % 9973) for k in range(100))}\n" for n in range(rows))
    return {
        "最大的 xlsx（20万行）": book,
        "20万行 xlsx，中间有合计行": shared,
        "20万行 CSV": tall,
        "20万行 CSV，每行两百字": wordy,
        "20万行×100列 CSV": wide,
    }


def run() -> list[Result]:
    """Read every file and print what each cost."""
    worst = [0.0, 0.0, 0.0]
    with tempfile.TemporaryDirectory(prefix="bench-uploads-") as name:
        print("| 上传文件 | MB | 结果 | 子进程秒 | 子进程 MB | 主进程增加 MB |\n|---|---|---|---|---|---|")
        for title, path in _files(Path(name)).items():
            seen = cost(path, Path(name))
            worst = [max(pair) for pair in zip(worst, (seen.seconds, seen.child, seen.parent), strict=True)]
            said = seen.result.findings[0].code if seen.result.refused else "读出"
            size = path.stat().st_size / 1e6
            print(f"| {title} | {size:.0f} | {said} | {seen.seconds:.1f} | {seen.child:.0f} | {seen.parent:.0f} |")
    print()
    results = [
        Result("一次上传，子进程处理器时间", CHILD_SECONDS, worst[0], "秒"),
        Result("一次上传，子进程内存", CHILD_MB, worst[1], "MB"),
        Result("一次上传，主进程增加的内存", PARENT_MB, worst[2], "MB"),
    ]
    show(results)
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 0 when every goal was met."""
    argparse.ArgumentParser(prog="python -m bench.uploads", description="一次上传的代价").parse_args(arguments)
    return 0 if all(item.met for item in run()) else 1


if __name__ == "__main__":
    sys.exit(main())
