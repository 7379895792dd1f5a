"""A small world to load files into: two cities, a renamed district, a name in both cities, 72 villages.

The forms are written as an office fills them in: Chinese headers, one row a village. Figures of village n (from 0)
grow with n, so that every row has values of its own.
"""

# ruff: noqa: E501 - the header of a form is one line

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from etl.home import Home, open_home
from etl.loader import Order, load_files

#: The day every test file is sent on; later periods are the future.
AT = "2024-11-15T10:00:00+08:00"
REGISTER_HEAD = (
    "单位编码", "单位名称", "单位层级", "上级单位编码", "单位类型", "领域", "生效日期", "失效日期", "变更说明",
)  # fmt: skip
INCOME_HEAD = (
    "单位编码", "单位名称", "年度", "截至月份", "年度收入目标（万元）", "收入合计（万元）", "经营收入（万元）", "发包及上交收入（万元）",
    "投资收益（万元）", "其他经营收入（万元）", "补助收入（万元）", "其他收入（万元）", "村企数", "数据性质",
)  # fmt: skip
COVER_HEAD = (
    "单位名称", "截至日期", "覆盖项目", "应覆盖数", "单独组建数", "联合组建覆盖数", "组织覆盖数", "工作覆盖数",
)  # fmt: skip
PROGRESS_HEAD = (
    "单位编码", "单位名称", "年度", "截至月份", "指标编码", "指标名称", "计量单位", "本月数", "本年累计数", "年度目标", "数据来源",
)  # fmt: skip
DISTRICTS = (
    ("350102", "鼓楼区", "350100"), ("350103", "台江区", "350100"), ("350112", "长乐区", "350100"), ("320106", "鼓楼区", "320100"),
)  # fmt: skip
TOWNS = ("鼓东镇", "鼓西镇", "温泉镇", "东街镇", "南街镇", "安泰镇")
_HEADS = "东西南北上下前后新老大小"
VILLAGES = tuple(
    (f"350102{town + 1:03d}{200 + number + 1}", f"{head}{TOWNS[town][0]}{'山溪洋坑岭湖'[town]}村", f"350102{town + 1:03d}")
    for town in range(6)
    for number, head in enumerate(_HEADS)
)  # fmt: skip

Row = Sequence[object]


def csv(head: Sequence[str], rows: Iterable[Row]) -> str:
    """A comma-separated text; cells are written as they are, so quoting is the caller's."""
    return "\n".join(",".join(str(cell) for cell in row) for row in (head, *rows)) + "\n"


def register() -> list[Row]:
    """The register of units: lines of T0."""
    rows: list[Row] = [
        ("350000", "福建省", "省", "", "省", "", "2000-01-01", "", ""),
        ("320000", "江苏省", "省", "", "省", "", "2000-01-01", "", ""),
        ("350100", "福州市", "市", "350000", "市", "", "2000-01-01", "", ""),
        ("320100", "南京市", "市", "320000", "市", "", "2000-01-01", "", ""),
        ("350182", "长乐市", "县市区", "350100", "县市区", "", "2000-01-01", "2017-11-30", "更名为长乐区：350112"),
    ]
    for code, name, parent in DISTRICTS:
        since, note = ("2017-12-01", "前身350182") if code == "350112" else ("2000-01-01", "")
        rows.append((code, name, "县市区", parent, "县市区", "", since, "", note))
    for number, town in enumerate(TOWNS, start=1):
        rows.append((f"350102{number:03d}", town, "乡镇街道", "350102", "镇", "", "2000-01-01", "", ""))
    rows += [(code, name, "村社区", town, "行政村", "农村", "2000-01-01", "", "") for code, name, town in VILLAGES]
    return rows


def amount(number: int, month: int = 9) -> str:
    """Operating income of village `number`, in 万元, as a plain decimal."""
    return f"{(number + 5) * month * 11 // 10}.{number % 10}"


def income(year: int = 2024, month: int = 9, *, factor: int = 1, percent: int = 100) -> list[list[str]]:
    """The village income form of one month, one row a village, in the order of `INCOME_HEAD`.

    Income is operating income and some subsidies; `factor` multiplies every amount (10000 turns 万元 into 元),
    `percent` operating income alone.
    """
    rows = []
    for number, (code, name, _) in enumerate(VILLAGES):
        hundredths = round(float(amount(number, month)) * percent)
        subsidy = 150 + number % 7 * 10
        cells = [40_00 + number * 100, hundredths + subsidy, hundredths, 0, 0, 0, subsidy, 0]
        figures = [f"{cell * factor / 100:.2f}".removesuffix(".00") for cell in cells]
        rows.append([code, name, str(year), str(month), *figures, str(number % 3), "快报"])
    return rows


def changed(rows: list[list[str]], changes: Mapping[tuple[int, int], str]) -> list[list[str]]:
    """The rows with single cells replaced; keys are (row from 0, column from 0)."""
    copy = [list(row) for row in rows]
    for (row, column), value in changes.items():
        copy[row][column] = value
    return copy


def cover(*rows: Row) -> str:
    """A coverage form: (unit name, item, due, solo, joint, organisation, work) at 30 September 2024."""
    return csv(COVER_HEAD, [(row[0], "2024-09-30", *row[1:]) for row in rows])


def progress(year: int = 2024, month: int = 9, *, first: int = 30) -> list[list[str]]:
    """The progress form: members admitted in each district, in the order of `PROGRESS_HEAD`."""
    return [
        [code, name, str(year), str(month), "developed_member_cnt", "发展党员数", "名", str(first // 10), str(first + number * 7), "100", "组织部统计"]
        for number, (code, name, _) in enumerate(DISTRICTS)
    ]  # fmt: skip


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file below a folder."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def build_home(path: Path) -> Path:
    """A home with the register, income of July and December 2023 and June 2024, progress of June 2024."""
    folder = path.parent / "sent"
    folder.mkdir(parents=True)
    files = [
        write(folder, "单位名录.csv", csv(REGISTER_HEAD, register())),
        write(folder, "收入2023年7月.csv", csv(INCOME_HEAD, income(2023, 7, percent=90))),
        write(folder, "收入2023年12月.csv", csv(INCOME_HEAD, income(2023, 12))),
        write(folder, "收入2024年6月.csv", csv(INCOME_HEAD, income(2024, 6))),
        write(folder, "进度2024年6月.csv", csv(PROGRESS_HEAD, progress(2024, 6, first=20))),
    ]
    reports = load_files(open_home(path), files, Order(by="市委组织部", at=AT))
    for report in reports:
        assert report.loaded, (report.file, report.findings)
    return path


def fingerprint(home: Path) -> dict[str, str]:
    """SHA-256 of every file below a home, by relative path."""
    return {
        found.relative_to(home).as_posix(): hashlib.sha256(found.read_bytes()).hexdigest()
        for found in sorted(home.rglob("*"))
        if found.is_file()
    }


def opened(path: Path) -> Home:
    """The home in a folder that exists."""
    return open_home(path, create=False)
