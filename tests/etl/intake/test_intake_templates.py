"""A form that only one home knows: one column for the period, few decimals, dates ahead of today."""

# ruff: noqa: E501 - a case is one row of a table

import json
import shutil
from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import VILLAGES, csv

from dashboard.periods import period_key

FORM = {
    "name": "X1", "title": "帮扶资金进度表", "version": "1", "grain": "一个行政村×一个月", "layout": "table",
    "period": {"kind": "month", "fields": ["period"]},
    "unit": {"code": "unit_code", "levels": ["village"], "types": ["行政村"]},
    "expects": {}, "primaryKey": ["unit_code", "period"], "item": [],
    "fields": [
        {"name": "unit_code", "title": "村编码", "type": "string", "constraints": {"required": True}},
        {"name": "period", "title": "期别", "type": "string", "constraints": {"required": True}},
        {"name": "fund", "title": "帮扶资金", "type": "number", "unit": "万元", "scale": 2, "constraints": {"required": True, "minimum": 0}},
        {"name": "due_on", "title": "拨付期限", "type": "date", "constraints": {"required": False}},
        {"name": "paid_on", "title": "拨付日期", "type": "date", "not_after_today": True, "constraints": {"required": False}},
    ],
    "foreignKeys": [], "checks": [], "emits": [{"measure": "econ_income_subsidy", "value": "fund"}],
}  # fmt: skip
HEAD = ("村编码", "期别", "帮扶资金（万元）", "拨付期限", "拨付日期")
CODES = [code for code, _, _ in VILLAGES]


def form(*rows: tuple[str, ...], unit: str = "万元") -> str:
    """Rows of (period, fund, due, paid); each row is another village."""
    head = (*HEAD[:2], f"帮扶资金（{unit}）", *HEAD[3:])
    return csv(head, [(code, *(*row, "", "")[:4]) for code, row in zip(CODES, rows, strict=False)])


READ = ["2024年9月", "2024/9", "202409", "2024-09-30", "2024-09", "2024年09月", "2024.9", "2024.09"]
UNREAD = [
    ("45565", "PERIOD_EXCEL_SERIAL"), ("2024Q3", "PERIOD_INVALID"), ("9月", "PERIOD_NO_YEAR"), ("2024-13", "PERIOD_INVALID"), ("2024-09-31", "PERIOD_INVALID"),
    ("09/10/24", "PERIOD_AMBIGUOUS"), ("Sep-24", "PERIOD_AMBIGUOUS"), ("2031-09", "PERIOD_FUTURE"), ("2024.1", "PERIOD_DOT_AMBIGUOUS"), ("", "CELL_MISSING"),
]  # fmt: skip
CASES = [
    Case("periods read", form(*((text, "5.5") for text in READ)), "N", notes=["PERIOD_SPELLING"], kept=len(READ)),
    Case("periods unread", form(("2024-09", "5.5"), *((text, "5.5") for text, _ in UNREAD)), "R", {code for _, code in UNREAD}, range(3, 3 + len(UNREAD)), kept=1),
    Case("2024.1 throughout", form(*[("2024.1", "5.5")] * 5), "F", ["PERIOD_DOT_AMBIGUOUS", "FILE_NOTHING_LEFT"]),
    Case("2024.1 to 2024.9", form(*((f"2024.{month}", "5.5") for month in range(1, 10))), "R", ["PERIOD_DOT_AMBIGUOUS"], [2], kept=8),
    Case("2024.1 beside 2024.10", form(("2024.1", "5.5"), ("2024.10", "6.5")), "N", notes=["PERIOD_SPELLING"], kept=2),
    Case("finer than the form holds", form(("2024-09", "123456"), ("2024-09", "123449"), ("2024-09", "1200000"), ("2024-09", "0"), unit="元"), "N", notes=["MEASURE_CONVERTED", "VALUE_ROUNDED"], kept=4),
    Case("ill-written and finer", form(("2024-09", '"123,456.70"'), ("2024-09", "约5"), unit="元"), "R", ["VALUE_APPROXIMATE"], [3], kept=1),
    Case("a date to come", form(("2024-09", "5", "2026-12-31", "2024-09-12")), "A", kept=1),
    Case("a payment to come", form(("2024-09", "5", "", "2026-12-31"), ("2024-09", "5")), "R", ["PERIOD_FUTURE"], [2], kept=1),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    folder = tmp_path_factory.mktemp("templates")
    home = folder / "with_form"
    shutil.copytree(prepared_home, home)
    (home / "templates").mkdir()
    (home / "templates" / "X1.json").write_text(json.dumps(FORM, ensure_ascii=False), encoding="utf-8")
    return send(home, folder, CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize(("text", "code"), UNREAD)
def test_an_unread_period_says_why(text: str, code: str, sent: dict[str, Sent]) -> None:
    row = 3 + [entry[0] for entry in UNREAD].index(text)
    found = [item for item in sent["periods unread"].checked.findings if item["row"] == row]
    assert [(item["code"], item["severity"], item["column"]) for item in found] == [(code, "out", "期别")]


def test_every_spelling_is_september(sent: dict[str, Sent]) -> None:
    assert {key[2] for key in sent["periods read"].facts} == {period_key(2024, 9)}
    assert [key[2] for key in sorted(sent["2024.1 beside 2024.10"].facts)] == [
        period_key(2024, 1),
        period_key(2024, 10),
    ]


def test_a_smaller_unit_is_rounded_once_and_exactly(sent: dict[str, Sent]) -> None:
    facts = sent["finer than the form holds"].facts
    values = [facts["econ_income_subsidy", code, period_key(2024, 9)] for code in CODES[:4]]
    assert values == [12_350_000, 12_340_000, 120_000_000, 0]  # 12.35, 12.34, 120 and 0 万元
    assert list(sent["ill-written and finer"].facts.values()) == [12_350_000]
