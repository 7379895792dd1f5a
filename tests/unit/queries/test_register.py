"""The register as columns: places of nodes, what they belong to, sums over the units below others."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dashboard import levels, warehouse
from dashboard.queries import places
from dashboard.queries.facts import Groups, facts
from dashboard.queries.indicators import indicator
from dashboard.queries.register import NONE, Register, register
from dashboard.warehouse import Warehouse
from tests.star import city, key

DISTRICT, TOWN, VILLAGE = (levels.level_no(name) for name in ("district", "town", "village"))
JUNE = "2024-06"


@pytest.fixture
def wh(tmp_path: Path) -> Iterator[Warehouse]:
    """Towns T and U of district A, W of B; V1 and V2 lie in T, V3 in U, V4 in W; P is a branch of V1."""
    star = city("A", "B").unit("T", "甲镇", "town", "A").unit("U", "乙镇", "town", "A").unit("W", "丙镇", "town", "B")
    for code, town in (("V1", "T"), ("V2", "T"), ("V3", "U"), ("V4", "W")):
        star.unit(code, f"{code}村", "village", town, unit_type="村")
    star.unit("P", "P支部", "org", "V1", domain="农村").indicator("x")
    for code, value in (("V1", 3), ("V2", -5), ("V3", 7), ("V4", 11), ("T", 100)):
        star.fact("x", JUNE, code, value)
    yield warehouse.open_snapshot(star.publish(tmp_path))
    warehouse.close_all()


def place(known: Register, code: str) -> int:
    return int(np.flatnonzero(known.code == code)[0])


def test_a_node_is_found_by_its_key_and_no_other_number_is(wh: Warehouse) -> None:
    known = register(wh)
    assert known.places(known.keys).tolist() == list(range(len(known)))
    assert known.places(np.array([-1, -7, int(known.keys.max()) + 1, 10**9])).tolist() == [NONE] * 4


def test_units_know_what_they_belong_to(wh: Warehouse) -> None:
    known = register(wh)
    at = np.array([place(known, code) for code in ("P", "V3", "A")])
    assert known.above(VILLAGE, at)[0] == place(known, "V1")
    assert known.texts_above("town", at, "").tolist() == ["甲镇", "乙镇", ""]
    assert known.texts_above("district", at, None).tolist() == ["A区", "A区", "A区"]
    assert known.code[known.are("domain", "农村")].tolist() == ["P"]
    assert not known.are("unit_type", "没有这一类").any()


def test_villages_are_added_up_by_town_and_district(wh: Warehouse) -> None:
    known = register(wh)
    own = facts(wh, key(JUNE), indicator(wh, "x").key, None, VILLAGE)  # the town's own figure is left out
    districts = Groups(known, DISTRICT, known.keys[[place(known, "B"), place(known, "A")]], own.at)
    assert districts.sum(own.value).tolist() == [11, 5] and districts.count().tolist() == [1, 3]
    assert districts.sum(own.value, own.value > 0).tolist() == [11, 10]
    towns = Groups(known, TOWN, known.keys[[place(known, "T")]], own.at)
    assert towns.table(np.where(own.value < 0, 1, 0), 2).tolist() == [[1, 1]] and towns.count(own.value < 0)[0] == 1


def test_only_what_lies_below_a_unit_is_read(wh: Warehouse) -> None:
    held = places.place(wh, "U", key(JUNE))
    own = facts(wh, key(JUNE), indicator(wh, "x").key, held)
    assert register(wh).code[own.at].tolist() == ["V3"] and own.value.tolist() == [7]
    value, present = own.for_units(np.arange(len(register(wh))), len(register(wh)))
    assert (
        value[present].tolist() == [7] and np.ma.getmaskarray(own.rows_of(np.array([0]), len(present))["row_no"]).all()
    )
