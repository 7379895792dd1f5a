"""Names, codes and words of a list: one spelling out of many."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.values import clean_code, clean_name, name_key, parse_boolean, parse_enum
from etl.values.unit_names import is_path, short_name, usual_name


@pytest.mark.parametrize("text", ["鼓楼区", "示例村（原甲村）", "12号院社区", "㙍圩镇"])
def test_good_names_stay(text: str) -> None:
    parsed = clean_name(text)
    assert (parsed.value, parsed.outcome) == (text, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("鼓楼区 ", "鼓楼区"),
        ("鼓 楼 区", "鼓楼区"),
        ("鼓楼\u3000区", "鼓楼区"),
        ("鼓楼\u00a0区", "鼓楼区"),
        ("鼓楼\u200b区", "鼓楼区"),
        ("\ufeff鼓楼区", "鼓楼区"),
        ("鼓楼区\ufe00", "鼓楼区"),
        ("福州市\n鼓楼区", "福州市鼓楼区"),
        ("江北區", "江北区"),
        ("閩侯縣", "闽侯县"),
        ("桂平巿", "桂平市"),  # U+5DFF
        ("⻓乐区", "长乐区"),  # CJK radical
        ("⾨头沟区", "门头沟区"),  # Kangxi radical of a traditional character
        ("⻄城区", "西城区"),
        ("示例村(原甲村)", "示例村（原甲村）"),
        ("１２号院社区", "12号院社区"),
        ("'鼓楼区", "鼓楼区"),
    ],
)
def test_spellings_are_brought_into_one(text: str, name: str) -> None:
    parsed = clean_name(text)
    assert (parsed.value, parsed.outcome, parsed.code) == (name, "normalise", "NAME_CLEANED")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("鼓楼\u202e区", "TEXT_BIDI"),
        ("\u200f鼓楼区", "TEXT_BIDI"),
        ("鼓楼\u2067区", "TEXT_BIDI"),
        ("鼓\x00楼区", "TEXT_BROKEN_CHARACTER"),
        ("鼓\ufffd区", "TEXT_BROKEN_CHARACTER"),
        ("鼓\ue001区", "TEXT_BROKEN_CHARACTER"),
        ("鼓\x1b[31m楼区", "TEXT_BROKEN_CHARACTER"),
    ],
)
def test_names_that_cannot_be_trusted_are_out(text: str, code: str) -> None:
    assert (clean_name(text).outcome, clean_name(text).code) == ("out", code)


def test_an_empty_name_is_none() -> None:
    assert clean_name(" \u3000").value is None
    assert clean_name("").outcome is None


def test_keys_compare_without_the_units_above() -> None:
    above = ("福建省", "福州市")
    assert name_key("福州市鼓楼区", above) == name_key("鼓楼區") == "鼓楼区"
    assert name_key("福建省福州市鼓楼区", above) == "鼓楼区"
    assert name_key("福州市", above) == "福州市"
    assert name_key("ＡＢ党支部") == name_key("ab党支部")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("350103", "350103"),
        ("350103001", "350103001"),
        ("A-001", "A-001"),
        ("91350100MA2XXXXX1Y", "91350100MA2XXXXX1Y"),
    ],
)
def test_good_codes_stay(text: str, code: str) -> None:
    parsed = clean_code(text)
    assert (parsed.value, parsed.outcome) == (code, None)


@pytest.mark.parametrize(
    "text",
    ["３５０１０３", "35 01 03", "350103.0", "350103.00", "'350103", "\u00a0350103", "350103\u200b", "350103 .0"],
)
def test_codes_are_brought_into_one_spelling(text: str) -> None:
    parsed = clean_code(text)
    assert (parsed.value, parsed.outcome, parsed.code) == ("350103", "normalise", "CODE_CLEANED")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("35010", "CODE_LENGTH"),
        ("35010300001", "CODE_LENGTH"),
        ("3501030010011", "CODE_LENGTH"),
        ("3.50103E+11", "CODE_SCIENTIFIC"),
        ("3.50103e11", "CODE_SCIENTIFIC"),
        ("350103.5", "CODE_INVALID"),
        ("350103;350104", "CODE_INVALID"),
        ("<b>350103</b>", "CODE_INVALID"),
        ("../350103", "CODE_INVALID"),
        ("٣٥٠١٠٣", "CODE_INVALID"),
        ("35\u202e0103", "TEXT_BIDI"),
        ("1" * 65, "CODE_INVALID"),
    ],
)
def test_codes_that_are_none(text: str, code: str) -> None:
    parsed = clean_code(text)
    assert (parsed.value, parsed.outcome, parsed.code) == (None, "out", code)


def test_lengths_are_free_on_request() -> None:
    assert clean_code("35010", lengths=()).value == "35010"
    assert clean_code("35010", lengths={5}).value == "35010"


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("是", True, ""),
        ("否", False, ""),
        ("√", True, "BOOLEAN_SPELLING"),
        ("×", False, "BOOLEAN_SPELLING"),
        ("Y", True, "BOOLEAN_SPELLING"),
        ("TRUE", True, "BOOLEAN_SPELLING"),
        ("0", False, "BOOLEAN_SPELLING"),
        (" 是 ", True, "BOOLEAN_SPELLING"),
        ("", None, ""),
        ("无", None, "BOOLEAN_UNKNOWN"),
        ("—", None, "BOOLEAN_UNKNOWN"),
        ("2", None, "BOOLEAN_UNKNOWN"),
    ],
)
def test_yes_or_no(text: str, value: bool | None, code: str) -> None:
    parsed = parse_boolean(text)
    assert (parsed.value, parsed.code) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("党支部", "党支部", ""),
        ("党 支部", "党支部", "ENUM_SPELLING"),
        ("黨支部", "党支部", "ENUM_SPELLING"),
        ("非公企业(两新)", "非公企业（两新）", "ENUM_SPELLING"),
        ("支部", None, "ENUM_UNKNOWN"),
        ("", None, ""),
    ],
)
def test_one_of_a_list(text: str, value: str | None, code: str) -> None:
    parsed = parse_enum(text, ["党委", "党支部", "非公企业（两新）"])
    assert (parsed.value, parsed.code) == (value, code)


def test_suffixes_by_level() -> None:
    assert usual_name("示例村村民委员会", 5) == usual_name("示例村民委员会", 5) == "示例村"
    assert usual_name("示例居委会", 5) == "示例社区"
    assert usual_name("鼓东街道办事处", 4) == "鼓东街道"
    assert short_name("鼓楼区", 3) == "鼓楼"
    assert short_name("沙县", 3) == "沙县"
    assert short_name("广西壮族自治区", 1) == "广西"


def test_paths() -> None:
    above = [("福建省", 1), ("福州市", 2)]
    assert is_path("福建省福州市", above) and is_path("福州", above) and is_path("福建福州", above)
    assert not is_path("福州市福建省", above)
    assert not is_path("南京市", above)


@given(st.text(max_size=30))
def test_no_text_breaks_the_cleaners(text: str) -> None:
    for parsed in (clean_name(text), clean_code(text), parse_enum(text, ["是"])):
        assert (parsed.outcome is None) == (parsed.code == "")
        assert parsed.value is None if parsed.outcome == "out" else True


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (clean_name, clean_code):
        once = clean(text).value
        if once:
            assert clean(once).value == once
            assert name_key(once) == name_key(unicodedata.normalize("NFKC", once))


@given(
    st.text(alphabet="鼓楼区示例村社街道甲乙丙", min_size=1, max_size=8),
    st.sampled_from(["\u200b", " ", "\u3000", "\u00a0"]),
)
def test_invisible_characters_make_no_other_name(name: str, blank: str) -> None:
    assert clean_name(blank.join(name) + blank).value == name
    assert name_key(blank.join(name)) == name_key(name)
