"""A district drawn up for the table of indicator cases: its register, its forms, and what the marts say of it."""

import csv
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import duckdb

from dashboard import catalogue
from dashboard.catalogue import Template
from dashboard.periods import parse_period

CASES = Path(__file__).resolve().parent / "indicator_cases.csv"
PERIOD = "2024-06"
NUMBERS = "一二三四五六七八九十"
REGISTER_HEAD = [
    "单位编码",
    "单位名称",
    "单位层级",
    "上级单位编码",
    "单位类型",
    "领域",
    "生效日期",
    "失效日期",
    "变更说明",
]
#: Cells of a form that a case does not write out.
DEFAULTS: dict[str, dict[str, str]] = {
    "T1": {"截至日期": "2024-06-30"},
    "T2": {"批次": "2024-06", "一票否决": "否"},
    "T3": {"年度": "2024", "截至月份": "6", "数据性质": "快报"},
    "T4": {"截至日期": "2024-06-30"},
    "T5": {"截至日期": "2024-06-30"},
    "T6": {"年度": "2024", "截至月份": "6", "数据来源": "组织部统计"},
    "T7": {
        "领域": "农村", "标题": "事项", "责任岗位": "支部书记", "立项日期": "2024-01-10", "完成时限": "2024-12-31",
        "更新日期": "2024-06-30", "佐证材料编号": "ZL-1", "进度": "0",
    },
    "T8": {
        "年度": "2024", "项目名称": "项目", "满分": "100", "评委类型": "系统取数", "评定日期": "2024-06-20",
        "扣分原因": "记录不规范",
    },
}  # fmt: skip
#: States of a ledger that say an entry is done; the form wants its day and full progress.
DONE = re.compile("已销号|已完成|项目推广|整改销号|整改完成|完成换届|清零|已办结|验收|已锁定")
Given = tuple[str, str, str]


def read_cases() -> tuple[dict[str, list[Given]], list[tuple[str, str, str, str]]]:
    """The table.

    Returns:
        Scenario → (template, unit, cells) of what was reported, and (scenario, unit, indicator, value) expected.
    """
    given: dict[str, list[Given]] = {}
    expected = []
    with CASES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "给定":
                template, _, unit = row["subject"].partition("@")
                given.setdefault(row["scenario"], []).append((template, unit, row["content"]))
            else:
                expected.append((row["scenario"], row["subject"], row["content"], row["value"]))
    return given, expected


def units(scenarios: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """(scenario, unit) → its line of the register; every scenario has a district of its own, drawn alike."""
    rows: dict[tuple[str, str], list[str]] = {("", "示例市"): ["350100", "示例市", "市", "", "市", ""]}
    for number, scenario in enumerate(scenarios):
        district = f"3501{number + 2:02d}"

        def put(code: str, name: str, level: str, parent: str, kind: str, domain: str = "", at: str = scenario) -> None:
            rows[at, name] = [code, f"{at}{name}", level, parent, kind, domain]

        put(district, "甲区", "县市区", "350100", "县市区")
        put(f"{district}001", "甲镇", "乡镇街道", district, "镇")
        put(f"{district}002", "甲街道", "乡镇街道", district, "街道")
        put(f"{district}001201", "东村", "村社区", f"{district}001", "行政村", "农村")
        put(f"{district}001202", "西村", "村社区", f"{district}001", "行政村", "农村")
        put(f"{district}002001", "南社区", "村社区", f"{district}002", "社区", "城市社区")
        for at, word in enumerate(NUMBERS):
            village = f"{district}00120{1 + at % 2}"
            put(f"{village}-{at}", f"农村支部{word}", "党组织", village, "行政村", "农村")
        put(f"{district}002001-1", "社区党委", "党组织", f"{district}002001", "社区", "城市社区")
        for at, name in enumerate(("机关支部", "机关总支")):
            put(f"{district}-G{at}", name, "党组织", district, "机关", "机关")
        for at, name in enumerate(("学校支部一", "学校支部二", "学校支部三")):
            put(f"{district}-X{at}", name, "党组织", district, "学校", "学校")
    return rows


def files(given: dict[str, list[Given]], register: dict[tuple[str, str], list[str]]) -> dict[str, bytes]:
    """File name → content: the register and one file a template with the rows of every scenario."""
    templates = catalogue.load().templates
    made = {"单位名录.csv": _csv(REGISTER_HEAD, [[*row, "2000-01-01", "", ""] for row in register.values()])}
    for name in sorted({template for rows in given.values() for template, _, _ in rows}):
        titles = [field.title for field in templates[name].fields]
        lines = [
            _line(templates[name], titles, register[scenario, unit], content)
            for scenario, rows in given.items()
            for template, unit, content in rows
            if template == name
        ]
        made[f"{name}.csv"] = _csv(titles, lines)
    return made


def _line(template: Template, titles: list[str], unit: list[str], content: str) -> list[str]:
    cells = dict(DEFAULTS[template.name]) | dict(cell.split("=", 1) for cell in content.split("；"))  # type: ignore[misc]
    cells |= {"单位编码": unit[0], "单位名称": unit[1]}
    if template.name == "T6":
        indicator = catalogue.load().indicators[cells["指标编码"]]
        cells |= {"指标名称": indicator.name, "计量单位": indicator.unit}
    if template.name == "T7":
        if "附加数据" in cells:
            pairs = dict(pair.split(":", 1) for pair in cells["附加数据"].split(","))  # type: ignore[misc]
            cells["附加数据"] = json.dumps(pairs, ensure_ascii=False)
        if DONE.fullmatch(cells["状态"]):
            cells |= {"进度": "100", "销号日期": cells.get("销号日期", "2024-06-10")}
    strange = set(cells) - set(titles)
    assert not strange, (template.name, content, strange)
    return [cells.get(title, "") for title in titles]


def _csv(head: list[str], rows: Iterable[list[str]]) -> bytes:
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [head, *rows])
    return ("\n".join(quoted) + "\n").encode("utf-8")


def answers(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Decimal]:
    """(unit code, indicator) → value in the indicator's unit, of marts down to towns and of reports below."""
    period = parse_period(PERIOD)
    marts = con.execute(
        "SELECT u.unit_code, i.code, m.num, m.den, i.num_scale, i.den_scale, i.factor FROM mart_value m"
        " JOIN dim_unit u USING (unit_key) JOIN dim_indicator i USING (indicator_key) WHERE m.period_key = ?",
        [period],
    ).fetchall()
    leaves = con.execute(
        "SELECT u.unit_code, i.code, v.value, NULL, i.num_scale, 0, 1 FROM leaf_value v"
        " JOIN dim_unit u USING (unit_key) JOIN dim_indicator i ON i.indicator_key = v.measure_key"
        " WHERE v.period_key = ? AND u.level > 4",
        [period],
    ).fetchall()
    found: dict[tuple[str, str], Decimal] = {}
    for unit, code, num, den, num_scale, den_scale, factor in [*leaves, *marts]:
        if num is None or den == 0:
            continue
        value = Decimal(num).scaleb(-num_scale)
        if den is not None:
            value = value / Decimal(den).scaleb(-(den_scale or 0)) * factor
        found[unit, code] = value
    return found
