"""The journal: hash-chained lines; damage is named and never overwritten."""

import json
from pathlib import Path

import pytest

from etl import journal
from etl.journal import JournalBroken


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of three lines."""
    path = tmp_path / "journal.jsonl"
    entries: list[journal.Entry] = []
    for number in (1, 2, 3):
        journal.append(path, entries, "load", {"file": f"第{number}份.csv", "rows_ok": number})
    return path


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_lines_come_back_as_they_were_written(path: Path) -> None:
    found = journal.read(path)
    assert [(entry.seq, entry.action, entry.body["rows_ok"]) for entry in found] == [(n, "load", n) for n in (1, 2, 3)]
    assert found[0].body["file"] == "第1份.csv"
    assert journal.read(path.with_name("没有.jsonl")) == []


def test_appending_leaves_earlier_bytes_alone(path: Path) -> None:
    before = path.read_bytes()
    journal.append(path, journal.read(path), "withdraw", {"batch": "B000001"})
    assert path.read_bytes().startswith(before)
    assert len(journal.read(path)) == 4


@pytest.mark.parametrize("kept", [1, 20, -2])
def test_a_torn_last_line_was_never_acknowledged(path: Path, kept: int) -> None:
    lines = _lines(path)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:kept])
    found = journal.read(path)
    assert len(found) == 2
    assert journal.torn_bytes(path, found) == len(lines[2][:kept])
    journal.append(path, found, "load", {"file": "第4份.csv"})
    assert [entry.body["file"] for entry in journal.read(path)] == ["第1份.csv", "第2份.csv", "第4份.csv"]
    assert journal.torn_bytes(path, journal.read(path)) == 0


def test_a_record_that_lacks_only_its_line_end_is_kept(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    found = journal.read(path)
    assert len(found) == 3
    journal.append(path, found, "load", {"file": "第4份.csv"})
    assert len(journal.read(path)) == 4


def test_a_changed_line_end_is_damage_not_a_torn_line(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"J")
    with pytest.raises(JournalBroken, match="第3行"):
        journal.read(path)


def _edited(lines: list[bytes]) -> list[bytes]:
    found = json.loads(lines[1])
    found["body"]["rows_ok"] = 99
    return [lines[0], json.dumps(found).encode() + b"\n", lines[2]]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (_edited, 2),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], lines[2], lines[1]], 2),
        (lambda lines: [lines[0], lines[0], lines[1], lines[2]], 2),
        (lambda lines: [lines[0], b"\n", *lines[1:]], 2),
        (lambda lines: [lines[0], b"[1, 2]\n", *lines[1:]], 2),
        (lambda lines: [lines[0], b"\xff\xfe\n", *lines[1:]], 2),
    ],
    ids=["edited", "removed", "first removed", "swapped", "doubled", "blank", "not a record", "not text"],
)
def test_a_tampered_line_is_named(path: Path, change, line: int) -> None:  # type: ignore[no-untyped-def]
    content = b"".join(change(_lines(path)))
    path.write_bytes(content)
    with pytest.raises(JournalBroken, match=f"第{line}行"):
        journal.read(path)
    assert path.read_bytes() == content


def test_a_line_rewritten_with_a_hash_of_its_own_breaks_the_next_one(path: Path) -> None:
    lines = _lines(path)
    forged = path.with_name("forged.jsonl")
    entries = journal.read(path)[:1]
    forged.write_bytes(lines[0])
    journal.append(forged, entries, "load", {"file": "伪造.csv"})
    path.write_bytes(forged.read_bytes() + lines[2])
    with pytest.raises(JournalBroken, match="第3行"):
        journal.read(path)
