"""Where the short boards are: lights by theme of one unit, and its classes by theme beside those of like units."""

import pandas as pd

from dashboard.queries.board import NOT_CLASSED
from dashboard.queries.matrix import matrix
from dashboard.warehouse import Warehouse

LIGHTS = ("绿", "黄", "红")
CLASSED = ("better", "like", "worse")


def lights_by_theme(cards: pd.DataFrame) -> pd.DataFrame:
    """Count lights by theme.

    Args:
        cards: Rows as of `overview_cards`.

    Returns:
        A row a theme, the one with the most red, then yellow lights first: theme, 绿, 黄, 红, none (no light), short
        (names of the red and yellow ones in that order).
    """
    rows = []
    for theme, part in cards.groupby(cards["theme"].fillna("其他"), sort=False):
        counts = {light: int((part["light"] == light).sum()) for light in LIGHTS}
        short = [*part.loc[part["light"] == "红", "name"], *part.loc[part["light"] == "黄", "name"]]
        rows.append({"theme": str(theme), **counts, "none": len(part) - sum(counts.values()), "short": short})
    table = pd.DataFrame(rows, columns=["theme", *LIGHTS, "none", "short"])
    return table.sort_values(["红", "黄"], ascending=False, kind="stable", ignore_index=True)


def classes_by_theme(wh: Warehouse, period_key: int, unit: str, level: str | int = "district") -> pd.DataFrame:
    """Count the honest classes of one unit by theme, beside the mean of its peer group.

    Args:
        wh: The snapshot.
        period_key: Period looked at.
        unit: Code of the unit.
        level: Its level.

    Returns:
        A row a theme with a classed indicator, the largest share of clearly worse ones first: theme, better, like,
        worse, n, share_worse (%), peer_worse (% of all classed cells of the other units of the group, missing without
        any), names_worse. attrs: unit_name, peer_group, whole_name.
    """
    cells = matrix(wh, period_key, level, text=False)
    own = cells[(cells["unit_code"] == unit) & (cells["rule"] != NOT_CLASSED) & cells["class"].isin(CLASSED)]
    group = next(iter(cells.loc[cells["unit_code"] == unit, "peer_group"]), None)
    others = cells[(cells["role"] == "unit") & (cells["unit_code"] != unit) & cells["class"].isin(CLASSED)]
    others = others[others["peer_group"] == group] if group else others.head(0)
    rows = []
    for theme, part in own.groupby("theme", sort=False):
        counts = {name: int((part["class"] == name).sum()) for name in CLASSED}
        like = others[others["theme"] == theme]
        peer = float((like["class"] == "worse").mean() * 100) if len(like) else float("nan")
        rows.append({"theme": str(theme), **counts, "n": len(part), "share_worse": counts["worse"] / len(part) * 100,
                     "peer_worse": peer, "names_worse": list(part.loc[part["class"] == "worse", "name"])})  # fmt: skip
    names = ["theme", *CLASSED, "n", "share_worse", "peer_worse", "names_worse"]
    table = pd.DataFrame(rows, columns=names)
    table = table.sort_values(["share_worse", "worse"], ascending=False, kind="stable", ignore_index=True)
    name = next(iter(cells.loc[cells["unit_code"] == unit, "unit_name"]), "")
    table.attrs = {"unit_name": name, "peer_group": group or "", "whole_name": cells.attrs["whole_name"] or "整体"}
    return table
