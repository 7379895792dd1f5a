"""Downloads of a statistics bureau: indicator and unit only in the preamble, years across the columns.

Two forms are known: one indicator, regions down the rows (指标 in the preamble, first header 地区); and one region,
indicators down the rows (地区 in the preamble, first header 指标). Both become a long table. An indicator that the
catalogue lacks is registered with the file: neutral, compared but not judged.
"""

import hashlib
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace

from dashboard.catalogue import Indicator
from dashboard.queries.indicators import FIRST_REGISTERED
from etl import findings
from etl.findings import Finding
from etl.reading.model import Column, Table
from etl.values import measure

FIRST_KEY = FIRST_REGISTERED
TEMPLATE = "N1"
_NAME_UNIT = re.compile(r"^(?P<name>.+?)[(（](?P<unit>[^()（）]+)[)）]\s*$")
_WHOLE_YEAR = re.compile(r"^((?:19|20)\d{2})年度?$")
_YEAR = re.compile(r"(?:19|20)\d{2}")
#: A revision of the whole series (修订) makes it comparable; these words say the contrary.
_BREAK = re.compile(r"口径|样本|抽样|不可比|范围|不同于|改按")
_SPAN = re.compile(r"((?:19|20)\d{2})年?\s*[-—–~～至到]\s*((?:19|20)\d{2})年?")
_OPEN_SPAN = re.compile(
    r"((?:19|20)\d{2})年?(?:度)?(及以前|及之前|以前|之前|前|及以后|及之后|以来|开始|起|以后|之后|后)"
)
_HEADERS = ("地区", "时间", "指标", "计量单位", "数值", "说明")


def split_name(text: str) -> tuple[str, str]:
    """`地区生产总值(亿元)` → name and unit; the unit is empty when the last bracket holds none."""
    found = _NAME_UNIT.match(text.strip())
    if found and measure(found["unit"]) is not None:
        return found["name"].strip(), found["unit"].strip()
    return text.strip(), ""


def code_of(name: str, unit: str) -> str:
    """The code under which a home registers an indicator of this name and unit."""
    return "nbs_" + hashlib.sha1(f"{name}|{unit}".encode(), usedforsecurity=False).hexdigest()[:8]


def unpivot(
    table: Table, registered: Mapping[str, Indicator], *, file: str
) -> tuple[Table, list[Indicator], list[Finding]]:
    """Turn a wide download into long rows (地区, 时间, 指标, 计量单位, 数值, 说明).

    Args:
        table: As read, with its preamble.
        registered: Indicators this home knows from earlier downloads, by code.
        file: File name for the findings.

    Returns:
        The long table (row numbers are those of the wide rows), indicators not known before, and findings.
    """
    by_region = "指标" in table.preamble
    fresh: dict[str, Indicator] = {}
    rows: list[list[str]] = []
    numbers: list[int] = []
    apart = _set_apart(table)
    broken: set[int] = set()
    for cells, number in zip(table.rows, table.row_numbers, strict=True):
        label = cells[0]
        text = table.preamble["指标"] if by_region else label
        region = label if by_region else table.preamble.get("地区", "")
        name, unit = split_name(text)
        indicator = registered.get(code_of(name, unit)) or fresh.get(code_of(name, unit))
        if indicator is None:
            indicator = new_indicator(name, unit, FIRST_KEY + len(registered) + len(fresh))
            fresh[indicator.code] = indicator
        filled = [(column.name, cell) for column, cell in zip(table.columns[1:], cells[1:], strict=True) if cell]
        remarks = _remarks([int(year) for header, _ in filled if (year := _year(header))], apart)
        broken |= set(remarks)
        for header, cell in filled:
            period, remark = _WHOLE_YEAR.sub(r"\1", header), remarks.get(int(_year(header) or 0), "")
            rows.append([region, period, indicator.code, unit, cell, remark])
            numbers.append(number)
    long = replace(
        table,
        columns=[Column(name, None, position, (name,)) for position, name in enumerate(_HEADERS)],
        rows=rows,
        row_numbers=numbers,
        units=[],
        periods=[],
        findings=[],
    )
    found = [
        findings.make("INDICATOR_REGISTERED", file=file, sheet=table.sheet, name=item.name, unit=item.unit)
        for item in fresh.values()
    ]
    if broken:
        years = "、".join(f"{year}年" for year in sorted(broken))
        found.append(findings.make("SERIES_BREAK", file=file, sheet=table.sheet, years=years))
    return long, list(fresh.values()), found


def _year(text: str) -> str:
    found = _YEAR.search(text)
    return found.group() if found else ""


def _set_apart(table: Table) -> list[tuple[frozenset[int], str]]:
    """Sentences of the notes that say which years were counted otherwise, with those of the shown years."""
    shown = frozenset(int(year) for column in table.columns[1:] if (year := _year(column.name)))
    found = []
    for note in table.notes:
        for sentence in re.split(r"(?<=[。；;])", note.text):
            years = _years_meant(sentence, shown) if _BREAK.search(sentence) else frozenset()
            if years and years != shown:
                found.append((years, sentence.strip()))
    return found


def _years_meant(sentence: str, shown: frozenset[int]) -> frozenset[int]:
    """The shown years a sentence speaks of: single ones, 1992年-2023年, 2008年及以前, 2013年起."""
    meant: set[int] = set()
    for first, last in _SPAN.findall(sentence):
        meant |= {year for year in shown if int(first) <= year <= int(last)}
    rest = _SPAN.sub("", sentence)
    for year, word in _OPEN_SPAN.findall(rest):
        limit = int(year)
        earlier, inclusive = "前" in word, word not in ("以前", "之前", "前", "以后", "之后", "后")
        meant |= {y for y in shown if (y < limit if earlier else y > limit) or (inclusive and y == limit)}
    return frozenset(meant | {int(year) for year in _YEAR.findall(_OPEN_SPAN.sub("", rest)) if int(year) in shown})


def _remarks(years: list[int], apart: list[tuple[frozenset[int], str]]) -> dict[int, str]:
    """The years with a figure that cannot be compared with the figure before, with the note that says so."""
    found: dict[int, str] = {}
    for before, year in itertools.pairwise(sorted(years)):
        sentences = [sentence for meant, sentence in apart if (before in meant) != (year in meant)]
        if sentences:
            found[year] = "".join(sentences)
    return found


def new_indicator(name: str, unit: str, key: int) -> Indicator:
    """The catalogue entry of an indicator that only a download defines: neutral, never rolled up."""
    family = measure(unit)
    scale = (
        4 if family is None else {"money": max(2, family.power + 2), "share": 6}.get(family.family, family.power + 2)
    )
    return Indicator(
        key=key,
        code=code_of(name, unit),
        name=name,
        short_name=name,
        tier="public",
        domain="跨领域",
        theme="公开统计",
        unit=unit or "—",
        kind="stock",
        direction="neutral",
        frequency="年",
        reported="point",
        numerator="",
        denominator="",
        factor=1,
        scale=min(scale, 10),
        decimals=0 if family and family.power == 0 and family.family not in ("money", "share") else min(2, scale),
        pair_level="",
        own_level_only=True,
        collected_level="province",
        template=TEMPLATE,
        source_rule="统计局下载文件前言",
        derive="",
        registry_level="",
        registry_types=(),
        target=None,
        target_kind="",
        target_measure="",
        target_text="",
        effective_gap=None,
        min_denominator=None,
        definition=f"统计局发布的“{name}”{f'（{unit}）' if unit else ''}，以发布机关口径为准。",
        limits="不同年份口径可能不同，见图中断点和注。",
        threshold_basis="",
        report_file="",
        seed_fragment="",
        core_order=None,
        theme_order=0,
        name_en="",
        origin="随文件登记",
        terms=(("n", code_of(name, unit), 1),),
        num_scale=min(scale, 10),
    )
