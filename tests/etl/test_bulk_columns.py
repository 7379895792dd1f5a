"""Columns of large files: cut, read and looked up many at a time, and never otherwise than one by one."""

import hashlib
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from etl import bulk_parse, bulk_texts
from etl.bulk_cells import FigureColumn, NotPlain, TextColumn, as_figures, as_texts, written
from etl.bulk_combine import combine
from etl.bulk_figures import BLANK, ODD
from etl.bulk_shape import choose_shape
from etl.bulk_texts import MOST_BYTES, Texts

PLAIN = re.compile(r"(0|[1-9]\d*)(?:\.(\d+))?")


def some_figures(chance: random.Random, count: int) -> list[str]:
    """Figures of every length with a point anywhere, blanks, and cells that are no figures."""
    found = []
    for _ in range(count):
        digits = "".join(chance.choices("0123456789", k=chance.randrange(0, 21)))
        at = chance.randrange(0, len(digits) + 1)
        kind = chance.random()
        if kind < 0.4:
            found.append(digits)
        elif kind < 0.8:
            found.append(f"{digits[:at]}.{digits[at:]}")
        else:
            found.append("".join(chance.choices("0123456789.-+/:, e%", k=chance.randrange(0, 18))))
    return found


def test_figures_are_read_as_one_by_one() -> None:
    texts = some_figures(random.Random(3), 30_000)
    column = FigureColumn.of(texts)
    for row, text in enumerate(text.strip() for text in texts):
        plain = PLAIN.fullmatch(text)
        if not text:
            assert column.places[row] == BLANK
        elif plain and len(text.replace(".", "")) <= 18:
            whole, decimals = plain[1], plain[2] or ""
            assert (column.mantissa[row], column.places[row]) == (int(whole + decimals), len(decimals)), text
        else:
            assert (column.places[row], column.odd[row]) == (ODD, text)
    assert column.at(np.arange(len(texts))) == [text.strip() for text in texts]


def test_long_numbers_are_found_by_their_length() -> None:
    texts = [text for text in some_figures(random.Random(4), 20_000) if PLAIN.fullmatch(text)]
    column = FigureColumn.of(texts)
    found = set(column.at_least_as_long(11).tolist())
    assert found == {row for row, text in enumerate(texts) if len(text) >= 11 and row not in column.odd} != set()


def test_replaced_figures_and_texts_of_either_kind() -> None:
    column = FigureColumn.of(["5", "-0.50", "", "约", "1.25"])
    fixed = column.replaced({1: "-0.50", 3: "30.000"})
    assert not fixed.odd and [int(number) for number in fixed.mantissa[[1, 3]]] == [-5, 30]
    assert fixed.at(np.array([0, 1, 2, 4])) == ["5", "-0.5", "", "1.25"]
    again = as_figures(as_texts(column))
    assert again.odd == column.odd and again.at(np.arange(5)) == column.at(np.arange(5))
    kept = column.kept(np.array([False, True, True, True, False]))
    assert kept.odd == {0: "-0.50", 2: "约"} and len(kept) == 3
    assert written(-5, 1) == "-0.5" and written(7, BLANK) == ""


def some_texts(chance: random.Random, distinct: int, count: int) -> list[bytes]:
    known = [bytes(chance.choices(b"ab\x00\xe4", k=chance.randrange(0, 40))) for _ in range(distinct)]
    known += [b"x" * (MOST_BYTES + extra) for extra in (-1, 0, 1, 2)] + [b"x" * MOST_BYTES + b"y"]
    return [chance.choice(known) for _ in range(count)]


def numbered(texts: Texts, cells: Sequence[bytes]) -> list[bytes]:
    content = np.zeros(sum(map(len, cells)) + MOST_BYTES + 16, dtype=np.uint8)
    joined = b"".join(cells)
    content[: len(joined)] = np.frombuffer(joined, np.uint8)
    ends = np.cumsum([len(cell) for cell in cells])
    starts = ends - np.array([len(cell) for cell in cells])
    return [texts.texts[number] for number in texts.number(content, starts, ends)]


@pytest.mark.parametrize("alike", [False, True])
def test_texts_are_told_apart_whatever_their_sums(monkeypatch: pytest.MonkeyPatch, alike: bool) -> None:
    if alike:  # every text of a length has the sum of every other
        monkeypatch.setattr(bulk_texts, "_FACTORS", np.zeros_like(bulk_texts._FACTORS))
    chance, texts = random.Random(5), Texts()
    for distinct in (3, 300, 40):
        cells = some_texts(chance, distinct, 2_000)
        assert numbered(texts, cells) == cells
    assert len(set(texts.texts[1:])) == len(texts.texts) - 1


def test_combinations_are_those_that_occur() -> None:
    chance = random.Random(6)
    source = np.array([chance.randrange(6) for _ in range(500)], dtype=np.int32)
    one = TextColumn(source, ["a", "b"], np.array([0, 1, 0, 1, 0, 0], dtype=np.int32))
    two = TextColumn(source, ["x", "y", "z"], np.array([0, 1, 1, 1, 2, 0], dtype=np.int32))
    three = TextColumn.of([chance.choice(["p", "q", None]) for _ in range(500)])
    for columns in ([one], [one, two], [one, three, two], [three]):
        codes, lines = combine(columns)
        rows = list(zip(*(column.at(np.arange(500)) for column in columns), strict=True))
        found = [tuple(column.texts[n] for column, n in zip(columns, line, strict=True)) for line in lines.T]
        assert [found[code] for code in codes] == rows
        assert sorted(found) == sorted(set(rows))


def some_lines(chance: random.Random, count: int) -> list[list[str]]:
    codes = [f"99{number:04d}" for number in range(chance.choice([3, 400]))]
    return [
        [code := chance.choice(codes), f"名{code}", chance.choice(["1", "12"]), chance.choice(["甲", "乙乙乙"]),
         chance.choice(["5", "12.5", "", "约"] if chance.random() < 0.1 else ["7"]), chance.choice(["", " 注 ", "源"])]
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("closing", [0, 1, 3])
def test_blocks_hold_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, closing: int) -> None:
    monkeypatch.setattr(bulk_parse, "_BLOCK", 1_000)
    lines = some_lines(random.Random(closing), 3_000)
    content = (end.join(["a,b,c,d,e,f", *(",".join(line) for line in lines)]) + end * closing).encode()
    path = tmp_path / "lines.csv"
    path.write_bytes(content)
    shape = choose_shape(path, ",", 6, {4})
    parsed = bulk_parse.parse(path, content.index(b"\n") + 1, shape)
    cells = bulk_parse.decoded(parsed, "utf-8")
    assert parsed.rows == len(lines) and parsed.sha256 == hashlib.sha256(content).hexdigest()
    for column, texts in zip(cells, zip(*lines, strict=True), strict=True):
        assert column.at(np.arange(len(lines))) == [text.strip() for text in texts]


@pytest.mark.parametrize("line", ["", "1,2,3,4,5", "1,2,3,4,5,6,7", '1,"2",3,4,5,6', "1,2\r,3,4,5,6", "x" * 2_000])
def test_lines_of_another_kind_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(bulk_parse, "_BLOCK", 1_000)
    lines = [",".join(row) for row in some_lines(random.Random(9), 600)]
    lines[300] = line
    path = tmp_path / "lines.csv"
    path.write_bytes("\n".join(["a,b,c,d,e,f", *lines, ""]).encode())
    with pytest.raises(NotPlain):
        bulk_parse.decoded(bulk_parse.parse(path, 12, choose_shape(path, ",", 6, {4})), "utf-8")


@pytest.mark.parametrize("missing", [20, -20])
def test_a_file_that_changes_while_it_is_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: int
) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 1_000)
    shape = choose_shape(path, ",", 3, {2})
    assert bulk_parse.parse(path, 6, shape).rows == 1_000
    before = bulk_parse._end_of_lines
    monkeypatch.setattr(bulk_parse, "_end_of_lines", lambda stream: before(stream) - missing)
    with pytest.raises(NotPlain):
        bulk_parse.parse(path, 6, shape)
