"""Rows of the small definition tables as frozen objects."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of work; `members` lists the basic domains that a combined one covers."""

    name: str
    order: int
    members: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something is reported; `months` is None for rounds and terms of office."""

    name: str
    order: int
    months: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the catalogue in its display order."""

    name: str
    order: int
    note: str


@dataclass(frozen=True, slots=True)
class MeasuringUnit:
    """A unit of measurement.

    Attributes:
        unit: As written in files and on screen.
        scale: Decimal places stored: value x 10^scale is a whole number.
        base: The unit of its family with factor 1.
        factor: How many base units one of it is.
        family: Units of one family can be converted into each other.
        synonyms: Other spellings.
    """

    unit: str
    scale: int
    base: str
    factor: Decimal
    family: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """A kind of district for comparisons among like units."""

    name: str
    level: str
    order: int
    note: str


@dataclass(frozen=True, slots=True)
class UnitType:
    """A kind of unit in the register (T0) and the level it stands at."""

    name: str
    level: str
    order: int
    note: str


@dataclass(frozen=True, slots=True)
class Target:
    """A target for an indicator, a year (None = every year) and a unit (`*` = every unit)."""

    indicator: str
    year: int | None
    unit_code: str
    value: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class Light:
    """One step of the traffic-light rule of a kind of target.

    The first step, in order, whose `at_least` the lead reaches is the light. The lead is in the
    indicator's own unit, percentage points for a schedule, and negative when the unit is behind.

    Attributes:
        target_kind: annual, floor, ceiling, zero or full.
        order: Order of the steps.
        at_least: Least lead of this step, None for the last step.
        light: 绿, 黄 or 红.
        word: What is printed beside the light, because colour alone is not enough.
    """

    target_kind: str
    order: int
    at_least: Decimal | None
    light: str
    word: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A published figure drawn as a reference line, such as the national share of women members."""

    indicator: str
    label: str
    value: Decimal
    as_of: str
    source: str
