"""Every unit of the register as columns, read once per snapshot: what it belongs to and what it is called.

Statements that join the facts of a month with the register, twice more for the names of town and district, take several
times as long as reading those facts; a place in these columns is found by one look-up.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard import levels
from dashboard.warehouse import Warehouse, plain_column

NONE = -1
#: Sorts after every unit that has a place in the official order.
LAST = 2**31 - 1
_NUMBERS = ("unit_key", "level", "sort_order", "town_key", "district_key", "village_key")


class Register:
    """Nodes by ascending key; a *place* is a position among them, NONE for no node.

    Attributes:
        keys: Key of each node.
        level: Its level, by number.
        order: Its place in the official order, LAST without one.
        code: Its code.
        name: Its name.
        same: The same number for all nodes of one code.
    """

    def __init__(self, rows: Mapping[str, Any]) -> None:
        numbers = {name: np.ma.filled(rows[name].astype(np.int64), NONE).astype(np.int32) for name in _NUMBERS}
        self.keys, self.level = numbers["unit_key"], numbers["level"]
        self.order = np.where(numbers["sort_order"] == NONE, LAST, numbers["sort_order"]).astype(np.int32)
        self._place = np.full(int(self.keys.max(initial=0)) + 2, NONE, dtype=np.int32)  # the last stands for no node
        self._place[self.keys] = np.arange(len(self.keys))
        self._above = {levels.level_no(name): numbers[f"{name}_key"] for name in ("district", "town", "village")}
        self.code, self.name = (plain_column(rows[name]) for name in ("unit_code", "unit_name"))
        self.same = pd.factorize(self.code)[0].astype(np.int32)
        self._kinds = {name: pd.factorize(plain_column(rows[name])) for name in ("domain", "unit_type")}

    def __len__(self) -> int:
        return len(self.keys)

    def places(self, keys: np.ndarray) -> np.ndarray:
        """Places of nodes by their keys."""
        inside = (keys >= 0) & (keys < len(self._place) - 1)
        return np.asarray(self._place[np.where(inside, keys, -1)])

    def above(self, level: int, places: np.ndarray) -> np.ndarray:
        """Places of the towns, districts or villages that nodes belong to."""
        return self.places(self._above[level][places])

    def are(self, column: str, word: str) -> np.ndarray:
        """Which nodes are of a `domain` or of a `unit_type`."""
        codes, words = self._kinds[column]
        return np.asarray(codes == next((at for at, one in enumerate(words) if one == word), len(words)))

    def texts_above(self, level: str, places: np.ndarray, missing: str | None) -> np.ndarray:
        """Names of the towns or districts that nodes belong to, and what stands for none."""
        above = self.above(levels.level_no(level), places)
        found = np.full(len(places), missing, dtype=object)
        here = above >= 0
        found[here] = self.name[above[here]]
        return found


def register(wh: Warehouse) -> Register:
    """The register of a snapshot, remembered: about 200 bytes a unit."""
    if "register" not in wh.memory:
        wh.memory["register"] = Register(wh.arrays("register"))
    found: Register = wh.memory["register"]
    return found
