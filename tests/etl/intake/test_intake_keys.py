"""Unit codes and names, and rows that say something twice, from the file to the unit of the register."""

# ruff: noqa: E501 - a case is one row of a table

from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import COVER_HEAD, INCOME_HEAD, PROGRESS_HEAD, VILLAGES, changed, cover, csv, income

from dashboard import catalogue
from dashboard.periods import period_key

SEPTEMBER = period_key(2024, 9)
FUZHOU_GULOU, TAIJIANG, CHANGLE, NANJING_GULOU = "350102", "350103", "350112", "320106"
#: District name in the form → the unit's code and the note that must be listed ("" = none).
NAMES_READ = [
    ("台江区", TAIJIANG, ""), ("福州市台江区", TAIJIANG, ""), ("福建省福州市台江区", TAIJIANG, ""), ("福州台江区", TAIJIANG, ""), ("福州市鼓楼区", FUZHOU_GULOU, ""),
    ("南京市鼓楼区", NANJING_GULOU, ""), ("长乐市", CHANGLE, "UNIT_RENAMED"), ("福州市长乐市", CHANGLE, "UNIT_RENAMED"),
    ("台江", TAIJIANG, "UNIT_SHORT_NAME"), ("台江区 ", TAIJIANG, ""), ("台 江 区", TAIJIANG, "NAME_CLEANED"), ("台　江区", TAIJIANG, "NAME_CLEANED"),
    ("台\u200b江区", TAIJIANG, "NAME_CLEANED"), ("台江區", TAIJIANG, "NAME_CLEANED"), ("⾧乐区", CHANGLE, "NAME_CLEANED"), ("台\u00a0江区", TAIJIANG, "NAME_CLEANED"),
]  # fmt: skip
#: District name → the code that keeps the row out, and words its message must hold.
NAMES_UNREAD = [
    ("马尾区", "UNIT_UNKNOWN", "马尾区"), ("鼓楼区", "UNIT_AMBIGUOUS", "江苏省南京市鼓楼区（320106）"), ("鼓楼", "UNIT_AMBIGUOUS", "福建省福州市鼓楼区（350102）"),
    ("福州市", "UNIT_WRONG_LEVEL", "市"), ("", "UNIT_BLANK", ""), ("台\u202e江区", "TEXT_BIDI", ""), ("台江区台江区", "UNIT_UNKNOWN", ""), ("其他", "UNIT_UNKNOWN", ""),
]  # fmt: skip
CODE = VILLAGES[4][0]
INDICATORS = [item for item in catalogue.load().indicators.values() if "T6" in item.templates and item.scale == 0]
WIDE_CODE = "".join(chr(ord(digit) + 0xFEE0) for digit in VILLAGES[5][0])
#: Code cell of a village (row from 0) → the note; the name beside it stays.
CODES_READ = [
    (VILLAGES[0][0], ""), (f"{VILLAGES[1][0]}.0", "CODE_CLEANED"), (f"'{VILLAGES[2][0]}", "CODE_CLEANED"), (f"{VILLAGES[3][0][:6]} {VILLAGES[3][0][6:]}", "CODE_CLEANED"),
    (f"\u200b{VILLAGES[4][0]}", "CODE_CLEANED"), (WIDE_CODE, "CODE_CLEANED"),
]  # fmt: skip
#: Code cell of a village → the code that keeps the row out.
CODES_UNREAD = [
    (VILLAGES[1][0], "UNIT_CODE_NAME_MISMATCH"), (VILLAGES[1][0][:6], "UNIT_WRONG_LEVEL"), ("999999", "UNIT_UNKNOWN"), (VILLAGES[3][0][:11], "CODE_LENGTH"),
    (VILLAGES[4][0] + "0", "CODE_LENGTH"), ("3.50102E+11", "CODE_SCIENTIFIC"), ("350102001299", "UNIT_UNKNOWN"), ("35010200#201", "CODE_INVALID"),
]  # fmt: skip


def duplicated(*extra: list[str]) -> str:
    return csv(INCOME_HEAD, [*income(), *extra])


def twin(row: int, changes: dict[int, str]) -> list[str]:
    return changed([income()[row]], {(0, column): text for column, text in changes.items()})[0]


def names_file(names: list[str]) -> str:
    return cover(*((name, "楼栋党小组", 20 + n, "", "", 10 + n, 15 + n) for n, name in enumerate(names)))


def each_with_its_own_indicator(names: list[str]) -> str:
    """The progress form with a district's name in every spelling; another indicator in every row."""
    rows = [
        ("", name, "2024", "9", item.code, item.name, item.unit, "", 5 + number, "", "组织部统计")
        for number, (name, item) in enumerate(zip(names, INDICATORS, strict=False))
    ]
    return csv(PROGRESS_HEAD, rows)


def codes_file(codes: list[str]) -> str:
    return csv(INCOME_HEAD, changed(income(), {(row, 0): text for row, text in enumerate(codes)}))


def without_names(rows: list[list[str]]) -> str:
    head = (INCOME_HEAD[0], *INCOME_HEAD[2:])
    return csv(head, [(row[0], *row[2:]) for row in rows])


# One row a file, where rows of one file would speak of the same unit.
CASES = [
    Case("names read", each_with_its_own_indicator([row[0] for row in NAMES_READ]), "N", notes={row[2] for row in NAMES_READ if row[2]}, kept=len(NAMES_READ)),
    Case("names in order", names_file(["台江区", "福州市鼓楼区", "福建省福州市长乐区", "南京市鼓楼区"]), "A", kept=4),
    Case("names unread", names_file(["台江区", *(row[0] for row in NAMES_UNREAD)]), "R", {row[1] for row in NAMES_UNREAD}, range(3, 3 + len(NAMES_UNREAD)), kept=1),
    Case("codes read", codes_file([row[0] for row in CODES_READ]), "N", notes=["CODE_CLEANED"], kept=72),
    Case("codes unread", codes_file([row[0] for row in CODES_UNREAD]), "R", {row[1] for row in CODES_UNREAD}, range(2, 2 + len(CODES_UNREAD)), kept=72 - len(CODES_UNREAD), through=True),
    Case("scientific codes throughout", codes_file(["3.50102E+11"] * 72), "F", {"CODE_SCIENTIFIC", "FILE_NOTHING_LEFT"}),
    Case("identical twice", duplicated(twin(4, {})), "N", notes=["KEY_DUPLICATE_IDENTICAL"], kept=72),
    Case("identical after trimming", duplicated(twin(4, {1: VILLAGES[4][1] + " ", 4: " " + income()[4][4] + " "})), "N", notes=["KEY_DUPLICATE_IDENTICAL"], kept=72),
    Case("identical in another spelling", duplicated(twin(4, {4: income()[4][4] + ".00", 2: "2024年"})), "N", notes=["KEY_DUPLICATE_IDENTICAL"], kept=72),
    Case("conflicting twice", duplicated(twin(4, {4: "99"})), "R", ["KEY_DUPLICATE_CONFLICT"], [6, 74], kept=71, through=True),
    Case("conflicting after trimming", duplicated(twin(4, {4: "99", 0: CODE + " ", 1: " " + VILLAGES[4][1]})), "R", ["KEY_DUPLICATE_CONFLICT"], [6, 74], kept=71),
    Case("conflicting behind another year", duplicated(twin(4, {4: "99", 2: "2024年"})), "R", ["KEY_DUPLICATE_CONFLICT"], [6, 74], kept=71),
    Case("conflicting behind another month", duplicated(twin(4, {4: "99", 3: "2024年9月"})), "R", ["KEY_DUPLICATE_CONFLICT"], [6, 74], kept=71),
    Case("conflicting behind a cleaned code", duplicated(twin(4, {4: "99", 0: CODE + ".0"})), "R", ["KEY_DUPLICATE_CONFLICT"], [6, 74], kept=71),
    Case("a figure beside an unread figure", duplicated(twin(4, {4: "约99"})), "R", ["VALUE_APPROXIMATE", "KEY_DUPLICATE_CONFLICT"], [6, 74], kept=71),
    Case("three times, two alike", duplicated(twin(4, {}), twin(4, {4: "99"})), "R", ["KEY_DUPLICATE_CONFLICT"], [6, 74, 75], kept=71),
    Case("one code for two villages", codes_file([*(row[0] for row in VILLAGES[:4]), VILLAGES[3][0]]), "R", ["UNIT_CODE_NAME_MISMATCH"], [6], kept=71),
    Case("one code for two villages, no names", without_names(changed(income(), {(4, 0): VILLAGES[3][0]})), "R", ["KEY_DUPLICATE_CONFLICT"], [5, 6], kept=70),
    Case("renamed and new name at once", cover(("长乐市", "楼栋党小组", 20, "", "", 10, 15), ("长乐区", "楼栋党小组", 20, "", "", 11, 15), ("台江区", "楼栋党小组", 9, "", "", 1, 5)), "R", ["KEY_DUPLICATE_CONFLICT"], [2, 3], kept=1),
    Case("60,000 conflicting", lambda: csv(COVER_HEAD, (("台江区", "2024-09-30", "楼栋党小组", n, "", "", 0, n) for n in range(60_000))), "F", ["KEY_DUPLICATE_MASS"]),
]  # fmt: skip
BY_LABEL = {case.label: case for case in CASES}


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    return send(prepared_home, tmp_path_factory.mktemp("keys"), CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize(("name", "code", "note"), NAMES_READ)
def test_a_name_leads_to_its_unit(name: str, code: str, note: str, sent: dict[str, Sent]) -> None:
    number = [row[0] for row in NAMES_READ].index(name)
    facts = sent["names read"].facts
    assert [unit for measure, unit, _ in facts if measure == INDICATORS[number].code] == [code]
    found = [item["code"] for item in sent["names read"].checked.findings if item["row"] == number + 2]
    assert found == ([note] if note else [])


@pytest.mark.parametrize(("name", "code", "words"), NAMES_UNREAD)
def test_an_unread_name_says_why(name: str, code: str, words: str, sent: dict[str, Sent]) -> None:
    row = 3 + [entry[0] for entry in NAMES_UNREAD].index(name)
    found = [item for item in sent["names unread"].checked.findings if item["row"] == row]
    assert [(item["code"], item["severity"], item["column"]) for item in found] == [(code, "out", "单位名称")]
    assert words in str(found[0]["message"])


@pytest.mark.parametrize(("text", "code"), CODES_UNREAD)
def test_an_unread_code_says_why(text: str, code: str, sent: dict[str, Sent]) -> None:
    row = 2 + [entry[0] for entry in CODES_UNREAD].index(text)
    found = [item for item in sent["codes unread"].checked.findings if item["row"] == row]
    assert [(item["code"], item["severity"], item["value"]) for item in found] == [(code, "out", text)]


def test_a_cleaned_code_is_its_village(sent: dict[str, Sent]) -> None:
    units = {unit for _, unit, _ in sent["codes read"].facts}
    assert units == {code for code, _, _ in VILLAGES}


def test_mass_conflicts_are_summed_up(sent: dict[str, Sent]) -> None:
    findings = sent["60,000 conflicting"].checked.findings
    assert len(findings) == 1
    assert "60000" in str(findings[0]["message"])
