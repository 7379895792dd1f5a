"""What the generators hand over: a filled-in form, who sends it and for which period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.sample.city import Unit, World, town_name
from etl.sample.sheets import Cell, Sheet

NOTE = "注：本表为演示数据，所有单位和数字均为虚构。"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to be sent.

    Attributes:
        template: T0 … T8.
        sender: Code of the district (or city) whose office sends it.
        period: Month the period ends in.
        label: Period in the file name.
        sheet: The form.
    """

    template: str
    sender: str
    period: int
    label: str
    sheet: Sheet


def title(world: World, sender: str, name: str, period_zh: str) -> str:
    """Title line of a form, marked as demonstration data."""
    return f"示例市{world.name_of(sender)}{name}（{period_zh}）（演示数据）"


def unit_columns(units: Sequence[Unit], period: int) -> list[list[Cell]]:
    """Codes and the names valid in that month."""
    return [[unit.code for unit in units], [town_name(unit, period) for unit in units]]


def cells(values: np.ndarray, shown: np.ndarray | None = None) -> list[Cell]:
    """Integers of an array as cells; None where `shown` is false."""
    plain: list[Cell] = [int(value) for value in values]
    if shown is None:
        return plain
    return [value if show else None for value, show in zip(plain, shown, strict=True)]


def yes_no(flags: np.ndarray, shown: np.ndarray | None = None) -> list[Cell]:
    """是 or 否; None where `shown` is false."""
    words: list[Cell] = ["是" if flag else "否" for flag in flags]
    if shown is None:
        return words
    return [word if show else None for word, show in zip(words, shown, strict=True)]


def footer(world: World, sender: str, period_zh: str) -> tuple[str, ...]:
    """Lines below a table."""
    return (NOTE, f"填报单位：{world.name_of(sender)}委组织部统计岗    报送期：{period_zh}")
