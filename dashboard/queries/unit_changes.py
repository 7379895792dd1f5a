"""Every change in the tree of units, in words."""

import pandas as pd

from dashboard import periods
from dashboard.warehouse import Warehouse


def unit_changes(wh: Warehouse) -> pd.DataFrame:
    """Every change in the tree of units, oldest first.

    Returns:
        period_key (first period in the new state), kind (并入, 拆分, 划转, 撤销, 新设, 更名), unit_code, unit_name,
        level, other_code, other_name (what it went into, moved to, or its old name), note, sentence.
    """
    known: pd.DataFrame | None = wh.memory.get("unit_changes")
    if known is None:
        known = wh.query("unit_changes")
        known["sentence"] = [_sentence(row) for row in known.to_dict("records")]
        wh.memory["unit_changes"] = known
    return known.copy()


def _sentence(row: dict[str, object]) -> str:
    when = periods.label_zh(int(str(row["period_key"])), "月")
    name, other = row["unit_name"], row["other_name"]
    said = {
        "并入": f"{name}并入{other}",
        "拆分": f"{name}拆分，一部分归{other}",
        "划转": f"{name}划归{other}",
        "撤销": f"{name}撤销",
        "新设": f"{name}设立",
        "更名": f"{other}更名为{name}",
    }
    return f"{when}起，{said[str(row['kind'])]}"
