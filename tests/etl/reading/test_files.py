"""Kinds of files: what is accepted, what is refused and under which code (uploads.md, Files and Names)."""
# ruff: noqa: E501 - one case a line reads better than a wrapped one

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from making import CLEAN, book, codes, custom, patch, questions, read, sheet_xml, text

from etl.reading.model import Limits, ReadResult

TABLE = [["县市区", "收入"], ["鼓楼区", 12.5], ["台江区", 30]]
BOOK = book(TABLE)


def cell_at(reference: str) -> bytes:
    row = "".join(ch for ch in reference if ch.isdigit())
    extra = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return sheet_xml(BOOK, lambda part: part.replace(b"</sheetData>", extra))


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def overlapped() -> bytes:
    """Two directory entries that point at the same bytes."""
    data = bytearray(BOOK)
    directory = data.rfind(b"PK\x01\x02")
    first = data.find(b"PK\x01\x02")
    data[directory + 42 : directory + 46] = data[first + 42 : first + 46]
    return bytes(data)


def bad_crc() -> bytes:
    data = bytearray(BOOK)
    start = data.find(b"xl/worksheets/sheet1.xml")
    data[start + 40] ^= 0xFF
    return bytes(data)


def encrypted_ole() -> bytes:
    return ole({"EncryptionInfo": b"\x00" * 200, "EncryptedPackage": b"\x00" * 200})


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file whose directory names the streams; their content is not reachable."""
    sector = 512
    entries = [("Root Entry", 5), *((name, 2) for name in streams)]
    directory = b""
    for name, kind in entries:
        raw = name.encode("utf-16-le")
        directory += (
            raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1) + struct.pack("<3I", *[0xFFFFFFFF] * 3)
        )
        directory += b"\0" * 36 + struct.pack("<IQ", 0xFFFFFFFE, 0)
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\0")
    blocks = len(directory) // sector
    fat = [0xFFFFFFFD, *range(2, blocks + 1), 0xFFFFFFFE]
    fat_bytes = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + fat_bytes + directory


BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
XXE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_declaration(declaration: bytes) -> bytes:
    return sheet_xml(BOOK, lambda part: part.replace(b"<worksheet", declaration + b"<worksheet", 1))


REFUSED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("empty", "报表.csv", lambda: b"", "FILE_EMPTY"),
    ("zip bomb", "报表.xlsx", lambda: patch(BOOK, {}, extra={"xl/media/a.bin": b"\0" * 30_000_000}), "ZIP_BOMB"),
    ("overlapped zip", "报表.xlsx", overlapped, "ZIP_OVERLAP"),
    ("nested zip", "报表.xlsx", lambda: zipped({"报表.xlsx": BOOK}), "FILE_NOT_TABLE"),
    ("nested zip inside a book", "报表.xlsx", lambda: patch(BOOK, {}, extra={"xl/media/a.zip": BOOK}), "ZIP_NESTED"),
    ("20,000 parts", "报表.xlsx", lambda: patch(BOOK, {}, extra={f"xl/x{i}.xml": b"<a/>" for i in range(2000)}), "ZIP_TOO_MANY_PARTS"),
    ("far cell", "报表.xlsx", lambda: cell_at("XFD1048576"), "CELL_TOO_FAR"),
    ("far row", "报表.xlsx", lambda: cell_at("A200001"), "CELL_TOO_FAR"),
    ("out of grid", "报表.xlsx", lambda: cell_at("ZZZ99"), "CELL_OUT_OF_GRID"),
    ("out of grid row", "报表.xlsx", lambda: cell_at("A9999999"), "CELL_OUT_OF_GRID"),
    ("odd reference", "报表.xlsx", lambda: cell_at("ABCD1"), "CELL_OUT_OF_GRID"),
    ("false dimension", "报表.xlsx", lambda: sheet_xml(BOOK, lambda p: p.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"')), "FALSE_DIMENSION"),
    ("billion laughs", "报表.xlsx", lambda: with_declaration(BILLION), "XML_DOCTYPE"),
    ("external entity", "报表.xlsx", lambda: with_declaration(XXE), "XML_DOCTYPE"),
    ("zip slip", "报表.xlsx", lambda: patch(BOOK, {}, extra={"../../evil.xml": b"<a/>"}), "ZIP_SLIP"),
    ("password", "报表.xlsx", encrypted_ole, "FILE_PASSWORD"),
    ("xlsm by name", "报表.xlsm", lambda: BOOK, "FILE_TYPE_BARRED"),
    ("macro renamed", "报表.xlsx", lambda: patch(BOOK, {}, extra={"xl/vbaProject.bin": b"x"}), "FILE_MACRO"),
    ("macro .xls", "报表.xls", lambda: ole({"Workbook": b"", "_VBA_PROJECT_CUR": b""}), "FILE_MACRO"),
    ("word as xls", "报表.xls", lambda: ole({"WordDocument": b""}), "FILE_NOT_TABLE"),
    ("html as xls", "报表.xls", lambda: "<html><table><tr><td>1</td></tr></table></html>".encode("gbk"), "FILE_IS_MARKUP"),
    ("xml as xls", "报表.xls", lambda: b'<?xml version="1.0"?><Workbook/>', "FILE_IS_MARKUP"),
    ("csv as xlsx", "报表.xlsx", lambda: CLEAN.encode(), "FILE_NAME_MISMATCH"),
    ("xlsx as csv", "报表.csv", lambda: BOOK, "FILE_NAME_MISMATCH"),
    ("png", "报表.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "FILE_NOT_TABLE"),
    ("pdf", "报表.csv", lambda: b"%PDF-1.7\n" + b"x" * 99, "FILE_NOT_TABLE"),
    ("exe", "报表.csv", lambda: b"MZ\x90\0" + b"\0" * 99, "FILE_NOT_TABLE"),
    ("docx", "报表.xlsx", lambda: zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "FILE_NOT_TABLE"),
    ("ods renamed", "报表.xlsx", lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "FILE_NAME_MISMATCH"),
    ("gz", "报表.csv", lambda: b"\x1f\x8b" + zlib.compress(CLEAN.encode()), "FILE_NOT_TABLE"),
    ("random bytes", "报表.csv", lambda: bytes((i * 197 + i // 7) % 256 for i in range(4000)), "FILE_NOT_TABLE"),
    ("truncated", "报表.xlsx", lambda: BOOK[: len(BOOK) // 2], "FILE_DAMAGED"),
    ("bad crc", "报表.xlsx", bad_crc, "FILE_DAMAGED"),
    ("missing part", "报表.xlsx", lambda: patch(BOOK, {"xl/workbook.xml": None}), "FILE_MISSING_PART"),
    ("missing sheet", "报表.xlsx", lambda: patch(BOOK, {"xl/worksheets/sheet1.xml": None}), "FILE_DAMAGED"),
    ("no sheet", "报表.xlsx", lambda: patch(BOOK, {"xl/workbook.xml": lambda p: p[: p.find(b"<sheets>")] + b"<sheets/>" + p[p.find(b"</sheets>") + 9 :]}), "NO_SHEET"),
    ("parquet", "报表.parquet", lambda: b"PAR1" + b"\0" * 99, "FILE_TYPE_BARRED"),
    ("parquet renamed", "报表.csv", lambda: b"PAR1" + b"\0" * 99, "FILE_NOT_TABLE"),
    ("duckdb", "报表.duckdb", lambda: b"\0" * 8 + b"DUCK" + b"\0" * 99, "FILE_TYPE_BARRED"),
    ("duckdb renamed", "报表.csv", lambda: b"\1" * 8 + b"DUCK" + b"\0" * 99, "FILE_NOT_TABLE"),
    ("pickle", "报表.pkl", lambda: CLEAN.encode(), "FILE_TYPE_BARRED"),
    ("damaged ole", "报表.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "FILE_DAMAGED"),
    ("header only book", "报表.xlsx", lambda: book([["县市区", "收入", "年度"]]), "TABLE_WITHOUT_ROWS"),
    ("cover only", "报表.xlsx", lambda: book([["2024年统计年鉴"], ["编印：统计局"]]), "NO_TABLE"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_files(name: str, make: Callable[[], bytes], code: str) -> None:
    result = read(make(), name)
    assert result.refused
    assert not result.tables
    assert code in codes(result)
    assert all(finding.outcome == "refuse" and finding.message for finding in result.findings)


def rows(result: ReadResult) -> list[list[str]]:
    assert not result.refused, result.findings
    return result.tables[0].rows


@pytest.mark.parametrize("name", ["报表.xlsx", "报表.XLSX", "报表", "报表.et", "报表.xls"])
def test_workbook_is_recognised_by_content(name: str) -> None:
    assert rows(read(BOOK, name)) == [["鼓楼区", "12.5"], ["台江区", "30"]]


@pytest.mark.parametrize("name", ["报表.csv", "报表.CSV", "报表.txt", "报表"])
def test_text_is_recognised_by_content(name: str) -> None:
    assert len(rows(text(CLEAN, name))) == 3


def test_formatted_blank_cells_far_away_are_harmless() -> None:
    far = b'<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    data = sheet_xml(BOOK, lambda p: p.replace(b"</sheetData>", far).replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"'))
    assert len(rows(read(data))) == 2


def test_hidden_sheet_with_data_is_not_read_and_asks() -> None:
    def build(wb) -> None:  # type: ignore[no-untyped-def]
        shown, hidden = wb.add_worksheet("表"), wb.add_worksheet("旧")
        for ws in (shown, hidden):
            for r, row in enumerate(TABLE):
                ws.write_row(r, 0, row)
        hidden.hide()

    result = read(custom(build))
    assert questions(result) == {"SHEET_HIDDEN"}
    assert [table.sheet for table in result.tables] == ["表"]


def test_cover_then_data_and_empty_trailing_sheets() -> None:
    result = read(book([["2024年报表汇编"], [None], ["某某局"]], TABLE, [], names=["封面", "数据", "Sheet3"]))
    assert [table.sheet for table in result.tables] == ["数据"]
    assert not questions(result)


def test_two_versions_of_a_table_ask() -> None:
    titled = [["2024年集体经济收入情况"], *TABLE]
    assert "TWO_VERSIONS" in questions(read(book(titled, titled, names=["报表", "报表 (2)"])))


def test_one_sheet_a_year_is_no_second_version() -> None:
    result = read(book(TABLE, TABLE, names=["2022", "2023"]))
    assert not questions(result)
    assert [table.periods for table in result.tables] == [["2022"], ["2023"]]


def test_hidden_rows_are_read_and_said() -> None:
    def build(wb) -> None:  # type: ignore[no-untyped-def]
        ws = wb.add_worksheet()
        for r, row in enumerate(TABLE):
            ws.write_row(r, 0, row)
        ws.set_row(1, None, None, {"hidden": True})

    result = read(custom(build))
    assert len(rows(result)) == 2
    assert codes(result) == {"ROWS_HIDDEN"}


def test_formula_without_result_and_error_value_keep_the_row_out() -> None:
    def build(wb) -> None:  # type: ignore[no-untyped-def]
        ws = wb.add_worksheet()
        ws.write_row(0, 0, ["县市区", "收入"])
        for r, name in enumerate(["甲区", "乙区", "丙区", "丁区"], start=1):
            ws.write(r, 0, name)
        ws.write_formula("B2", "=1+1", None, 2)
        ws.write_formula("B3", "=1+1", None, "")
        ws.write_formula("B4", "=Z9/0", None, "#REF!")
        ws.write("B5", 7)

    data = sheet_xml(custom(build), lambda p: p.replace(b"<v></v>", b""))
    result = read(data)
    assert rows(result) == [["甲区", "2"], ["丁区", "7"]]
    assert [(f.code, f.row, f.column, f.value) for f in result.findings] == [
        ("FORMULA_NO_VALUE", 3, "收入", ""),
        ("FORMULA_ERROR", 4, "收入", "#REF!"),
    ]


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_and_a_year_typed_as_a_date(date_1904: bool) -> None:
    import datetime

    def build(wb) -> None:  # type: ignore[no-untyped-def]
        ws = wb.add_worksheet()
        ws.write_row(0, 0, ["县市区", "年度", "日期", "收入"])
        day = wb.add_format({"num_format": "yyyy-mm-dd"})
        ws.write_row(1, 0, ["鼓楼区"])
        ws.write(1, 1, 2024, day)
        ws.write_datetime(1, 2, datetime.datetime(2024, 6, 30), day)
        ws.write(1, 3, 5)

    result = read(custom(build, date_1904=date_1904))
    assert rows(result) == [["鼓楼区", "2024", "2024-06-30", "5"]]
    assert codes(result) == {"DATE_TYPED_YEAR"}


def test_numbers_by_their_shortest_spelling() -> None:
    result = read(
        book([["代码", "数"], [350102001001, 0.1], [350102, 46023761], [1, 1e-7], [2, 123456789.25], [3, -0.5]])
    )
    assert rows(result) == [
        ["350102001001", "0.1"],
        ["350102", "46023761"],
        ["1", "1e-07"],
        ["2", "123456789.25"],
        ["3", "-0.5"],
    ]


def test_external_link_asks() -> None:
    data = patch(BOOK, {}, extra={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert questions(read(data)) == {"EXTERNAL_LINK"}


def test_limits_of_rows_and_columns() -> None:
    small = Limits(max_rows=50, max_columns=10)
    long = "甲,乙\n" + "".join(f"村{i},{i}\n" for i in range(100))
    assert "TOO_MANY_ROWS" in codes(text(long, limits=small))
    assert "TOO_MANY_COLUMNS" in codes(
        text(",".join(f"列{i}" for i in range(20)) + "\n" + ",".join("1" * 20) + "\n", limits=small)
    )
    wide = book([[f"列{i}" for i in range(20)], list(range(20))])
    assert codes(read(wide, limits=small)) & {"TOO_MANY_COLUMNS", "CELL_TOO_FAR"}


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv", "/etc/报表.csv", "\\\\server\\share\\报表.csv", "CON.csv", "长" * 300 + ".csv", "报表\u202evsc.csv",
        "<b>报表</b>.csv", "=cmd()报表.csv", "报表'; DROP TABLE x;--.csv", "报\r\n表.csv", "报\0表.csv", "", "😀报表.csv", "报表.exe.csv",
    ],
)  # fmt: skip
def test_names_never_matter_and_are_safe_to_show(name: str) -> None:
    result = text(CLEAN, name)
    assert len(rows(result)) == 3
    assert not questions(result)
    assert result.file
    assert len(result.file) <= 120
    assert not set(result.file) & set('/\\<>\r\n\0\u202e"|')
    assert result.file[0] not in "=+-@"
