"""What the upload page shows of a check or a loading: outcome a file, findings, receipt."""

import html
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from dashboard.charts.template import LIGHTS
from dashboard.ui.tables import Column

#: Light of each outcome; sign and word stand beside it.
OUTCOME_LIGHTS = {"accept": "绿", "normalise": "绿", "confirm": "黄", "refuse": "红"}
OUTCOME_WORDS = {"accept": "可以入库", "normalise": "可以入库（已规范）", "confirm": "需确认", "refuse": "拒收"}
SEVERITY_WORDS = {"refuse": "整份拒收", "out": "该行不入库", "confirm": "需确认", "normalise": "已规范"}
FINDINGS = [
    Column("severity_words", "处理", short=True),
    Column("file", "文件"),
    Column("sheet", "工作表"),
    Column("row", "行"),
    Column("column", "列"),
    Column("value", "原值"),
    Column("message", "说明与建议", wide=True),
    Column("code", "代码"),
]
RECEIPT = [
    Column("file", "文件"),
    Column("outcome_words", "结果"),
    Column("template_words", "报表"),
    Column("batch", "批次号"),
    Column("rows_ok", "入库行", True),
    Column("rows_out", "未入库行", True),
    Column("new", "新增数", True),
    Column("changed", "更正数", True),
    Column("same", "未变数", True),
]
ACCEPTED = [
    Column("title", "报表"),
    Column("grain", "一行是什么"),
    Column("frequency", "频率", short=True),
    Column("heads", "表头"),
]


class Report(Protocol):
    """What the loader says about one file."""

    @property
    def file(self) -> str:
        """Name as sent."""

    @property
    def outcome(self) -> str:
        """accept, normalise, confirm or refuse."""

    @property
    def template(self) -> str | None:
        """Template recognised."""

    @property
    def rows_ok(self) -> int:
        """Rows loaded, or that would be."""

    @property
    def rows_out(self) -> int:
        """Rows kept out."""

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Findings as dicts."""

    @property
    def loaded(self) -> bool:
        """Whether the file is in the store now."""

    def as_dict(self) -> dict[str, Any]:
        """All of it."""


def findings_of(reports: Sequence[Report]) -> pd.DataFrame:
    """All findings of all files, gravest first; columns as FINDINGS."""
    rows = [finding for report in reports for finding in report.findings]
    columns = ["code", "severity", "file", "sheet", "row", "column", "value", "message"]
    frame = pd.DataFrame(rows, columns=columns)
    order = {name: place for place, name in enumerate(SEVERITY_WORDS)}
    frame["row"] = frame["row"].astype("Int64")
    frame["severity_words"] = frame["severity"].map(SEVERITY_WORDS).fillna(frame["severity"])
    return frame.sort_values("severity", key=lambda column: column.map(order), kind="stable")


def summary_html(reports: Sequence[Report], titles: Mapping[str, str]) -> str:
    """A line a file: outcome with sign and word, template, rows, what would change."""
    return f'<ol class="points">{"".join(_line(report, titles) for report in reports)}</ol>'


def _line(report: Report, titles: Mapping[str, str]) -> str:
    colour = OUTCOME_LIGHTS[report.outcome]
    light = f'<span class="light light-{colour}">{LIGHTS[colour][1]} {OUTCOME_WORDS[report.outcome]}</span>'
    known = titles.get(report.template or "", report.template)
    refused = "整份拒收，原因见检查意见" if report.outcome == "refuse" else "没有识别出报表"
    parts = [f"识别为《{known}》" if known else refused]
    if report.outcome != "refuse":
        numbers = report.as_dict()
        parts.append(f"可入库 {report.rows_ok:,} 行")
        parts.append(f"新增 {numbers['new']:,} 个数、更正 {numbers['changed']:,} 个、未变 {numbers['same']:,} 个")
    if report.rows_out:
        parts.append(f"不入库 {report.rows_out:,} 行")
    return (
        f'<li><span class="kind wide">{light}</span><span><strong>{html.escape(report.file)}</strong><br>'
        f"{html.escape('；'.join(parts))}</span></li>"
    )


def receipt_of(reports: Sequence[Report], titles: Mapping[str, str]) -> pd.DataFrame:
    """What loading did, one row a file; columns as RECEIPT."""
    return pd.DataFrame(
        [
            report.as_dict()
            | {
                "outcome_words": "已入库" if report.loaded else OUTCOME_WORDS[report.outcome],
                "template_words": titles.get(report.template or "", report.template or "—"),
            }
            for report in reports
        ]
    )


def accepted_tables(templates: Mapping[str, Any]) -> pd.DataFrame:
    """The tables that are recognised, one row a template; columns as ACCEPTED."""
    return pd.DataFrame(
        [
            {
                "title": item.title,
                "grain": item.grain,
                "frequency": str(item.expects.get("frequency", "不定期")),
                "heads": "、".join(str(field.title) for field in item.fields),
            }
            for item in sorted(templates.values(), key=lambda one: (not one.name.startswith("T"), one.name))
        ]
    )
