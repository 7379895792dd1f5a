"""What the page of level and change shows: the grid, its sentence, and every unit's own sentence by box."""

import html

import pandas as pd

from dashboard.charts import Figure, Foot, level_change_grid
from dashboard.charts.boxes import Cell
from dashboard.queries.movement_rules import load_rules
from dashboard.sentences.common import fit, names


def sentence(table: pd.DataFrame, noun: str) -> str:
    """Who stands in the best and in the worst boxes, and who in none."""
    attrs = table.attrs
    head = f"{attrs['period_text']}{attrs['name']}，与{attrs['whole_name']}比水平、与{attrs['base_text']}比变化"
    boxed = table[table["box"] != ""]
    if boxed.empty:
        return f"{head}：没有可以归类的单位。"
    listed = [
        f"{box}的有{names(boxed.loc[boxed['box'] == box, 'unit_name'], noun)}"
        for box in attrs["boxes"]
        if (boxed["box"] == box).any()
    ]
    apart = table[table["box"] == ""]
    left = f"{names(apart['unit_name'], noun)}不归类" if len(apart) else ""
    weights = [1, *([3] * (len(listed) - 2)), 2][: len(listed)]
    return fit([(0, head), *zip(weights, listed, strict=True), (1, left)], 150)


def picture(table: pd.DataFrame, *, title: str, foot: Foot, focus: tuple[str, ...]) -> Figure:
    """The nine fields."""
    cells = []
    for (level, change), box in load_rules().boxes.items():
        rows = table[(table["box"] != "") & (table["level"] == level) & (table["change"] == change)]
        cells.append(Cell(level, change, box.name, list(zip(rows["unit_code"], rows["unit_name"], strict=True))))
    return level_change_grid(cells, title=title, foot=foot, focus=focus)


def lists(table: pd.DataFrame) -> str:
    """Every unit with its sentence, box by box, as HTML; units in no box at the end."""
    sections = []
    for box in table.attrs["boxes"]:
        rows = table[table["box"] == box]
        if len(rows):
            meanings = dict.fromkeys(rows["meaning"])
            sections.append(_section(f"{box}（{len(rows)}）", "；".join(meanings), rows))
    apart = table[table["box"] == ""]
    if len(apart):
        sections.append(_section(f"不归类（{len(apart)}）", "", apart))
    return f'<div class="facts pair">{"".join(sections)}</div>'


def _section(title: str, meaning: str, rows: pd.DataFrame) -> str:
    hint = f"<p>{html.escape(meaning)}</p>" if meaning else ""
    items = "".join(f"<li>{html.escape(said)}</li>" for said in rows["sentence"])
    return f"<section><h2>{html.escape(title)}</h2>{hint}<ul>{items}</ul></section>"
