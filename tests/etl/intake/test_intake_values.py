"""Figures, years and periods, spelled in every way the rules list, from the file to the stored value."""

# ruff: noqa: E501 - a case is one row of a table

from decimal import Decimal
from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import INCOME_HEAD, VILLAGES, changed, csv, income

from dashboard.periods import period_key

HEADS = {2: "年度", 3: "截至月份", 4: "年度收入目标", 12: "村企数"}
SEPTEMBER = period_key(2024, 9)

#: Text of the target (万元) → its value, with the note that must be listed ("" = plain).
READ = [
    ("12", "12", ""), ("0", "0", ""), ("12.50", "12.5", ""), ("12.3456789012", "12.345679", "VALUE_ROUNDED"), ("1８．５", "18.5", "VALUE_FULL_WIDTH"),
    ('"1,234.50"', "1234.5", "VALUE_THOUSANDS"), ("1，234.50", "1234.5", "VALUE_FULL_WIDTH"), ("12.5万元", "12.5", "VALUE_UNIT_WORD"),
    ("'12", "12", "VALUE_APOSTROPHE"), (" 12 ", "12", ""), ("\u00a012", "12", ""), ("+12", "12", "VALUE_PLUS_SIGN"),
    ("1.2E+02", "120", "VALUE_SCIENTIFIC"),
]  # fmt: skip
#: Text of the target → the code that keeps its row out.
UNREAD = [
    ("NaN", "VALUE_NOT_FINITE"), ("nan", "VALUE_NOT_FINITE"), ("inf", "VALUE_NOT_FINITE"), ("-inf", "VALUE_NOT_FINITE"), ("1e309", "VALUE_TOO_LARGE"),
    ("1" * 40, "VALUE_TOO_LARGE"), ("-5", "VALUE_NEGATIVE"), ("(12.50)", "VALUE_ODD_MINUS"), ("（12.50）", "VALUE_ODD_MINUS"), ("−5", "VALUE_ODD_MINUS"),
    ("一百二十", "VALUE_HAN_NUMERAL"), ("壹佰", "VALUE_HAN_NUMERAL"), ("1 234", "VALUE_INNER_BLANK"), ('"1,23.50"', "VALUE_BAD_GROUPING"),
    ("1O", "VALUE_LOOKALIKE"), ("l2", "VALUE_LOOKALIKE"), ("1.2.3", "VALUE_NOT_NUMBER"), ("12。5", "VALUE_NOT_NUMBER"), ('"12,5"', "VALUE_BAD_GROUPING"),
    ("1.2亿", "VALUE_OTHER_UNIT"), ("1200000元", "VALUE_OTHER_UNIT"), ("85%", "VALUE_PERCENT"), ("约120", "VALUE_APPROXIMATE"), ("100-120", "VALUE_RANGE"),
    ("null", "VALUE_MISSING_MARK"), ("NULL", "VALUE_MISSING_MARK"), ("#N/A", "VALUE_MISSING_MARK"), ("#DIV/0!", "VALUE_EXCEL_ERROR"), ("—", "VALUE_MISSING_MARK"),
    ("/", "VALUE_MISSING_MARK"), ("无", "VALUE_MISSING_MARK"), ("空", "VALUE_MISSING_MARK"), ("未统计", "VALUE_MISSING_MARK"), ("", "CELL_MISSING"), ("  ", "CELL_MISSING"),
    ("=1+1", "CELL_FORMULA"), ("TRUE", "VALUE_NOT_NUMBER"), ("0x1F", "VALUE_PROGRAM_NUMBER"), ("1_000", "VALUE_PROGRAM_NUMBER"), ("١٢", "VALUE_OTHER_DIGITS"),
    ("2024-06-30", "VALUE_IS_DATE"), ("2024/6/30", "VALUE_IS_DATE"),
]  # fmt: skip
YEARS_READ = ["2024年", "2024年度", "2024.0", "２０２４", "'2024", " 2024"]
YEARS_UNREAD = [
    ("24", "PERIOD_INVALID"), ("45292", "PERIOD_EXCEL_SERIAL"), ("民国113年", "PERIOD_MINGUO"), ("2031", "PERIOD_FUTURE"), ("1949", "PERIOD_TOO_EARLY"),
    ("20224", "PERIOD_EXCEL_SERIAL"), ("", "CELL_MISSING"), ("二〇二四", "PERIOD_INVALID"),
]  # fmt: skip
MONTHS_READ = ["9月", "09", "９", "2024年9月", "2024/9", "202409", "2024-09", "1-9月", "9月份", "9.0", "九月"]
MONTHS_UNREAD = [
    ("45565", "MONTH_INVALID"), ("2024Q3", "MONTH_INVALID"), ("13", "MONTH_INVALID"), ("0", "MONTH_INVALID"), ("2024-13", "MONTH_INVALID"),
    ("09/10/24", "MONTH_INVALID"), ("Sep-24", "MONTH_INVALID"), ("2031-09", "PERIOD_CONFLICT"), ("12", "PERIOD_FUTURE"), ("", "CELL_MISSING"),
]  # fmt: skip
COUNTS_UNREAD = [
    ("120.5", "VALUE_NOT_INTEGER"),
    ("1.5", "VALUE_NOT_INTEGER"),
    ("3户", "VALUE_OTHER_UNIT"),
    ("三", "VALUE_HAN_NUMERAL"),
]


#: Label of a file → column, and the texts that its rows 2, 3, 4 … hold there.
TEXTS: dict[str, tuple[int, list[str]]] = {
    "targets read": (4, [row[0] for row in READ]),
    "targets unread": (4, [row[0] for row in UNREAD[::2]]),
    "more targets unread": (4, [row[0] for row in UNREAD[1::2]]),
    "years read": (2, YEARS_READ),
    "years unread": (2, [row[0] for row in YEARS_UNREAD]),
    "months read": (3, MONTHS_READ),
    "months unread": (3, [row[0] for row in MONTHS_UNREAD]),
    "counts read": (12, ["3家", "3", "", "3.0", "３"]),
    "counts unread": (12, [row[0] for row in COUNTS_UNREAD]),
}
CODES = {
    "targets unread": UNREAD[::2], "more targets unread": UNREAD[1::2], "years unread": YEARS_UNREAD,
    "months unread": MONTHS_UNREAD, "counts unread": COUNTS_UNREAD,
}  # fmt: skip


def with_texts(label: str) -> str:
    column, texts = TEXTS[label]
    return csv(INCOME_HEAD, changed(income(), {(row, column): text for row, text in enumerate(texts)}))


def case_of(label: str) -> Case:
    texts = TEXTS[label][1]
    if label not in CODES:
        return Case(label, with_texts(label), "N", kept=72)
    rows = range(2, len(texts) + 2)
    return Case(label, with_texts(label), "R", {code for _, code in CODES[label]}, rows, kept=72 - len(texts))


CASES = [
    *map(case_of, TEXTS),
    Case("120家", csv(INCOME_HEAD, changed(income(), {(4, 12): "120家"})), "W", ["RULE_BROKEN"], notes=["VALUE_UNIT_WORD"], kept=72),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    return send(prepared_home, tmp_path_factory.mktemp("values"), CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


def found_at(sent: dict[str, Sent], label: str, text: str) -> tuple[int, list[dict[str, object]]]:
    """Row of a text in its file, and the findings about it."""
    row = TEXTS[label][1].index(text) + 2
    return row, [finding for finding in sent[label].checked.findings if finding["row"] == row]


@pytest.mark.parametrize(("text", "value", "note"), READ)
def test_a_figure_is_stored_as_it_was_meant(text: str, value: str, note: str, sent: dict[str, Sent]) -> None:
    row, findings = found_at(sent, "targets read", text)
    stored = sent["targets read"].facts["econ_income_target", VILLAGES[row - 2][0], SEPTEMBER]
    assert Decimal(stored).scaleb(-6) == Decimal(value)
    assert [finding["code"] for finding in findings] == ([note] if note else [])


@pytest.mark.parametrize(
    ("label", "text", "code"), [(label, *row) for label, rows in CODES.items() for row in rows]
)  # fmt: skip
def test_an_unread_cell_leaves_no_figure_and_no_zero(label: str, text: str, code: str, sent: dict[str, Sent]) -> None:
    row, findings = found_at(sent, label, text)
    assert [(finding["code"], finding["severity"]) for finding in findings] == [(code, "out")]
    assert findings[0]["column"] == HEADS[TEXTS[label][0]]
    assert text.strip('" ')[:40] in str(findings[0]["message"]) or code.startswith("CELL_")
    assert not [key for key in sent[label].facts if key[1] == VILLAGES[row - 2][0]]


@pytest.mark.parametrize(
    ("label", "text"), [("years read", text) for text in YEARS_READ] + [("months read", text) for text in MONTHS_READ]
)
def test_a_period_is_read(label: str, text: str, sent: dict[str, Sent]) -> None:
    row, _ = found_at(sent, label, text)
    assert ("econ_income_total", VILLAGES[row - 2][0], SEPTEMBER) in sent[label].facts


def test_an_empty_optional_cell_is_missing_not_zero(sent: dict[str, Sent]) -> None:
    row, _ = found_at(sent, "counts read", "")
    facts = sent["counts read"].facts
    assert ("village_company_cnt", VILLAGES[row - 2][0], SEPTEMBER) not in facts
    assert facts["village_company_cnt", VILLAGES[row - 3][0], SEPTEMBER] == 3
    assert ("econ_income_total", VILLAGES[row - 2][0], SEPTEMBER) in facts
