"""Twenty commands at the same moment: every receipt kept, nothing twice."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "etl" / "store"))

from store_world import LIFE, VILLAGES, income, write  # noqa: E402

from etl import upkeep  # noqa: E402
from etl.home import open_home  # noqa: E402


@dataclass(slots=True)
class Crowd:
    """What the crowd showed; `faults` is empty when all receipts were kept and none came twice."""

    commands: int = 0
    receipts: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every promise held."""
        return not self.faults and self.receipts == self.commands


def run(commands: int) -> Crowd:
    """Start `commands` loads at once, each of a file of its own."""
    found = Crowd(commands)
    with tempfile.TemporaryDirectory(prefix="torture-crowd-") as folder:
        _crowd(Path(folder), commands, found)
    return found


def _load(home: Path, *files: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "etl", "--home", str(home), "load", "--json", "--yes", "--by", "统计岗"]
    return subprocess.Popen(
        [*command, *map(str, files)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _crowd(folder: Path, commands: int, found: Crowd) -> None:
    write(folder / "sent", LIFE[:2])
    home = open_home(folder / "home")
    first = _load(home.path, *(folder / "sent" / step.name for step in LIFE[:2]))
    first.communicate()
    begin = time.monotonic()
    running = []
    for number in range(commands):
        path = folder / f"更正{number:02d}.csv"
        path.write_bytes(income(6, percent=101 + number, villages=[list(VILLAGES)[number % 6]]))
        running.append((path.name, _load(home.path, path)))
    receipts: dict[str, str] = {}
    for name, process in running:
        out, errors = process.communicate()
        if process.returncode:
            found.faults.append(f"{name}: {errors[-200:]}")
            continue
        (report,) = json.loads(out)
        receipts[str(report["batch"])] = name
    found.seconds = time.monotonic() - begin
    found.receipts = len(receipts)
    listed = {row["batch"]: row["file"] for row in upkeep.batches(home)}
    found.faults += [f"{batch} lost" for batch, name in receipts.items() if listed.get(batch) != name]
    if len(listed) != commands + 2:
        found.faults.append(f"{len(listed)} batches in the journal for {commands + 2} loads")
    found.faults += [problem.message for problem in upkeep.verify(home).problems]
