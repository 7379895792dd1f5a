"""Made-up files of a province for timing: the register, tall progress files in two encodings, a workbook."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import xlsxwriter

from dashboard import catalogue

VILLAGES = 30_000
MEASURES = 20
HEAD = ("单位编码", "年度", "截至月份", "指标编码", "指标名称", "计量单位", "本年累计数", "数据来源")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")

_VILLAGES = """SELECT range AS n, '99' || lpad((range // 300)::VARCHAR, 4, '0')
    || lpad((range // 20 % 15)::VARCHAR, 3, '0')
    || lpad((range % 20 + 200)::VARCHAR, 3, '0') AS code FROM range($villages)"""

#: One row in a thousand holds words for a figure, seven in ten thousand a negative figure.
_ROWS = f"""SELECT v.code AS c0, $year AS c1, month AS c2, m.code AS c3, m.name AS c4, m.unit AS c5,
    CASE WHEN $spoil AND hash(v.n, month, m.place) % 1000 = 0 THEN '约百个'
         WHEN $spoil AND hash(v.n, month, m.place, 1) % 10000 < 7 THEN '-5'
         WHEN m.scale > 0 THEN ((hash(v.n, m.place) % 500 + 1) * month / 100)::DECIMAL(12, 2)::VARCHAR
         ELSE ((hash(v.n, m.place) % 40 + 1) * month)::VARCHAR END AS c6, '组织部统计' AS c7
    FROM ({_VILLAGES}) v, range($first, $last + 1) t(month), measures m ORDER BY month, v.n, m.place"""


@dataclass(frozen=True, slots=True)
class Months:
    """Which months a file covers, and whether some of its cells are bad."""

    first: int
    last: int
    spoil: bool = True
    villages: int = VILLAGES


def write_register(path: Path) -> None:
    """The register of the province: 100 districts, 1,500 towns, 30,000 villages."""
    lines = ["单位编码,单位名称,单位层级,上级单位编码,单位类型,领域,生效日期", "99,测试省,省,,省,,2000-01-01"]

    def spoken(number: int) -> str:
        return str(number).translate(_DIGITS)

    for district in range(100):
        lines.append(f"99{district:04d},县{spoken(district)}县,县市区,99,县市区,,2000-01-01")
        lines += [
            f"99{district:04d}{town:03d},镇{spoken(district * 15 + town)}镇,乡镇街道,99{district:04d},镇,,2000-01-01"
            for town in range(15)
        ]
    for village in range(VILLAGES):
        town_code = f"99{village // 300:04d}{village // 20 % 15:03d}"
        name = f"村{spoken(village)}村"
        lines.append(f"{town_code}{village % 20 + 200:03d},{name},村社区,{town_code},行政村,农村,2000-01-01")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tall(path: Path, months: Months) -> int:
    """A tall progress file in UTF-8; returns its rows."""
    with _measures() as connection:
        listed = ", ".join(f'c{at} AS "{name}"' for at, name in enumerate(HEAD))
        target = str(path).replace("'", "''")
        connection.execute(f"COPY (SELECT {listed} FROM ({_ROWS})) TO '{target}' (HEADER, QUOTE '')", _params(months))
    return months.villages * MEASURES * (months.last - months.first + 1)


def recode(source: Path, target: Path) -> None:
    """The same file in GB18030."""
    with source.open(encoding="utf-8", newline="") as old, target.open("w", encoding="gb18030", newline="") as new:
        while piece := old.read(1 << 24):
            new.write(piece)


def write_workbook(path: Path, rows: int, *, total: bool = False) -> None:
    """A workbook with figures and years as numbers, as offices keep them.

    Args:
        path: The file.
        rows: Rows below the header.
        total: Put a row of totals in the middle.
    """
    months = Months(1, 1, spoil=False, villages=rows // MEASURES)
    with _measures() as connection:
        found = connection.execute(_ROWS, _params(months)).fetchall()
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("进度")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(found, start=1):
            name = "合计" if total and number == rows // 2 else row[0]
            sheet.write_row(number, 0, [name, *row[1:6], float(row[6]), row[7]])


def _params(months: Months) -> dict[str, object]:
    return {
        "year": 2024, "first": months.first, "last": months.last, "spoil": months.spoil, "villages": months.villages,
    }  # fmt: skip


def _measures() -> duckdb.DuckDBPyConnection:
    """A connection with the 20 measures that villages report in tall files."""
    known = catalogue.load(None).indicators.values()
    fit = [item for item in known if "T6" in item.templates and not item.own_level_only]
    chosen = [item for item in fit if item.reported in ("ytd", "point")][:MEASURES]
    connection = duckdb.connect()
    table = pa.table(
        {
            "place": list(range(MEASURES)),
            "code": [item.code for item in chosen],
            "name": [item.name for item in chosen],
            "unit": [item.unit for item in chosen],
            "scale": [item.scale for item in chosen],
        }
    )
    connection.register("_listed", table)
    connection.execute("CREATE TABLE measures AS SELECT * FROM _listed")
    connection.unregister("_listed")
    return connection
