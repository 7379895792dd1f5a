"""Personal data refuses the file and is never repeated; look-alikes do not (uploads.md, Personal)."""
# ruff: noqa: E501 - one case a line reads better than a wrapped one

import json

import pytest
from making import CLEAN, book, codes, custom, patch, read, text

from etl.reading.identity import check_digit, in_text

IDENTITY = "11010519491231002X"
OLD_IDENTITY = "350102650307123"
PHONE = "13805912345"
CARD = "6222021234567890128"


def luhn_card() -> str:
    stem = "622202123456789012"
    for digit in "0123456789":
        total = sum(
            (int(d) * (1 + i % 2) - 9 * (int(d) * (1 + i % 2) > 9)) for i, d in enumerate(reversed(stem + digit))
        )
        if total % 10 == 0:
            return stem + digit
    raise AssertionError


def with_row(name: str, header: str = "备注", value: str = "") -> str:
    return f"县市区,{header},收入\n鼓楼区,{value or name},12\n台江区,,30\n"


SPACED = " ".join((IDENTITY[:6], IDENTITY[6:14], IDENTITY[14:]))
WIDE = "".join(chr(ord(ch) + 0xFEE0) for ch in IDENTITY)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_row(IDENTITY), "PERSONAL_ID"),
        (with_row(IDENTITY.lower()), "PERSONAL_ID"),
        (with_row(SPACED), "PERSONAL_ID"),
        (with_row(WIDE), "PERSONAL_ID"),
        (with_row(f"联系人证件{IDENTITY}请核"), "PERSONAL_ID"),
        (with_row(OLD_IDENTITY), "PERSONAL_ID"),
        (with_row("350102199003071234"), "PERSONAL_ID"),
        (f"县市区,收入\n东街村{IDENTITY},12\n", "PERSONAL_ID"),
        ("县市区,身份证号,收入\n鼓楼区,3.50102E+17,12\n", "PERSONAL_ID"),
        (with_row("3.50102199003071E+17"), "PERSONAL_ID"),
        (with_row("350102199003070000"), "PERSONAL_ID"),
        (f"县市区,联系电话,收入\n鼓楼区,{PHONE},12\n", "PERSONAL_PHONE"),
        (with_row(f"+86 {PHONE}"), "PERSONAL_PHONE"),
        (with_row("138 0591 2345"), "PERSONAL_PHONE"),
        (with_row("138-0591-2345"), "PERSONAL_PHONE"),
        (CLEAN + f"填表人联系电话：{PHONE}\n", "PERSONAL_PHONE"),
        (with_row(luhn_card()), "PERSONAL_CARD"),
        (with_row(" ".join((luhn_card()[:4], luhn_card()[4:8], luhn_card()[8:12], luhn_card()[12:16], luhn_card()[16:]))), "PERSONAL_CARD"),
        ("支部,姓名,性别,出生年月\n一支部,王小明,男,1970-01\n一支部,李红,女,1981-02\n", "PERSONAL_ROSTER"),
        ("县市区,党员姓名,收入\n鼓楼区,王小明,1\n鼓楼区,欧阳建国,2\n", "PERSONAL_ROSTER"),
    ],
)  # fmt: skip
def test_refused_and_not_repeated(content: str, code: str) -> None:
    result = text(content)
    assert result.refused
    assert not result.tables
    assert code in codes(result)
    said = json.dumps(result.as_dict(), ensure_ascii=False)
    for secret in (IDENTITY, PHONE, OLD_IDENTITY, luhn_card(), "王小明", "350102199003071234", "E+17", WIDE):
        assert secret not in said
    assert all(finding.value == "" for finding in result.findings)


def test_in_file_name() -> None:
    result = text(CLEAN, f"{IDENTITY}报表.csv")
    assert result.refused
    assert IDENTITY not in json.dumps(result.as_dict(), ensure_ascii=False)


TABLE = [["县市区", "收入"], ["鼓楼区", 12], ["台江区", 30]]


def hidden_column(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    for r, row in enumerate([["县市区", "收入", "备"], ["鼓楼区", 12, IDENTITY], ["台江区", 30, ""]]):
        ws.write_row(r, 0, row)
    ws.set_column(2, 2, None, None, {"hidden": True})


def very_hidden_sheet(wb) -> None:  # type: ignore[no-untyped-def]
    shown, hidden = wb.add_worksheet(), wb.add_worksheet()
    for r, row in enumerate(TABLE):
        shown.write_row(r, 0, row)
    hidden.write(5, 5, IDENTITY)
    hidden.very_hidden()


def comment(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    for r, row in enumerate(TABLE):
        ws.write_row(r, 0, row)
    ws.write_comment("B2", f"经手人 {IDENTITY}")


def rounded_number(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    for r, row in enumerate([["县市区", "号"], ["鼓楼区", 350102199003071234], ["台江区", 350103198811051235]]):
        ws.write_row(r, 0, row)


def footer(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    for r, row in enumerate(TABLE):
        ws.write_row(r, 0, row)
    ws.set_footer(f"&L联系电话 {PHONE}")


def text_box(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    for r, row in enumerate(TABLE):
        ws.write_row(r, 0, row)
    ws.insert_textbox("D2", f"{IDENTITY}")


@pytest.mark.parametrize(
    "build", [hidden_column, very_hidden_sheet, comment, rounded_number, footer, text_box], ids=lambda f: f.__name__
)
def test_hidden_places_of_a_workbook(build) -> None:  # type: ignore[no-untyped-def]
    result = read(custom(build))
    assert result.refused
    assert codes(result) <= {"PERSONAL_ID", "PERSONAL_PHONE"}


@pytest.mark.parametrize(
    "content",
    [
        "单位,统一社会信用代码,收入\n甲公司,91350100M000100Y43,12\n乙公司,91350100705000012X,5\n",
        "单位,统一社会信用代码,收入\n甲社,12350100488100123X,12\n乙会,51350100MJB0000011,5\n",
        "行政区划代码,村,收入\n350102001001,东街村,12\n350102100201,西街村,5\n",
        "党组织代码,名称,党员数\n350102001001001,一支部,12\n350102100201002,二支部,5\n",
        "编号,事项,数\n350102202406010001,整改,1\n350102202406010002,整改,2\n",
        "县市区,地区生产总值（元）\n鼓楼区,13805912345\n台江区,15805912345\n",
        "县市区,总产值\n鼓楼区,13805912345\n台江区,985912345\n仓山区,22345678901\n",
        "县市区,收入\n鼓楼区,138059123450000\n台江区,1380591234.56\n",
        "县市区,党员姓名公开率,收入\n鼓楼区,99.1,12\n",
        "县市区,手机用户数,收入\n鼓楼区,13805912345,12\n",
        "县市区,性别比,年龄\n鼓楼区,102.5,38\n",
        "地区,2024年,2023年\n高要,12,13\n鼎湖,1,2\n端州,4,5\n",
        CLEAN,
    ],
)
def test_look_alikes_do_not_trigger(content: str) -> None:
    result = text(content)
    assert not result.refused, codes(result)
    assert result.tables[0].rows


def test_check_digit() -> None:
    assert check_digit(IDENTITY)
    assert not check_digit("110105194912310021")


@pytest.mark.parametrize("value", ["", "鼓楼区", "2024年6月", "1,234,567.89", "350102", "0591-87654321", "1990-03-07"])
def test_plain_cells(value: str) -> None:
    assert in_text(value, alone=True) is None


def test_comment_part_beside_a_clean_book() -> None:
    data = patch(
        book(TABLE),
        {},
        extra={
            "xl/threadedComments/threadedComment1.xml": f"<a><text>{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}</text></a>".encode()
        },
    )
    assert codes(read(data)) == {"PERSONAL_PHONE"}
