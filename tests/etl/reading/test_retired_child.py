"""A child that ends itself between two files costs nothing but a new child."""

import subprocess
import sys
from pathlib import Path

import pytest

from etl.reading import ReaderPool, child, pool

ROOT = Path(__file__).resolve().parents[3]


def test_a_child_that_retires_when_asked_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位,数\n甲,1\n乙,2\n", encoding="utf-8")
    asked: list[int] = []
    plain = pool._Worker.read

    def retire_once(self: pool._Worker, *arguments: object) -> object:
        asked.append(self.process.pid)
        if len(asked) == 1:
            assert self.process.stdin
            self.process.stdin.close()
            self.process.wait()
            raise pool._Died(self._why())
        return plain(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pool._Worker, "read", retire_once)
    with ReaderPool(1) as readers:
        result = readers.read(path)
    assert not result.refused
    assert result.tables[0].rows == [["甲", "1"], ["乙", "2"]]
    assert len(set(asked)) == 2


def test_a_child_stays_however_much_memory_its_parent_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位,数\n甲,1\n乙,2\n", encoding="utf-8")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from etl.reading import ReaderPool\n"
        f"held = bytearray(b'x') * {child.RECYCLE_BYTES + 50_000_000}\n"
        "with ReaderPool(1) as readers:\n"
        "    for _ in range(3):\n"
        "        assert not readers.read(sys.argv[2]).refused\n"
        "        worker = readers._free.get(); print(worker.process.pid); readers._free.put(worker)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    pids = said.stdout.split()
    assert len(pids) == 3
    assert len(set(pids)) == 1
