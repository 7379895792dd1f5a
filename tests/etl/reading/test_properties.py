"""Properties over generated files: what was written is read back, and no input breaks the reader."""

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import book, read, text

from etl.reading import identity
from etl.reading.reader import read_bytes

settings.register_profile("reading", max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("reading")

HANZI = st.text(alphabet="鼓楼台江仓山马尾晋安长乐福清闽侯连罗源", min_size=2, max_size=5)
UNITS = HANZI.map(lambda name: name + "村")
FIGURES = st.one_of(
    st.integers(0, 10**7).map(str),
    st.decimals(min_value=-9999, max_value=99999, places=2).map(str),
    st.sampled_from(["", "—", "1,234.50", "85.3%", "２０２４", "…"]),
)
REMARKS = st.text(alphabet='快报数核实后补报甲乙、，。（）“”" ,;|', max_size=12).map(str.strip)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A clean table: codes, names, at least one column of plain numbers, figures, remarks."""
    columns = draw(st.integers(1, 4))
    header = ["行政区划代码", "村名", "年度", *(f"指标{'甲乙丙丁'[i]}" for i in range(columns)), "备注"]
    count = draw(st.integers(1, 12))
    rows = [
        [
            f"3501{draw(st.integers(0, 99)):02d}{draw(st.integers(1, 399)):03d}{draw(st.integers(1, 399)):03d}",
            draw(UNITS),
            "2024",
            *(draw(FIGURES) for _ in range(columns)),
            draw(REMARKS),
        ]
        for _ in range(count)
    ]
    return header, rows


def written(header: list[str], rows: list[list[str]], separator: str = ",", ending: str = "\r\n") -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=ending)
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


@given(
    tables(),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_csv_comes_back(table: tuple[list[str], list[list[str]]], separator: str, ending: str, encoding: str) -> None:
    header, rows = table
    result = text(written(header, rows, separator, ending), encoding=encoding)
    assert not result.refused, result.findings
    assert [column.name for column in result.tables[0].columns] == header
    assert result.tables[0].rows == rows


@given(tables(), st.integers(0, 3), st.booleans())
def test_xlsx_comes_back_below_any_heading(table: tuple[list[str], list[list[str]]], blanks: int, titled: bool) -> None:
    header, rows = table
    above = [["2024年6月村级情况统计表"], [None, None, "单位：万元"]] if titled else []
    result = read(book([*above, *[[] for _ in range(blanks)], header, *rows]))
    assert not result.refused, result.findings
    assert result.tables[0].rows == rows
    assert result.tables[0].header_rows[0] == len(above) + blanks + 1
    assert result.tables[0].units == (["万元"] if titled else [])


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_but_their_order(table: tuple[list[str], list[list[str]]], random) -> None:  # type: ignore[no-untyped-def]
    header, rows = table
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = text(written(header, rows)), text(written(header, shuffled))
    assert sorted(first.tables[0].rows) == sorted(second.tables[0].rows)


@given(st.binary(max_size=600), st.sampled_from(["报表.csv", "报表.xlsx", "报表.xls", "报表", "报表.ods"]))
def test_no_bytes_break_the_reader(data: bytes, name: str) -> None:
    result = read_bytes(data, name)
    assert result.refused == (not result.tables)
    if result.refused:
        assert any(finding.outcome == "refuse" for finding in result.findings)


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(content: str) -> None:
    result = read_bytes(content.encode("utf-8", errors="surrogatepass"), "报表.csv")
    assert result.refused == (not result.tables)


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-99, 99),
                st.floats(-9, 9),
                st.sampled_from(["甲区", "合计", "单位：元", "2024年", "注：", "人口", "（人）"]),
            ),
            max_size=6,
        ),
        max_size=12,
    )
)
def test_no_sheet_breaks_the_reader_and_no_cell_is_lost_in_silence(cells: list[list[object]]) -> None:
    result = read(book(cells))
    assert result.refused == (not result.tables)
    for table in result.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(table.rows) == len(table.row_numbers)
        assert len({column.position for column in table.columns}) == len(table.columns)


@given(st.integers(0, len("x") + 2000), st.binary(min_size=1, max_size=3))
def test_damaged_workbooks_never_break_the_reader(position: int, noise: bytes) -> None:
    data = bytearray(BOOK)
    at = position % len(data)
    data[at : at + len(noise)] = noise
    result = read_bytes(bytes(data), "报表.xlsx")
    assert result.refused == (not result.tables)


BOOK = book([["县市区", "收入"], ["鼓楼区", 12.5], ["台江区", 30]])


@given(
    st.integers(1940, 2005),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 999),
    st.sampled_from(["350102", "110105", "510104"]),
)
def test_every_identity_number_is_seen(year: int, month: int, day: int, serial: int, region: str) -> None:
    stem = f"{region}{year}{month:02d}{day:02d}{serial:03d}"
    last = next(digit for digit in "0123456789X" if identity.check_digit(stem + digit))
    number = stem + last
    assert identity.in_text(f"备注{number}") == "PERSONAL_ID"
    assert identity.in_text(" ".join(number)) == "PERSONAL_ID"
    assert identity.in_text("".join(chr(ord(ch) + 0xFEE0) for ch in number)) == "PERSONAL_ID"


@given(st.integers(0, 99), st.integers(0, 499), st.integers(0, 399), st.integers(0, 999))
def test_division_and_organisation_codes_are_never_taken_for_persons(
    district: int, town: int, village: int, serial: int
) -> None:
    code = f"3501{district:02d}{town % 300:03d}{village:03d}"
    for text_ in (code[:6], code[:9], code, f"{code}{serial:03d}"):
        assert identity.in_text(text_, header="单位代码", alone=True) is None
        assert identity.in_text(text_, header="", alone=True) is None
