"""A small profile of `make torture` for the normal suite; kills, flips and crowds have tests of their own."""

from collections import Counter

import pytest

from etl.reading.reader import read_bytes
from tests.torture import examples, real
from tests.torture.files import FORMS, make
from tests.torture.truth import FileTruth, TableTruth, judge

FILES = 900
EXAMPLES = 2_500


def test_drawn_files_are_never_read_wrong() -> None:
    verdicts: Counter[str] = Counter()
    traits: Counter[str] = Counter()
    for seed in range(10_000_000, 10_000_000 + FILES):
        truth = make(seed)
        found = judge(truth, read_bytes(truth.data, truth.name))
        assert found.verdict != "wrong", (seed, truth.traits, found.faults)
        verdicts[found.verdict] += 1
        traits.update(truth.traits)
    assert verdicts["right"] >= 0.85 * FILES, verdicts
    assert verdicts["refused"] <= 0.01 * FILES, verdicts
    # Every form and every kind of ugliness is among them.
    assert set(FORMS) <= set(traits)
    assert len(traits) >= 35, sorted(traits)


@pytest.mark.parametrize("path", real.files() or [None], ids=lambda path: path.name if path else "none")
def test_real_files_are_never_read_wrong(path) -> None:  # type: ignore[no-untyped-def]
    if path is None:
        pytest.skip("没有 SHARED_DATA 中的真实公开文件")
    found = real.judge(path)
    assert found.verdict == "right", found.faults


def test_the_same_number_makes_the_same_file() -> None:
    first, second = make(7), make(7)
    assert [table.rows for table in first.tables] == [table.rows for table in second.tables]


def test_properties_hold() -> None:
    assert examples.run(EXAMPLES) >= 0.95 * EXAMPLES


TABLE = TableTruth("", ["县市区", "收入"], [None, "万元"], [["甲区", "1"], ["乙县", "2"]], [["合计", "3"]], 1, "2024")
CONTENT = "2024年收入（万元）\n县市区,收入\n甲区,1\n乙县,2\n合计,3\n"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", "right"),
        ("乙县,2\n", "", "wrong"),  # a row is lost, and the total that no longer fits asks about another thing
        ("甲区,1", "甲区,7", "wrong"),
        ("万元", "元", "wrong"),
        ("2024年", "2023年", "wrong"),
        ("收入\n", "支出\n", "wrong"),
        ("合计", "合记", "wrong"),
        ("县市区,收入\n", "", "refused"),
    ],
)
def test_the_judge_sees_what_is_wrong(old: str, new: str, verdict: str) -> None:
    """The judge itself: a file that differs from its truth is not called right."""
    data = CONTENT.replace(old, new, 1).encode() if old else CONTENT.encode()
    truth = FileTruth("报表.csv", data, [TABLE], [])
    found = judge(truth, read_bytes(data, truth.name)).verdict
    assert found == verdict or (verdict == "wrong" and found == "questioned" and not new)


def test_a_wrong_total_must_be_noticed() -> None:
    truth = FileTruth("报表.csv", CONTENT.encode(), [TABLE], [], frozenset({"TOTAL_MISMATCH"}))
    assert judge(truth, read_bytes(truth.data, truth.name)).verdict == "wrong"
    assert judge(truth, read_bytes(CONTENT.replace("合计,3", "合计,4").encode(), "报表.csv")).verdict == "wrong"
