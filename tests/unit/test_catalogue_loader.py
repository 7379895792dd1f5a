"""The catalogue's loader: fast, kept until a file changes, and clear about what is wrong and where."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import catalogue, periods
from dashboard.catalogue import CatalogueError

ROOT = catalogue.CATALOGUE_DIR


def test_the_catalogue_is_read_once() -> None:
    assert catalogue.load() is catalogue.load()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    shutil.copytree(ROOT, folder)
    return folder


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_changed_threshold_changes_the_rule(copied: Path) -> None:
    assert catalogue.load(catalogue_dir=copied).indicators["village_ge20_cnt"].derive == "econ_income_total>=20"
    _edit(copied / "thresholds.csv", "village_income_standard,20,", "village_income_standard,25.5,")
    assert catalogue.load(catalogue_dir=copied).indicators["village_ge20_cnt"].derive == "econ_income_total>=25.5"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("weights.csv", "assess_routine,0.4", "assess_routine,0.5", ("权重合计须为1", "1.1")),
        ("indicators.csv", "econ_income_operating,econ_income_total,", "econ_income_operatin,econ_income_total,",
         ("econ_income_operatin", "不在指标目录中")),
        ("indicators.csv", "econ_income_total,village_total,", "econ_income_total+member_total,village_total,",
         ("小数位", "member_total")),
        ("indicators.csv", "econ_income_total>=$village_income_standard", "econ_income_total>>2", (">>2",)),
        ("indicators.csv", "$village_income_standard", "$village_income_standrad", ("village_income_standrad",)),
        ("indicators.csv", "star5_cnt+star4_cnt+star3_cnt,,", "star5_cnt+star_cover_cnt,,", ("循环",)),
        ("indicators.csv", "\n2,org_committee_cnt,", "\n1,org_committee_cnt,", ("重复", "key")),
        ("indicators.csv", ",standard,跨领域,", ",normal,跨领域,", ("normal", "standard")),
        ("indicators.csv", "key,code,name,", "key,code,nme,", ("列名", "nme")),
        ("themes.csv", "\n集体经济,", "\n集体经济类,", ("集体经济", "未定义")),
        ("lights.csv", "annual,1,0,", "annual,1,-20,", ("由高到低",)),
        ("templates/T3.json", '"econ_income_subsidy"', '"econ_income_subsidies"', ("econ_income_subsidies", "T3.json")),
        ("templates/T3.json", '"primaryKey": ["unit_code"', '"primaryKey": ["unit_cod"', ("unit_cod", "T3.json")),
        ("templates/T3.json", '"layout": "table"', '"layout": "tabel"', ("tabel", "long_preamble")),
        ("templates/T3.json", '"name": "T3"', '"name": "T6"', ("T6", "已由")),
        ("templates/T3.json", '"type": "year"', '"type": "yaer"', ("yaer", "integer")),
    ],
)  # fmt: skip
def test_a_wrong_definition_names_its_place(
    copied: Path, file: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    _edit(copied / file, old, new)
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(catalogue_dir=copied)
    for word in (*words, str(copied)):
        assert word in str(caught.value), str(caught.value)


def test_targets_of_a_year_and_unit_are_read(copied: Path) -> None:
    path = copied / "targets.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("econ_income_avg,2024,990101,22.5,区委文件\nvillage_ge100_cnt,*,*,12,年度计划\n")
    first, second = catalogue.load(catalogue_dir=copied).targets
    assert (first.indicator, first.year, first.unit_code, first.value) == (
        "econ_income_avg",
        2024,
        "990101",
        Decimal("22.5"),
    )
    assert (second.year, second.unit_code) == (None, "*")
    with path.open("a", encoding="utf-8") as file:
        file.write("no_such_indicator,*,*,1,x\n")
    with pytest.raises(CatalogueError, match="no_such_indicator"):
        catalogue.load(catalogue_dir=copied)


def test_frequencies_agree_with_the_period_functions() -> None:
    known = catalogue.load()
    assert tuple(known.frequencies) == periods.FREQUENCIES
    for item in known.frequencies.values():
        assert periods.previous(1500, item.name) == 1500 - (item.months or 1)
        ends = [month for month in range(12) if periods.ends_period(1500 + month, item.name)]
        assert len(ends) == 12 // (item.months or 1)


def test_a_home_may_add_a_template(tmp_path: Path) -> None:
    extra = tmp_path / "templates"
    assert "X1" not in catalogue.load(extra).templates
    extra.mkdir()
    raw = json.loads((ROOT / "templates" / "T6.json").read_text(encoding="utf-8"))
    raw["name"], raw["title"] = "X1", "本地月报"
    (extra / "X1.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    loaded = catalogue.load(extra)
    assert loaded.templates["X1"].title == "本地月报" and "T6" in loaded.templates
    (extra / "X2.json").write_text("{", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"X2\.json"):
        catalogue.load(extra)
