"""kill -9 in every phase and at random moments: no acknowledged batch is lost, the last snapshot stays served.

A batch is acknowledged once `load` has returned, which is when the command prints its receipt.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from store_world import LIFE, VILLAGES, income, write

from etl import journal, publish, upkeep
from etl.home import Home, open_home

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
KILLS = 40
RANDOM_KILLS = 9
REAL_KILLS = 3


class Server:
    """The process that forks loaders and kills them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "kill_server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def ask(self, **order: Any) -> dict[str, Any]:
        """Send one order and wait for the answer."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({key: _plain(value) for key, value in order.items()}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def close(self) -> None:
        """Let the process end."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=20)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    return [_plain(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all cycles."""
    found = Server()
    yield found
    found.close()


@pytest.fixture
def started(server: Server, tmp_path: Path) -> Home:
    """A home with a register, a month of income and a snapshot."""
    write(tmp_path / "sent", LIFE[:2])
    home = open_home(tmp_path / "home")
    answer = server.ask(home=home.path, load=[tmp_path / "sent" / step.name for step in LIFE[:2]], publish=True)
    assert answer["code"] == 0, answer
    return home


class Watch:
    """What has been acknowledged, and the checks after each kill."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.receipts: dict[str, str] = {}
        self.withdrawn: set[str] = set()
        self.snapshot = home.pointer.read_text()

    def take(self, told: list[str]) -> None:
        """Remember what a loader said before it died."""
        for line in told:
            first, _, name = line.partition(" ")
            if first == "withdrawn":
                self.withdrawn.add(name)
            elif first.startswith("B"):
                self.receipts[first] = name
            else:
                assert first.startswith("snap-"), line
                self.snapshot = f"{first}\n"

    def check(self, where: str) -> None:
        """Every receipt is in the journal, and a whole snapshot not older than the last known one is served."""
        listed = {batch["batch"]: batch for batch in upkeep.batches(self.home)}
        for batch, name in self.receipts.items():
            assert listed[batch]["file"] == name, (where, batch)
        for batch in self.withdrawn:
            assert listed[batch]["state"] == "withdrawn", (where, batch)
        path = self.home.path / self.home.pointer.read_text().strip()
        assert publish.snapshot_number(path) >= publish.snapshot_number(self.home.path / self.snapshot.strip()), where
        assert publish.file_hash(path) == path.with_suffix(".sha256").read_text().strip(), where


def _month(folder: Path, number: int) -> Path:
    """A correction of the month that no other one equals."""
    path = folder / f"收入6月第{number}次更正.csv"
    path.write_bytes(income(6, percent=101 + number, villages=list(VILLAGES)[: 1 + number % 6]))
    return path


def _finish(server: Server, home: Home, watch: Watch, into: Path) -> None:
    """The next command replays, and what it ends with is what undisturbed loads end with."""
    answer = server.ask(home=home.path, into=into)
    assert answer["code"] == 0, answer
    assert answer["survivor"] == answer["clean"]
    watch.snapshot = home.pointer.read_text()
    watch.check("at the end")
    assert upkeep.verify(home).problems == []
    assert not [path for path in home.path.rglob("*.tmp")]
    with duckdb.connect(str(home.path / watch.snapshot.strip()), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM fact_measure").fetchall()[0][0] > 0


def _chosen(events: list[str]) -> list[int]:
    """Numbers of the events to die at: each kind once, then spread evenly."""
    first = {name: number for number, name in reversed(list(enumerate(events, start=1)))}
    numbers = set(first.values())
    for name in ("before os.pwrite", "before shutil.copyfile"):
        numbers |= {number + 1 for number, found in enumerate(events, start=1) if found == name}  # within the call
    spread = random.Random(1).sample(range(1, len(events) + 1), len(events))
    for number in spread:
        if len(numbers) >= KILLS:
            break
        numbers.add(number)
    return sorted(numbers)


def test_killed_in_every_phase(server: Server, started: Home, tmp_path: Path) -> None:
    watch = Watch(started)
    sent = tmp_path / "sent"
    dry = server.ask(home=started.path, load=[_month(sent, 0)], publish=True, list=True)
    assert dry["code"] == 0, dry
    watch.take(dry["told"])
    numbers = _chosen(dry["events"])
    assert len(numbers) >= KILLS
    phases = set()
    for turn, number in enumerate(numbers, start=1):
        answer = server.ask(home=started.path, load=[_month(sent, turn)], publish=True, die_at=number)
        watch.take(answer["told"])
        watch.check(f"{number}: {dry['events'][min(number, len(dry['events'])) - 1]}")
        assert answer["killed"] or answer["code"] == 0, answer
        phases.add((answer["killed"], len(answer["told"])))
    # Died before the receipt, after the receipt, and after the publication was announced or complete.
    assert {(True, 0), (True, 1)} <= phases
    _finish(server, started, watch, tmp_path / "clean")


def test_killed_at_random_moments(server: Server, started: Home, tmp_path: Path) -> None:
    watch = Watch(started)
    sent = tmp_path / "sent"
    begin = time.monotonic()
    answer = server.ask(home=started.path, load=[_month(sent, 100), _month(sent, 101)], publish=True)
    took = time.monotonic() - begin
    watch.take(answer["told"])
    chance = random.Random(2)
    killed = 0
    for turn in range(RANDOM_KILLS):
        order: dict[str, Any] = {"load": [_month(sent, 102 + 2 * turn), _month(sent, 103 + 2 * turn)]}
        if turn % 3 == 2 and watch.receipts:
            order["withdraw"] = [batch for batch in watch.receipts if batch not in watch.withdrawn][-1:]
        answer = server.ask(home=started.path, **order, publish=True, delay=took * chance.uniform(0.05, 0.95))
        killed += answer["killed"]
        watch.take([line for line in answer["told"] if not line.startswith("error")])
        watch.check(f"turn {turn}")
        assert answer["killed"] or answer["code"] == 0 or "无需再办" in str(answer["told"]), answer
    assert killed >= RANDOM_KILLS // 2
    _finish(server, started, watch, tmp_path / "clean")


def test_the_command_itself_killed(server: Server, started: Home, tmp_path: Path) -> None:
    """`python -m etl load` with its readers, from outside."""
    watch = Watch(started)
    chance = random.Random(3)
    for turn in range(REAL_KILLS):
        files = [str(_month(tmp_path / "sent", 200 + 3 * turn + extra)) for extra in range(3)]
        command = [sys.executable, "-m", "etl", "--home", str(started.path), "load", "--yes", "--by", "统计岗", *files]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before = len(journal.read(started.journal))
        deadline = time.monotonic() + 60
        while len(journal.read(started.journal)) == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.6))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert len(journal.read(started.journal)) > before
        watch.check(f"command {turn}")
    _finish(server, started, watch, tmp_path / "clean")
