"""Code tables of the country as a register: renames, recodings, mergers, splits, and figures of units not there."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from store_world import AT, csv

from etl import code_tables, view
from etl.__main__ import main
from etl.code_tables import CodeTableRefused
from etl.home import Home
from etl.loader import Order, load_files
from etl.reading.model import ReadResult
from etl.reading.reader import read_bytes
from tests.torture.real import SHARED

HISTORY_HEAD = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码"
HISTORY = csv(
    HISTORY_HEAD,
    [
        ("450000", "广西壮族自治区", "", "广西壮族自治区", "省级", "在用", 1981, "", ""),
        ("450100", "广西壮族自治区", "南宁市", "南宁市", "地级", "在用", 1981, "", ""),
        ("452100", "广西壮族自治区", "南宁地区", "南宁地区", "地级", "弃用", 1981, 2002, "450100"),
        ("450103", "广西壮族自治区", "南宁市", "新城区", "县级", "变更", 1983, 2004, "450103"),
        ("450103", "广西壮族自治区", "南宁市", "青秀区", "县级", "在用", 2004, "", ""),
        ("450104", "广西壮族自治区", "南宁市", "城北区", "县级", "弃用", 1983, 2004, "450107"),
        ("450106", "广西壮族自治区", "南宁市", "郊区", "县级", "弃用", 1983, 2004, "450103[1991];450105;450107"),
        ("450105", "广西壮族自治区", "南宁市", "江南区", "县级", "在用", 1983, "", ""),
        ("450107", "广西壮族自治区", "南宁市", "西乡塘区", "县级", "在用", 2004, "", ""),
        ("450110", "广西壮族自治区", "南宁市", "武鸣区", "县级", "在用", 2015, "", ""),
        ("450122", "广西壮族自治区", "南宁市", "武鸣县", "县级", "弃用", 1983, 2015, "450110"),
        ("452100", "广西壮族自治区", "南宁地区", "南宁地区旧", "地级", "变更", 2003, 2003, ""),
        ("469001", "海南省", "省直辖", "五指山市", "县级", "在用", 2001, "", ""),
        ("460000", "海南省", "", "海南省", "省级", "在用", 1988, "", ""),
    ],
)
LIST = csv("code,name,areaCode,provinceCode,cityCode", [
    ("450103001", "新竹街道", 450103, 45, 4501), ("450110100", "城厢镇", 450110, 45, 4501),
    ("450110400", "里建农场", 450110, 45, 4501),
])  # fmt: skip
PROGRESS_HEAD = "单位编码,单位名称,年度,截至月份,指标编码,指标名称,计量单位,本月数,本年累计数,年度目标,数据来源"


def read(content: bytes, name: str = "沿革.csv") -> ReadResult:
    return read_bytes(content, name)


def lines(content: bytes) -> dict[str, list[str]]:
    """First day and code → the other cells."""
    rows = [line.split(",") for line in content.decode().splitlines()[1:]]
    return {f"{row[0]}/{row[5][:4]}": row for row in rows}


def test_a_history_becomes_a_register() -> None:
    found = lines(code_tables.register([read(HISTORY)]))
    assert found["450000/1950"][3] == "000000"
    assert found["450103/1983"][1:] == ["新城区", "县市区", "450100", "县市区", "1983-01-01", "2003-12-31", ""]
    assert found["450103/2004"][1] == "青秀区"
    assert found["450104/1983"][7] == "改为：450107"
    # What left in 1991 was a part; the two codes of the last year carry on.
    assert found["450106/1983"][7] == "拆分为：450105、450107"
    assert found["450122/1983"][6:] == ["2014-12-31", "改为：450110"]
    # A county without a city stands below its province.
    assert found["469001/2001"][3] == "460000"
    assert "452100/2003" not in found, "gone again within the year"


def test_only_a_part_of_the_country() -> None:
    found = lines(code_tables.register([read(HISTORY)], under=["4501"]))
    assert {key[:6] for key in found} >= {"000000", "450000", "450100", "450103"}
    assert not [key for key in found if key.startswith(("46", "4521"))]


def test_a_plain_list_adds_what_a_history_lacks() -> None:
    reads = [read(HISTORY), read(LIST, "乡镇.csv")]
    found = lines(code_tables.register(reads, as_of=date(2023, 6, 30)))
    assert found["450103001/2023"][1:6] == ["新竹街道", "乡镇街道", "450103", "街道", "2023-06-30"]
    assert found["450110400/2023"][4] == "乡"
    with pytest.raises(CodeTableRefused, match="--as-of"):
        code_tables.register(reads)
    alone = lines(
        code_tables.register(
            [read(csv("code,name,cityCode,provinceCode", [
                ("4501", "南宁市", "", 45), ("3101", "市辖区", "", 31), ("450103", "青秀区", 4501, 45),
                ("310101", "黄浦区", 3101, 31), ("469001", "五指山市", 4690, 46),
            ]))],
            as_of=date(2023, 6, 30),
        )
    )  # fmt: skip
    parents = {row[1]: row[3] for row in alone.values()}
    assert parents == {"中国": "", "南宁市": "450000", "青秀区": "450100", "黄浦区": "310000", "五指山市": "460000"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (csv("县市区,收入", [("甲区", 1), ("乙区", 2)]), "不是认得的代码表"),
        (csv(HISTORY_HEAD, [("45", "广西", "", "广西", "省级", "在用", 1981, "", "")]), "第2行"),
        (b"", "空"),
    ],
)
def test_other_files_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(CodeTableRefused, match=words):
        code_tables.register([read(content)])


def test_figures_of_units_that_were_not_there_are_found(
    fresh: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "沿革.csv").write_bytes(HISTORY)
    assert main(["--home", str(fresh.path), "units", "import", str(tmp_path / "沿革.csv"), "--by", "统计岗"]) == 0
    assert "已入库" in capsys.readouterr().out
    cases = [
        ("450105", "江南区", 2010, "accept"),
        ("450122", "武鸣县", 2010, "accept"),
        ("450122", "武鸣县", 2016, "UNIT_RENAMED"),  # the same unit under its later code
        ("450110", "武鸣区", 2009, "UNIT_RENAMED"),
        ("450103", "新城区", 2005, "UNIT_RENAMED"),
        ("450106", "郊区", 2012, "UNIT_MERGED"),  # split: nobody can say where the figure belongs
        ("450107", "西乡塘区", 2001, "UNIT_NOT_VALID"),
        ("450199", "天外区", 2010, "UNIT_UNKNOWN"),
    ]
    name = "发展党员数"
    content = csv(
        PROGRESS_HEAD,
        [
            (code, unit, year, 6, "developed_member_cnt", name, "名", 1, 10 + at, 100, "组织部")
            for at, (code, unit, year, _) in enumerate(cases)
        ],
    )
    (tmp_path / "进度.csv").write_bytes(content)
    (report,) = load_files(fresh, [tmp_path / "进度.csv"], Order("统计岗", True, "核对", None, AT))
    by_row = {int(f["row"]): str(f["code"]) for f in report.findings if str(f["code"]).startswith("UNIT_")}
    assert report.loaded, report.findings
    for row, (_, unit, year, code) in enumerate(cases, start=2):
        assert by_row.get(row, "accept") == code, (unit, year, by_row)
    with view.attached(view.snapshot(fresh)) as con:
        found = con.execute(
            "SELECT u.unit_code, p.year FROM fact_measure f JOIN dim_unit u USING (unit_key) JOIN dim_period p"
            " USING (period_key) JOIN dim_indicator i ON i.indicator_key = f.measure_key"
            " WHERE i.code = 'developed_member_cnt' ORDER BY ALL"
        ).fetchall()
    assert found == [("450103", 2005), ("450105", 2010), ("450110", 2016), ("450122", 2009), ("450122", 2010)]


def test_the_real_history_makes_a_register_without_doubts(fresh: Home) -> None:
    path = SHARED / "divisions" / "areacodes_history.csv"
    if not path.is_file():
        pytest.skip("SHARED_DATA 中没有 divisions/areacodes_history.csv")
    command = ["--home", str(fresh.path), "units", "import", str(path), "--under", "45", "--under", "35"]
    assert main(command) == 0, "no doubt asks for --yes"
    with view.attached(view.snapshot(fresh)) as con:
        levels = Counter(dict(con.execute("SELECT level, count(*) FROM dim_unit GROUP BY level").fetchall()))
        went = con.execute("SELECT successor_codes FROM dim_unit WHERE unit_code = '350182'").fetchall()
    assert levels[1] == 2 and levels[3] > 300
    assert went == [("350112",)]
