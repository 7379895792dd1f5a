"""Real public files, read where they lie (SHARED_DATA, default ../shared/data beside the project)."""

import os
from pathlib import Path

import pytest

from etl.reading.model import ReadResult
from etl.reading.reader import read_file

SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))


def real(name: str) -> ReadResult:
    """The result of reading one of the real files."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"SHARED_DATA 中没有 {name}")
    result = read_file(path)
    assert not result.refused, result.findings
    assert not [finding for finding in result.findings if finding.outcome != "normalise"], result.findings
    return result


@pytest.mark.parametrize(
    ("name", "subject", "unit", "years", "beijing"),
    [
        ("分省年度数据.csv", "地区生产总值(亿元)", "亿元", 19, "49670.2"),
        ("分省年度数据 (1).csv", "人口数(人口抽样调查)(人)", "人", 20, ""),
        ("分省年度数据 (6).csv", "公有经济企事业单位专业技术人员数(人)", "人", 20, ""),
    ],
)
def test_statistics_bureau_download(name: str, subject: str, unit: str, years: int, beijing: str) -> None:
    result = real(f"nbs/{name}")
    assert result.encoding == "gb18030"
    (table,) = result.tables
    assert table.preamble["数据库"] == "分省年度数据"
    assert table.preamble["指标"] == subject
    assert table.title == subject
    assert table.units == [unit]
    assert table.header_rows == (4, 4)
    assert table.columns[0].name == "地区"
    assert all(column.name.endswith("年") for column in table.columns[1:])
    assert len(table.columns) == years + 1
    assert len(table.rows) == 31
    assert (table.rows[0][0], table.rows[0][1], table.row_numbers[0]) == ("北京市", beijing, 5)
    assert table.rows[-1][0] == "新疆维吾尔自治区"
    assert table.notes[-1].text == "数据来源：国家统计局"
    assert len(table.notes) >= 2


def test_census_2010() -> None:
    (table,) = real("census/census2010_county_广西_宁夏.xlsx").tables
    assert (len(table.columns), len(table.rows), table.header_rows) == (169, 153, (1, 1))
    assert [column.name for column in table.columns[:3]] == ["地区", "区划代码", "合计"]
    names = [column.name for column in table.columns]
    assert "少数民族人口比重" in names
    assert table.columns[names.index("少数民族人口比重")].unit == "%"
    assert "性别比（女=100）" in names
    guangxi = [row for row in table.rows if row[1].startswith("45") and not row[1].endswith("00")]
    assert sum(int(row[2]) for row in guangxi) == 45_631_732
    assert next(row for row in table.rows if row[0] == "平桂管理区")[1:3] == ["", "392029"]
    assert table.rows[0][:3] == ["广西壮族自治区", "450000", "46023761"]


def test_census_2020() -> None:
    result = real("census/census2020_county_广西_宁夏.xlsx")
    (table,) = result.tables
    assert (len(table.columns), len(table.rows), table.sheet) == (153, 154, "七普（年鉴）")
    assert table.rows[0][0] == "450000"
    assert table.rows[0][4] == "50126804"
    assert "NA" in table.rows[0]


def test_ministry_changes() -> None:
    result = real("divisions/mca_sub_county_changes.xlsx")
    assert [table.sheet for table in result.tables] == [str(year) for year in range(2023, 2013, -1)]
    for table in result.tables:
        assert table.columns[0].name == "序号"
        assert table.columns[-1].name == "批准文件"
        assert table.title.startswith(f"{table.sheet}年")
        assert f"{table.sheet}年" in table.periods
        # Cells merged over several rows are filled: hardly a row stays without its reason of change.
        reason = [column.name for column in table.columns].index("变更原因")
        assert sum(bool(row[reason]) for row in table.rows) >= 0.98 * len(table.rows)
        serials = [row[0] for row in table.rows if row[0]]
        assert all(serial.isdigit() for serial in serials)
    by_sheet = {table.sheet: table for table in result.tables}
    assert by_sheet["2023"].header_rows == (4, 4)
    assert len(by_sheet["2023"].rows) == 104
    assert by_sheet["2023"].rows[-1][6] == "兴城街道"
    assert [note.text[:2] for note in by_sheet["2020"].notes] == ["注：", "2."]


@pytest.mark.parametrize(
    ("name", "rows", "header"),
    [
        ("party/party_stats_national_2010_2024.csv", 399, "期间,时点,指标,数值,单位,口径与备注,来源编号,是否推算"),
        (
            "party/party_stats_provinces_2021_2023.csv",
            168,
            "行政区划代码,地区,期间,时点,指标,数值,单位,口径与备注,来源编号",
        ),
        (
            "divisions/areacodes_history.csv",
            6823,
            "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码",
        ),
        ("divisions/areas_national.csv", 2978, "code,name,cityCode,provinceCode"),
        ("divisions/cities_national.csv", 342, "code,name,provinceCode"),
        ("divisions/towns_沪粤桂宁.csv", 3534, "code,name,areaCode,provinceCode,cityCode"),
        ("party/sources.csv", 30, "来源编号,发布日期,来源,地址,类型"),
    ],
)
def test_plain_tables(name: str, rows: int, header: str) -> None:
    (table,) = real(name).tables
    assert len(table.rows) == rows
    assert ",".join(column.name for column in table.columns) == header
