"""All indicators × all units as one table: value in the cell, honest class as fill, light as a corner mark.

A table instead of a drawn picture: its heads stay in sight, every cell is a link that the keyboard reaches, screen
readers read it with its heads, and it prints sharp. Looks are in `dashboard/ui/static/board.css`.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.charts.classes import LOOKS, class_words
from dashboard.charts.template import LIGHTS, Foot
from dashboard.frames import records

#: Order of the legend; a class that does not occur is left out.
LEGEND = ("better", "like", "worse", "small", "missing", "not_applicable", "error", "unclassed", "plain")
#: With more columns than this only heads lead elsewhere: thousands of links keep a browser busy for a second.
MOST_LINKED = 40
SAMPLE = {"missing": "未报", "not_applicable": "…"}


@dataclass(frozen=True)
class Links:
    """Where heads and cells lead; relative addresses, so that they hold below any folder.

    Attributes:
        row: Page of an indicator's head.
        column: Page of a unit's head, empty for plain text.
        cell: Page of a cell, empty for plain text.
        sort: This page itself, for sorting by a row; empty where columns keep their order.
        keep: URL choices that all links keep.
        choices: URL choices of this page, for the links that sort.
    """

    row: str = "ranking"
    column: str = "profile"
    cell: str = "trend"
    sort: str = "matrix"
    keep: Mapping[str, str] | None = None
    choices: Mapping[str, str] | None = None

    def to(self, page: str, **params: str) -> str:
        """An address, escaped for an attribute."""
        return html.escape(f"{page}?{urlencode({**(self.keep or {}), **params})}", quote=True)

    def sorted_by(self, code: str) -> str:
        """This page with the columns sorted by a row."""
        return html.escape(f"{self.sort}?{urlencode({**(self.choices or {}), 'sort': code})}", quote=True)


def order_of(cells: pd.DataFrame, code: str) -> list[str]:
    """Unit codes sorted by one indicator, the better first; without a value at the end, in official order.

    Args:
        cells: Rows as of `queries.matrix`.
        code: Indicator.
    """
    rows = cells[(cells["code"] == code) & (cells["role"] == "unit")]
    ascending = bool(len(rows)) and rows["direction"].iloc[0] == "lower"
    return list(rows.sort_values("value", ascending=ascending, kind="stable", na_position="last")["unit_code"])


def matrix_table(
    cells: pd.DataFrame, *, title: str, foot: Foot, links: Links, order: Sequence[str], sorted_by: str = ""
) -> str:
    """The table as HTML.

    Args:
        cells: Rows as of `queries.matrix` with texts: code, name, theme, shown_unit, period_key, period_text,
            is_current, role, unit_code, unit_name, shown, status, class, light, light_word; indicators in order, the
            whole first; optional place_text (below the value) and is_best. attrs: period_key, whole_name.
        title: Said above the table and to screen readers.
        foot: Date, source, mark.
        links: Addresses.
        order: Unit codes of the columns, without the whole.
        sorted_by: Indicator that the columns are sorted by, marked in its head.
    """
    whole = str(cells.attrs.get("whole_name") or "整体")
    kind = "matrix"
    if len(order) > MOST_LINKED:
        links, kind = replace(links, cell=""), "matrix wide"
    names = dict(zip(cells["unit_code"], cells["unit_name"], strict=True))
    body = "".join(
        _theme(str(theme), rows, links, order, whole, sorted_by) for theme, rows in cells.groupby("theme", sort=False)
    )
    heads = "".join(_head(code, names[code], links) for code in order)
    return (
        f'{legend(cells, whole)}<div class="matrix-wrap" style="--columns:{len(order)}" role="region" '
        f'aria-label="{html.escape(title)}" tabindex="0"><table class="{kind}">'
        f'<caption>{html.escape(title)}</caption><thead><tr><th scope="col" class="m-name">指标（单位）</th>'
        f'<th scope="col" class="m-whole">{html.escape(whole)}</th>{heads}</tr></thead>{body}</table></div>'
        f'<div class="m-foot"><p><span>{html.escape(foot.left)}</span>'
        f"<span>数据来源：{html.escape(foot.source)}</span></p></div>"
    )


def _head(code: str, name: str, links: Links) -> str:
    words = html.escape(name)
    text = (
        f'<a href="{links.to(links.column, unit=code)}" title="{words}：看画像">{words}</a>' if links.column else words
    )
    return f'<th scope="col">{text}</th>'


def _theme(
    theme: str, cells: pd.DataFrame, links: Links, order: Sequence[str], whole: str, sorted_by: str
) -> str:  # fmt: skip
    rows = [_row(list(records(row)), links, order, whole, sorted_by)
            for _, row in cells.groupby("code", sort=False)]  # fmt: skip
    span = 2 + len(order)
    return (
        f'<tbody><tr class="m-theme"><th scope="colgroup" colspan="{span}"><span>{html.escape(theme)}</span></th></tr>'
        f"{''.join(rows)}</tbody>"
    )


def _row(row: list[dict[str, Any]], links: Links, order: Sequence[str], whole: str, sorted_by: str) -> str:
    first = row[0]
    code, name, when = str(first["code"]), html.escape(str(first["name"])), html.escape(str(first["period_text"]))
    unit = html.escape(str(first["shown_unit"] or ""))
    old = "" if first["is_current"] else f'<small class="m-old">{when}</small>'
    by_unit = {cell["unit_code"]: cell for cell in row if cell["role"] == "unit"}
    whole_cell = next((cell for cell in row if cell["role"] == "whole"), None)
    cells = "".join(_cell(by_unit[unit_code], links, whole) for unit_code in order if unit_code in by_unit)
    chosen = code == sorted_by
    mark = ' class="m-sorted"' if chosen else ""
    sort = (
        f'<a class="m-sort" href="{links.sorted_by(code)}" title="按{name}排列各列" aria-label="按{name}排列各列">'
        f"{'▾' if chosen else '⇅'}</a>"
    )
    return (
        f'<tr{mark}><th scope="row" class="m-name">{sort if links.sort else ""}'
        f'<a href="{links.to(links.row, indicator=code)}" title="{name}（{when}）：看排名">{name}</a>'
        f"<small>{unit}</small>{old}</th>{_whole(whole_cell)}{cells}</tr>"
    )


def _whole(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return '<td class="m-whole">—</td>'
    shown, words = html.escape(str(cell["shown"])), html.escape(_light_words(cell))
    return f'<td class="m-whole{_light(cell)}" title="{words}">{shown}</td>'


def _cell(cell: dict[str, Any], links: Links, whole: str) -> str:
    said = [f"{cell['unit_name']} {cell['name']} {cell['shown']}", class_words(str(cell["class"]), whole)]
    words = html.escape("，".join(part for part in [*said, _light_words(cell)] if part))
    shown = f"{html.escape(str(cell['shown']))}{_aside(cell)}"
    if not links.cell:
        return f'<td class="c-{cell["class"]}{_light(cell)}" title="{words}">{shown}</td>'
    address = links.to(links.cell, indicator=str(cell["code"]), district=str(cell["unit_code"]))
    return f'<td class="c-{cell["class"]}{_light(cell)}"><a href="{address}" title="{words}">{shown}</a></td>'


def _aside(cell: dict[str, Any]) -> str:
    """A place below the value, where the picture has room for it; the best of the chosen units is marked."""
    place = cell.get("place_text")
    if not place:
        return ""
    best = "★ " if cell.get("is_best") else ""
    return f'<small class="m-place">{best}{html.escape(str(place))}</small>'


def _light(cell: dict[str, Any]) -> str:
    """Class of the corner mark; the style sheet draws its sign, since an element for each cell is slow to read in.

    Its word is in the cell's title.
    """
    return f" l-{cell['light']}" if cell["light"] in LIGHTS else ""


def _light_words(cell: dict[str, Any]) -> str:
    return f"{cell['light']}灯：{cell['light_word']}" if cell["light"] in LIGHTS else ""


def legend(cells: pd.DataFrame, whole: str) -> str:
    """What fills and marks mean, in words; only what occurs."""
    found = set(cells.loc[cells["role"] == "unit", "class"])
    items = []
    for code in LEGEND:
        if code in found:
            sample, words = SAMPLE.get(code, ""), LOOKS[code].words.format(whole=whole)
            items.append(f'<li><span class="swatch c-{code}">{sample}</span>{html.escape(words)}</li>')
    signs = {light: LIGHTS[light][1] for light in LIGHTS if (cells["light"] == light).any()}
    if signs:
        shown = "".join(f'<span class="m-light l-{light}">{sign}</span>{light}' for light, sign in signs.items())
        items.append(f'<li class="m-key">{shown}　角标为目标灯，与底色无关</li>')
    return f'<ul class="legend">{"".join(items)}</ul>'
