"""Where the short boards are: lights by theme of one unit, and its classes by theme beside those of like units."""

import numpy as np
import pandas as pd

from dashboard.queries import places
from dashboard.queries.board import NOT_CLASSED, read_board
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
    board = read_board(wh, period_key, places.level_number(level))
    codes, names_of, groups = (
        board.units[name].to_numpy(dtype=object) for name in ("unit_code", "unit_name", "peer_group")
    )
    own = np.flatnonzero(codes == unit)
    group = groups[own[0]] if len(own) else None
    classes = board.verdicts.classes
    others = classes[:, (groups == group) & (codes != unit)] if group else classes[:, :0]
    by_theme: dict[str, list[int]] = {}
    for index, row in enumerate(board.rows):
        if len(own) and row.rule != NOT_CLASSED and classes[index, own[0]] in CLASSED:
            by_theme.setdefault(str(row.ind.row["theme"] or "其他"), []).append(index)
    themes = np.array([row.ind.row["theme"] or "其他" for row in board.rows], dtype=object)
    rows = []
    for theme, at in by_theme.items():
        found = classes[at, own[0]]
        counts = {name: int((found == name).sum()) for name in CLASSED}
        like = {name: int((others[themes == theme] == name).sum()) for name in CLASSED}
        n_like = sum(like.values())
        worse = [board.rows[index].ind for index, name in zip(at, found.tolist(), strict=True) if name == "worse"]
        rows.append({"theme": theme, **counts, "n": len(at), "share_worse": counts["worse"] / len(at) * 100,
                     "peer_worse": like["worse"] / n_like * 100 if n_like else float("nan"),
                     "names_worse": [ind.row["short_name"] or ind.name for ind in worse]})  # fmt: skip
    names = ["theme", *CLASSED, "n", "share_worse", "peer_worse", "names_worse"]
    table = pd.DataFrame(rows, columns=names)
    table = table.sort_values(["share_worse", "worse"], ascending=False, kind="stable", ignore_index=True)
    table.attrs = {"unit_name": names_of[own[0]] if len(own) else "", "peer_group": group or "",
                   "whole_name": board.whole.unit_name if board.whole else "整体"}  # fmt: skip
    return table
