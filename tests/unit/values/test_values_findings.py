"""The wording of every finding about values and keys."""

import csv
import re
from pathlib import Path
from string import Formatter

import pytest

from etl import findings
from etl.values import parse_number

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r'"((?:TEXT|VALUE|PERIOD|MONTH|BOOLEAN|ENUM|NAME|CODE|UNIT|MEASURE|KEY)_[A-Z_]+)"')
#: Words that parsers, the resolver and the loader hand over.
WORDS = {
    "file",
    "sheet",
    "row",
    "column",
    "value",
    "detail",
    "unit",
    "stated",
    "other",
    "what",
    "suggestion",
    "candidates",
}
WORDS |= {"unit_name", "unit_code", "given", "successors", "until", "level", "levels", "unit_type", "types", "scope"}


def rows() -> list[dict[str, str]]:
    with (ROOT / "data/catalogue/findings/values.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def codes_in(*patterns: str) -> set[str]:
    return {
        code
        for pattern in patterns
        for path in ROOT.glob(pattern)
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }


def test_every_code_a_parser_gives_is_worded() -> None:
    used = codes_in("etl/values/*.py", "etl/resolve.py", "etl/unit_register.py", "etl/unit_verdicts.py")
    assert len(used) > 50
    assert used <= set(findings.kinds())


def test_every_worded_code_is_given_somewhere() -> None:
    assert {row["code"] for row in rows()} <= codes_in("etl/**/*.py")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["code"])
def test_the_wording_is_whole(row: dict[str, str]) -> None:
    assert row["outcome"] in findings.OUTCOMES
    assert row["title"] and row["why"] and row["template"]
    assert row["outcome"] == "normalise" or row["remedy"].endswith("。")
    words = {name for text in (row["template"], row["remedy"]) for _, name, _, _ in Formatter().parse(text) if name}
    assert words <= WORDS


def test_a_message_says_where_what_and_what_to_do() -> None:
    parsed = parse_number("—", scale=2)
    made = findings.make(
        parsed.code, file="甲县.xlsx", sheet="六月", row=7, column="收入合计", value="—", detail=parsed.detail
    )
    assert made.message == (
        "“甲县.xlsx”工作表“六月”第7行“收入合计”列，值为“—”：表示没有数字，未作为0处理。请补报实际数字；确实为零的填0。"
    )
