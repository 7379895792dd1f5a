"""Encodings: what is read, what is kept out, what is refused (uploads.md, Controls and Encoding)."""
# ruff: noqa: E501 - one case a line reads better than a wrapped one

import pytest
from making import CLEAN, codes, questions, read, text

LONG = "行政区划代码,县市区,村名,年度,集体经济收入,备注\n" + "".join(
    f"35010200{i:04d},鼓楼区,第{i}行政村民委员会,2024,{i * 3}.50,按月报送数据\n" for i in range(1, 60)
)
TRADITIONAL = (
    "區劃代碼,縣市區,年度,集體經濟收入\n350102,鼓樓區,2024,12\n350103,臺江區,2024,30\n350104,倉山區與馬尾區,2024,5\n"
)


@pytest.mark.parametrize(
    ("data", "encoding", "expected"),
    [
        (LONG.encode(), "utf-8", set()),
        (LONG.encode("utf-8-sig"), "utf-8-sig", set()),
        (LONG.encode("gbk"), "gb18030", set()),
        (LONG.encode().rstrip(b"\n"), "utf-8", set()),
        (LONG.replace("\n", "\r\n").encode("gbk"), "gb18030", set()),
        (LONG.replace("\n", "\r").encode(), "utf-8", set()),
        (b"\xff\xfe" + LONG.encode("utf-16-le"), "utf-16-le", {"ENCODING_UTF16"}),
        (b"\xfe\xff" + LONG.encode("utf-16-be"), "utf-16-be", {"ENCODING_UTF16"}),
        (b"\xff\xfe" + LONG.replace(",", "\t").encode("utf-16-le"), "utf-16-le", {"ENCODING_UTF16", "SEPARATOR"}),
        (LONG.replace("第5行", "第5\ufeff行").encode(), "utf-8", {"ENCODING_INNER_BOM"}),
        (LONG.replace("第5行", "第5\u2028行").encode(), "utf-8", {"ENCODING_LINE_SEPARATOR"}),
    ],
    ids=[
        "utf-8",
        "bom",
        "gbk",
        "no final newline",
        "gbk crlf",
        "cr",
        "utf-16 le",
        "utf-16 be",
        "unicode text",
        "inner bom",
        "u2028",
    ],
)
def test_accepted(data: bytes, encoding: str, expected: set[str]) -> None:
    result = read(data, "报表.csv")
    assert not result.refused
    assert result.encoding == encoding
    assert codes(result) == expected
    assert len(result.tables[0].rows) == 59
    assert result.tables[0].columns[1].name == "县市区"
    assert result.tables[0].rows[0][1] == "鼓楼区"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LONG.encode()[:-60][: LONG.encode()[:-60].rfind("报".encode()) + 2], "ENCODING_TRUNCATED"),
        (LONG.encode("gbk")[: LONG.encode("gbk").rfind("报".encode("gbk")) + 1], "ENCODING_TRUNCATED"),
        (LONG.encode("utf-16-le"), "ENCODING_UTF16_NO_BOM"),
        (LONG.encode("utf-16-be"), "ENCODING_UTF16_NO_BOM"),
        ((b"\xff\xfe" + LONG.encode("utf-16-le"))[:-1], "ENCODING_TRUNCATED"),
        (TRADITIONAL.encode("big5"), "ENCODING_BIG5"),
        (b"\0" * 500, "ENCODING_ALL_NUL"),
        (LONG.encode().decode("latin-1").encode(), "ENCODING_DOUBLE"),
        (LONG.encode().decode("gb18030", errors="replace").encode(), "ENCODING_DOUBLE"),
        (LONG.encode().decode("cp1252", errors="replace").encode(), "ENCODING_DOUBLE"),
        ("名前,数\nカタカナの地域,3\n東京の区域です,4\n".encode("shift_jis"), "ENCODING_UNKNOWN"),
        (b"", "FILE_EMPTY"),
        (b"\xef\xbb\xbf", "FILE_BLANK"),
        (b"\n\n ,, \n", "FILE_BLANK"),
    ],
    ids=[
        "utf-8 cut", "gbk cut", "utf-16 le bare", "utf-16 be bare", "utf-16 cut", "big5", "nul", "double latin-1", "double gbk",
        "double cp1252", "shift-jis", "0 bytes", "bom only", "blank",
    ],
)  # fmt: skip
def test_refused(data: bytes, code: str) -> None:
    result = read(data, "报表.csv")
    assert result.refused
    assert codes(result) == {code}


def replaced(line: int, old: str, new: bytes, encoding: str = "utf-8") -> bytes:
    lines = [part.encode(encoding) for part in LONG.split("\n")]
    lines[line - 1] = lines[line - 1].replace(old.encode(encoding), new)
    return b"\n".join(lines)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (
            "\n".join(LONG.split("\n"))
            .encode()
            .replace(LONG.split("\n")[4].encode(), LONG.split("\n")[4].encode("gbk")),
            "ENCODING_MIXED_LINE",
        ),
        (
            LONG.encode("gbk").replace(LONG.split("\n")[4].encode("gbk"), LONG.split("\n")[4].encode()),
            "ENCODING_MIXED_LINE",
        ),
        (replaced(5, "鼓楼区", b"\xe9\xbc\x93\x00"), "ENCODING_NUL"),
        (replaced(5, "鼓楼区", "锟斤拷".encode()), "ENCODING_WRECKED"),
        (replaced(5, "鼓楼区", "鼓\ufffd区".encode()), "ENCODING_WRECKED"),
        (replaced(5, "鼓楼区", "鼓\ue123区".encode()), "ENCODING_PRIVATE_USE"),
        (replaced(5, "鼓楼区", b"\xaa\xa1\xc7\xf8", "gbk"), "ENCODING_PRIVATE_USE"),
    ],
    ids=["gbk line", "utf-8 line", "nul", "wreck", "fffd", "private", "private gbk"],
)
def test_one_row_is_kept_out(data: bytes, code: str) -> None:
    result = read(data, "报表.csv")
    assert not result.refused
    assert [(finding.code, finding.row) for finding in result.findings] == [(code, 5)]
    assert len(result.tables[0].rows) == 58
    assert 5 not in result.tables[0].row_numbers


def test_damage_in_the_header_refuses() -> None:
    result = read(replaced(1, "县市区", "县锟斤拷区".encode()), "报表.csv")
    assert result.refused
    assert codes(result) == {"HEADER_DAMAGED"}


def test_rare_four_byte_characters_ask() -> None:
    result = read(LONG.replace("第5行", "𠮷田").encode("gb18030"), "报表.csv")
    assert questions(result) == {"ENCODING_FOUR_BYTE"}
    assert len(result.tables[0].rows) == 59


def test_small_gbk_files_are_not_taken_for_big5() -> None:
    assert not text(CLEAN, encoding="gbk").refused
    assert not text("县,数\n郓城县,1\n鄄城县,2\n", encoding="gbk").refused
    assert not text("单位,数\n联通,1\n移动,2\n", encoding="gbk").refused
