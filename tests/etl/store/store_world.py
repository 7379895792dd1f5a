"""A very small home for tests of the store: one city, two districts, six villages, figures small enough to read.

Every figure of village n in month m is written out by `income`; nothing here is random.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl import view
from etl.home import Home, open_home
from etl.loader import Loader, Order, open_loader
from etl.reading.model import ReadResult
from etl.reading.reader import read_file
from etl.upkeep import table_hashes

AT = "2024-11-15T10:00:00+08:00"
REGISTER_HEAD = "单位编码,单位名称,单位层级,上级单位编码,单位类型,领域,生效日期,失效日期,变更说明"
INCOME_HEAD = (
    "单位编码,单位名称,年度,截至月份,年度收入目标（万元）,收入合计（万元）,经营收入（万元）,发包及上交收入（万元）,"
    "投资收益（万元）,其他经营收入（万元）,补助收入（万元）,其他收入（万元）,村企数,数据性质"
)
PROGRESS_HEAD = "单位编码,单位名称,年度,截至月份,指标编码,指标名称,计量单位,本月数,本年累计数,年度目标,数据来源"
VILLAGES = {
    "350102001201": "东溪村", "350102001202": "西溪村", "350102002201": "上洋村", "350102002202": "下洋村",
    "350103001201": "前坑村", "350103001202": "后坑村",
}  # fmt: skip
UNITS = [
    ("350000", "福建省", "省", "", "省", ""),
    ("350100", "福州市", "市", "350000", "市", ""),
    ("350102", "鼓楼区", "县市区", "350100", "县市区", ""),
    ("350103", "台江区", "县市区", "350100", "县市区", ""),
    ("350102001", "鼓东镇", "乡镇街道", "350102", "镇", ""),
    ("350102002", "鼓西镇", "乡镇街道", "350102", "镇", ""),
    ("350103001", "茶亭镇", "乡镇街道", "350103", "镇", ""),
]
Cells = Sequence[object]


def csv(head: str, rows: Iterable[Cells]) -> bytes:
    """A comma-separated file."""
    return "\n".join([head, *(",".join(str(cell) for cell in row) for row in rows)]).encode() + b"\n"


def register() -> bytes:
    """The register of units."""
    rows = [(*unit, "2000-01-01", "", "") for unit in UNITS]
    rows += [
        (code, name, "村社区", code[:9], "行政村", "农村", "2000-01-01", "", "") for code, name in VILLAGES.items()
    ]
    return csv(REGISTER_HEAD, rows)


def more_units() -> bytes:
    """A register that comes later: a district gets a code that sorts first, so that every unit key moves up."""
    district = ("县市区", "350100", "县市区", "")
    return csv(
        REGISTER_HEAD,
        [
            ("350104", "郊区", *district, "2000-01-01", "2024-07-31", "更名为晋安区：350101"),
            ("350101", "晋安区", *district, "2024-08-01", "", "前身350104"),
        ],
    )


def income(month: int, *, percent: int = 100, villages: Iterable[str] = VILLAGES) -> bytes:
    """Village income of one month of 2024: village n has (n + 1) × month × percent / 10 万元."""
    rows = []
    for number, (code, name) in enumerate(VILLAGES.items(), start=1):
        if code in villages:
            own = f"{number * month * percent / 10:.2f}"
            rows.append((code, name, 2024, month, 500, own, own, 0, 0, 0, 0, 0, number % 2, "快报"))
    return csv(INCOME_HEAD, rows)


def progress(month: int, first: int) -> bytes:
    """Members admitted in the two districts."""
    return csv(
        PROGRESS_HEAD,
        [
            ("350102", "鼓楼区", 2024, month, "developed_member_cnt", "发展党员数", "名", 1, first, 100, "组织部"),
            ("350103", "台江区", 2024, month, "developed_member_cnt", "发展党员数", "名", 1, first + 5, 100, "组织部"),
        ],
    )


def bureau() -> bytes:
    """A download of the statistics bureau whose indicator the catalogue does not know."""
    head = ("数据库：分省年度数据", "指标：村级道路里程(公里)", "时间：最近2年")
    lines = (*head, "地区,2023年,2022年", "福建省,8120.5,8001.2")
    return ("\n".join(lines) + "\n注：2023年起统计口径调整。\n数据来源：国家统计局\n").encode("gb18030")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a home: a file to load, or a batch to withdraw or reinstate."""

    name: str
    content: bytes = b""
    action: str = "load"
    batch: str = ""


#: Everything that can happen to a home, in one short life.
LIFE = [
    Step("单位名录.csv", register()),
    Step("收入6月.csv", income(6)),
    Step("进度6月.csv", progress(6, 40)),
    Step("收入7月.csv", income(7)),
    Step("收入7月更正.csv", income(7, percent=110, villages=list(VILLAGES)[:2])),
    Step("进度6月更正.csv", progress(6, 45)),
    Step("withdraw", action="withdraw", batch="B000005"),
    Step("新设县区.csv", more_units()),
    Step("里程.csv", bureau()),
    Step("withdraw", action="withdraw", batch="B000006"),
    Step("reinstate", action="reinstate", batch="B000005"),
    Step("收入8月.csv", income(8)),
]


class DirectReaders:
    """Reads files in this process: the store's tests are not about the reader's children."""

    size = 1

    def read(self, path: Path, *, name: str | None = None) -> ReadResult:
        """Read one file."""
        return read_file(path, name=name)


def write(folder: Path, steps: Iterable[Step] = LIFE) -> None:
    """Write the files of some steps below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for step in steps:
        if step.action == "load":
            (folder / step.name).write_bytes(step.content)


def take(loader: Loader, step: Step, folder: Path) -> str:
    """Do one step; returns the batch."""
    if step.action != "load":
        loader.change_state(step.batch, step.action, by="统计岗", why="测试", at=AT)
        return step.batch
    path = folder / step.name
    report = loader.load(read_file(path, name=step.name), path, Order("统计岗", True, "已核对", None, AT))
    assert report.loaded, (step.name, report.findings)
    return str(report.batch)


def begin(folder: Path, steps: Sequence[Step] = LIFE[:2]) -> Home:
    """A home below a folder, published after some steps: by default the register and the income of June."""
    write(folder / "sent", steps)
    home = open_home(folder / "home")
    with open_loader(home) as loader:
        for step in steps:
            take(loader, step, folder / "sent")
        loader.publish(AT)
    return home


def published_hashes(home: Home) -> dict[str, str]:
    """The hash of each table of the published snapshot."""
    with view.attached(view.snapshot(home)) as con:
        return table_hashes(con)


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the published snapshot."""
    with view.attached(view.snapshot(home)) as con:
        return con.execute(sql).fetchall()


def current(
    con: duckdb.DuckDBPyConnection, code: str = "econ_income_total"
) -> dict[tuple[str, str], tuple[float, str]]:
    """(month, unit) → (current value in the measure's unit, batch) of one measure."""
    found = con.execute(
        """SELECT p.label, u.unit_name, f.value / 10 ** i.num_scale, b.batch_id FROM fact_measure f
        JOIN dim_unit u USING (unit_key) JOIN dim_period p USING (period_key) JOIN dim_batch b USING (batch_key)
        JOIN dim_indicator i ON i.indicator_key = f.measure_key WHERE i.code = ? ORDER BY ALL""",
        [code],
    ).fetchall()
    return {(month, unit): (round(value, 4), batch) for month, unit, value, batch in found}


def fingerprint(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
