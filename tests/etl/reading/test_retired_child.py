"""A child that ends itself between two files costs nothing but a new child."""

from pathlib import Path

import pytest

from etl.reading import ReaderPool, pool


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
