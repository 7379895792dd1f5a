"""The invented city: its size, its tree, and names that nobody bears."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from etl.sample.city import CITY_CODE, World
from tests.unit.sample.pieces import ROOT


def test_the_city_has_the_size_it_should(world: World) -> None:
    towns = [unit for units in world.towns.values() for unit in units]
    villages = [unit for units in world.villages.values() for unit in units]
    orgs = [unit for units in world.orgs.values() for unit in units]
    assert (len(world.districts), len(towns), len(villages)) == (10, 100, 1500)
    assert Counter(unit.kind for unit in villages) == {"行政村": 1200, "社区": 300}
    assert 2950 <= len(orgs) <= 3050
    assert {unit.peer for unit in world.districts} == {"城区", "城郊", "山区"}
    everything = [*world.districts, *towns, *villages, *orgs]
    codes = [unit.code for unit in everything]
    assert len(set(codes)) == len(codes) and all(code.startswith("9901") for code in codes)
    known = {CITY_CODE, *codes}
    assert all(unit.parent in known for unit in everything)
    assert {unit.village for unit in orgs if unit.village} == {unit.code for unit in villages}
    assert len({unit.name for unit in villages}) == len(villages)
    assert {unit.domain for unit in orgs} == {
        "农村",
        "城市社区",
        "机关",
        "国企",
        "学校",
        "医院",
        "非公企业",
        "社会组织",
    }


def test_names_are_nobodys(world: World) -> None:
    shared = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "divisions"
    if not shared.exists():
        pytest.skip("division code tables are not here (SHARED_DATA)")
    real: set[str] = set()
    for name, field in (("areas_national.csv", "name"), ("areacodes_history.csv", "名称")):
        with (shared / name).open(encoding="utf-8-sig", newline="") as lines:
            real |= {row[field] for row in csv.DictReader(lines)}
    assert "东城区" in real
    assert not {unit.name for unit in world.districts} & real
    stems = {re.sub("[区县市镇乡]$", "", name) for name in real}
    assert not {re.sub("(街道|镇|乡)$", "", unit.name) for units in world.towns.values() for unit in units} & stems
