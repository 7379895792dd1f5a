"""Personal data, cells that are code, and file names (uploads.md, Personal, Injection, Names)."""

# ruff: noqa: E501 - a case is one row of a table

import json
from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import INCOME_HEAD, PROGRESS_HEAD, VILLAGES, changed, csv, income, progress
from making import book, custom, patch

IDENTITY, OLD_IDENTITY, PHONE, CARD = "11010519491231002X", "350102650307123", "13805912345", "6222021234567890128"
WIDE = "".join(chr(ord(ch) + 0xFEE0) for ch in IDENTITY)
NAME = VILLAGES[4][1]
BODY = csv(INCOME_HEAD, income())
PERSON = "欧阳建国"


def luhn(stem: str) -> str:
    """A bank card number with its check digit."""
    for digit in "0123456789":
        doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(stem + digit))]
        if sum(d - 9 * (d > 9) for d in doubled) % 10 == 0:
            return stem + digit
    raise AssertionError


def noted(value: str, title: str = "备注") -> str:
    """The form with one more column that holds a text in one row."""
    rows = [[*row, value if number == 4 else ""] for number, row in enumerate(income())]
    return csv((*INCOME_HEAD, title), rows)


def sheet(wb, extra: str = ""):  # type: ignore[no-untyped-def]
    made = wb.add_worksheet()
    made.write_row(0, 0, [*INCOME_HEAD, *(["备注"] if extra else [])])
    for number, row in enumerate(income(), start=1):
        made.write_row(number, 0, row)
    if extra:
        made.write(5, 14, extra)
    return made


def hidden_column(wb) -> None:  # type: ignore[no-untyped-def]
    sheet(wb, IDENTITY).set_column(14, 14, None, None, {"hidden": True})


def very_hidden_sheet(wb) -> None:  # type: ignore[no-untyped-def]
    sheet(wb)
    other = wb.add_worksheet()
    other.write(7, 7, IDENTITY)
    other.very_hidden()


def rounded(wb) -> None:  # type: ignore[no-untyped-def]
    made = sheet(wb, "x")
    for number in range(1, 73):
        made.write_number(number, 14, 350102199003071234)


def comment(wb) -> None:  # type: ignore[no-untyped-def]
    sheet(wb).write_comment("B2", f"经手人 {IDENTITY}")


def footer(wb) -> None:  # type: ignore[no-untyped-def]
    sheet(wb).set_footer(f"&L联系电话 {PHONE}")


ROSTER = csv(
    ("支部", "姓名", "性别", "出生年月"), [("一支部", PERSON, "男", "1970-01"), ("二支部", "王小明", "女", "1981-02")]
)
PERSONAL = [
    Case("identity column", noted(IDENTITY, "身份证号"), "F", ["PERSONAL_ID"], secret=IDENTITY),
    Case("identity in a single cell", noted(IDENTITY), "F", ["PERSONAL_ID"], secret=IDENTITY),
    Case("identity with small x", noted(IDENTITY.lower()), "F", ["PERSONAL_ID"], secret=IDENTITY.lower()),
    Case("identity with blanks", noted(f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}"), "F", ["PERSONAL_ID"], secret=IDENTITY[6:14]),
    Case("identity in full-width digits", noted(WIDE), "F", ["PERSONAL_ID"], secret=WIDE),
    Case("identity inside a text", noted(f"联系人证件{IDENTITY}请核"), "F", ["PERSONAL_ID"], secret=IDENTITY),
    Case("identity of 15 digits", noted(OLD_IDENTITY), "F", ["PERSONAL_ID"], secret=OLD_IDENTITY),
    Case("identity in a village's name", BODY.replace(NAME, NAME + IDENTITY), "F", ["PERSONAL_ID"], secret=IDENTITY),
    Case("identity in a hidden column", lambda: custom(hidden_column), "F", ["PERSONAL_ID"], name="报表.xlsx", secret=IDENTITY),
    Case("identity in a very hidden sheet", lambda: custom(very_hidden_sheet), "F", ["PERSONAL_ID"], name="报表.xlsx", secret=IDENTITY),
    Case("identity rounded by Excel", lambda: custom(rounded), "F", ["PERSONAL_ID"], name="报表.xlsx", secret="3501021990030"),
    Case("identity in a comment", lambda: custom(comment), "F", ["PERSONAL_ID"], name="报表.xlsx", secret=IDENTITY),
    Case("identity in the file name", BODY, "F", ["PERSONAL_ID"], name=f"{IDENTITY}报表.csv", secret=IDENTITY),
    Case("telephone column", noted(PHONE, "联系电话"), "F", ["PERSONAL_PHONE"], secret=PHONE),
    Case("telephone with +86", noted(f"+86 {PHONE}"), "F", ["PERSONAL_PHONE"], secret=PHONE),
    Case("telephone below the table", BODY + f"填表人联系电话：{PHONE}\n", "F", ["PERSONAL_PHONE"], secret=PHONE),
    Case("telephone in the footer", lambda: custom(footer), "F", ["PERSONAL_PHONE"], name="报表.xlsx", secret=PHONE),
    Case("bank card", noted(luhn("622202123456789012")), "F", ["PERSONAL_CARD"], secret=luhn("622202123456789012")),
    Case("roster of names", ROSTER, "F", ["PERSONAL_ROSTER"], secret=PERSON),
]  # fmt: skip
BAD_CELLS = {
    "HTML": "<img src=x onerror=alert(1)>", "SVG": "<svg/onload=alert(1)>", "javascript link": "javascript:alert(1)", "markdown image": "![x](http://a.b/c.png)",
    "formula": "=1+1", "DDE": "=cmd|' /C calc'!A0", "full-width formula": "＝1＋1", "at sign": "@SUM(A1:A9)", "SQL": "'; DROP TABLE fact; --", "template": "{{7*7}}",
    "LaTeX": r"\input{/etc/passwd}", "plotly tag": "<extra></extra>", "CRLF": "甲\r\n乙", "ANSI": "\x1b[31m红", "path": "../../etc/passwd",
}  # fmt: skip


def sourced(texts: list[str]) -> bytes:
    """The progress form with a text in the source column of some rows, one row a text, then rows in order."""
    rows = [[*progress()[0][:10], "组织部统计"] for _ in texts]
    for number, (row, text) in enumerate(zip(rows, texts, strict=True)):
        row[3], row[10] = str(number % 9 + 1), text
        row[2] = str(2022 - number // 9)
    return book([list(PROGRESS_HEAD), *rows, *progress()])


HARMLESS = csv([*INCOME_HEAD, "x'; DROP TABLE fact_measure; --"], [(*row, "1") for row in income()])
INJECTED = [
    Case("code in cells", lambda: sourced(list(BAD_CELLS.values())), "R", {"CELL_MARKUP", "CELL_LINK", "CELL_FORMULA", "CELL_TEMPLATE", "CELL_SQL", "CELL_PATH", "CELL_CONTROL", "CELL_LINE_BREAK"}, range(2, 2 + len(BAD_CELLS)), kept=4, name="报表.xlsx", through=True),
    Case("SQL in a header", HARMLESS, "W", ["MAP_EXTRA_COLUMNS"], kept=72),
    Case("HTML as a sheet's name", lambda: book([list(INCOME_HEAD), *income()], names=["<b>收入<b>"]), "A", kept=72, name="报表.xlsx"),
]  # fmt: skip
NAMES = {
    "traversal": "../../etc/passwd.csv", "absolute": "/etc/报表.csv", "UNC": "\\\\server\\share\\报表.csv", "CON": "CON.csv", "300 characters": "长" * 300 + ".csv",
    "RTL": "报表\u202evsc.csv", "HTML": "<b>报表</b>.csv", "formula": "=cmd()报表.csv", "SQL": "报表'; DROP TABLE x;--.csv", "CRLF": "报\r\n表.csv", "NUL": "报\0表.csv",
    "double extension": "报表.exe.csv", "none": "", "emoji": "😀报表.csv",
}  # fmt: skip
NAMED = [
    Case(
        f"name: {label}",
        csv(INCOME_HEAD, changed(income(), {(0, 4): f"4{number}"})),
        "N",
        kept=72,
        name=name,
        through=True,
    )
    for number, (label, name) in enumerate(NAMES.items())
]
NAMED += [
    Case(f"name: {suffix}", BODY, "F", ["FILE_TYPE_BARRED"], name=f"报表{suffix}")
    for suffix in (".parquet", ".duckdb", ".pkl")
]
CASES = PERSONAL + INJECTED + NAMED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guard")


@pytest.fixture(scope="module")
def sent(prepared_home: Path, folder: Path) -> dict[str, Sent]:
    return send(prepared_home, folder, CASES)


@pytest.mark.parametrize("case", [*PERSONAL, *INJECTED], ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize("case", PERSONAL, ids=lambda case: case.label)
def test_nothing_personal_is_repeated_or_kept(case: Case, sent: dict[str, Sent], folder: Path) -> None:
    said = json.dumps([sent[case.label].checked.as_dict(), sent[case.label].confirmed.as_dict()], ensure_ascii=False)
    assert case.secret not in said
    needles = [case.secret.encode(encoding) for encoding in ("utf-8", "gbk", "utf-16-le")]
    for path in (folder / "home").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not any(needle in content for needle in needles), path


@pytest.mark.parametrize("label", list(BAD_CELLS))
def test_a_cell_of_code_names_its_column(label: str, sent: dict[str, Sent]) -> None:
    row = 2 + list(BAD_CELLS).index(label)
    found = [item for item in sent["code in cells"].checked.findings if item["row"] == row]
    assert [(item["severity"], item["column"]) for item in found] == [("out", "数据来源")]
    assert str(found[0]["code"]).startswith("CELL_")


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.label)
def test_a_name_never_matters(case: Case, sent: dict[str, Sent]) -> None:
    answer = sent[case.label].checked
    assert answer.outcome in (("refuse",) if case.letter == "F" else ("accept", "normalise"))
    shown = answer.file
    assert shown and len(shown) <= 120
    assert not set(shown) & set('/\\<>\r\n\0\u202e"|')
    assert shown[0] not in "=+-@"
    if case.letter != "F":
        assert sent[case.label].rows == list(range(2, 74))


def test_names_reach_the_store_only_as_shown(prepared_home: Path, sent: dict[str, Sent], folder: Path) -> None:
    del sent
    known = {path.name for path in prepared_home.rglob("*") if path.is_file()}
    fresh = {path.name for path in (folder / "home").rglob("*") if path.is_file()} - known
    assert all(set(name) <= set("0123456789abcdef") or name.startswith(("snap-", "work")) for name in fresh), fresh


def test_a_threaded_comment_is_looked_at(prepared_home: Path, tmp_path: Path) -> None:
    part = {"xl/threadedComments/threadedComment1.xml": f"<a><text>{PHONE}</text></a>".encode()}
    case = Case("threaded comment", patch(book([list(INCOME_HEAD), *income()]), {}, extra=part), "F", ["PERSONAL_PHONE"], name="报表.xlsx", secret=PHONE)  # fmt: skip
    judge(case, send(prepared_home, tmp_path, [case])["threaded comment"])
