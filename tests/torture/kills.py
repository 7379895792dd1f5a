"""kill -9 over and over in one home: nothing acknowledged is lost, nothing is half done, ready again within seconds."""

import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "etl" / "store"))

from store_world import LIFE, VILLAGES, income, write  # noqa: E402
from test_kill import Server, Watch  # noqa: E402

from etl import upkeep  # noqa: E402
from etl.home import Home, open_home  # noqa: E402

#: After this many kills the command itself is started, imports and all, to see when it is ready.
COMMAND_EVERY = 25
READY_SECONDS = 3.0


@dataclass(slots=True)
class Kills:
    """What the cycles showed.

    Attributes:
        cycles: Loaders started to be killed.
        killed: Those that died of it; the others had finished before.
        acknowledged: Batches acknowledged before a death.
        lost: Acknowledged batches that are gone.
        half: Cycles after which `verify` found something, a torn last line of the journal aside.
        torn: Cycles that left such a line: it was never acknowledged, and the next line written takes its place.
        slowest: Longest time until a command had done its work again, in seconds.
        slow: The cycles that took longer than promised.
    """

    cycles: int = 0
    killed: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    torn: int = 0
    slowest: float = 0.0
    slow: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every promise held."""
        return not self.lost and not self.half and self.slowest <= READY_SECONDS and self.killed >= self.cycles * 0.6


def run(cycles: int, seed: int = 1) -> Kills:
    """Kill a loader `cycles` times: at a chosen call, or at a moment of chance."""
    found = Kills()
    server = Server()
    try:
        with tempfile.TemporaryDirectory(prefix="torture-kills-") as folder:
            _cycles(server, Path(folder), cycles, random.Random(seed), found)
    finally:
        server.close()
    return found


def _cycles(server: Server, folder: Path, cycles: int, chance: random.Random, found: Kills) -> None:
    home = open_home(folder / "home")
    write(folder / "sent", LIFE[:2])
    answer = server.ask(home=home.path, load=[folder / "sent" / step.name for step in LIFE[:2]], publish=True)
    assert answer["code"] == 0, answer
    watch = Watch(home)
    begin = time.monotonic()
    dry = server.ask(home=home.path, load=[_month(folder / "sent", 0)], publish=True, list=True)
    usual, events = time.monotonic() - begin, len(dry["events"])
    watch.take(dry["told"])
    for turn in range(1, cycles + 1):
        order: dict[str, Any] = {"home": home.path, "load": [_month(folder / "sent", turn)], "publish": True}
        if turn % 2:
            order["die_at"] = 1 + (turn // 2) % events
        else:
            order["delay"] = usual * chance.uniform(0.02, 0.98)
        answer = server.ask(**order)
        found.cycles += 1
        found.killed += bool(answer["killed"])
        found.acknowledged += sum(line.startswith("B") for line in answer["told"])
        watch.take([line for line in answer["told"] if not line.startswith("error")])
        _after(server, home, watch, turn, found)


def _after(server: Server, home: Home, watch: Watch, turn: int, found: Kills) -> None:
    try:
        watch.check(f"turn {turn}")
    except (AssertionError, KeyError) as error:
        found.lost.append(f"{turn}: {error}")
    begin = time.monotonic()
    if turn % COMMAND_EVERY == 0:
        command = [sys.executable, "-m", "etl", "--home", str(home.path), "publish"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        ready, said = done.returncode == 0, done.stderr
    else:
        answer = server.ask(home=home.path, publish=True)
        ready, said = answer["code"] == 0, str(answer["told"])
    took = time.monotonic() - begin
    found.slowest = max(found.slowest, took)
    if took > READY_SECONDS:
        found.slow.append(f"{turn}: {took:.1f} s {said[-200:]}")
    problems = upkeep.verify(home).problems
    if [problem for problem in problems if "日志末行不完整" in problem.message]:
        found.torn += 1
        problems = [problem for problem in problems if "日志末行不完整" not in problem.message]
    if not ready or problems:
        found.half.append(f"{turn}: {said} {problems}")
    watch.snapshot = home.pointer.read_text()


def _month(folder: Path, number: int) -> Path:
    """A correction that no other one equals, so that every load makes a batch."""
    path = folder / f"收入6月第{number}次更正.csv"
    path.write_bytes(income(6, percent=101 + number, villages=list(VILLAGES)[: 1 + number % 6]))
    return path
