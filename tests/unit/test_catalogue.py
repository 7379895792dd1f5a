"""The catalogue: every definition file fits its schema, and the definitions fit together."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dashboard import catalogue
from dashboard.catalogue import Catalogue, Indicator, Template
from dashboard.levels import LEVELS, level_no

ROOT = catalogue.CATALOGUE_DIR
SCHEMAS = ROOT / "schemas"


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return catalogue.load()


def _schema_of(path: Path) -> str:
    if path.parent.name == "templates":
        return "template"
    return "findings" if path.parent.name == "findings" else path.stem


def _records(path: Path) -> list[tuple[str, object]]:
    if path.suffix == ".json":
        return [("", json.loads(path.read_text(encoding="utf-8")))]
    with path.open(encoding="utf-8", newline="") as file:
        return [(f"row {number}", row) for number, row in enumerate(csv.DictReader(file), start=2)]


def test_every_definition_file_fits_its_schema() -> None:
    """One test for all files under data/catalogue; the message names path, place and what is wrong."""
    files = sorted(path for path in ROOT.rglob("*") if path.suffix in (".csv", ".json") and path.parent != SCHEMAS)
    assert len(files) >= 30
    problems: list[str] = []
    for path in files:
        name = _schema_of(path)
        schema_path = SCHEMAS / f"{name}.schema.json"
        if not schema_path.exists():
            problems.append(f"{path}: no schema {schema_path.name}")
            continue
        schema = json.loads(schema_path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        try:
            records = _records(path)
        except (json.JSONDecodeError, UnicodeDecodeError) as problem:
            problems.append(f"{path}: {problem}")
            continue
        for place, record in records:
            for error in validator.iter_errors(record):
                where = "/".join(str(part) for part in error.absolute_path)
                problems.append(f"{path}: {place} {where}: {error.message[:200]}")
    assert not problems, "\n".join(problems[:40])


def test_all_indicators_are_there(known: Catalogue) -> None:
    office = [item for item in known.indicators.values() if item.tier != "public"]
    assert len(office) == 429
    assert Counter(item.tier for item in office) == {"core": 39, "standard": 376, "parameter": 14}
    assert [item.key for item in office] == list(range(1, 430)), "keys are never renumbered"
    assert len(known.by_key) == len(known.indicators)
    # Keys recorded once and for all; a failure here means that stored facts would change their meaning.
    fixed = {"org_total": 1, "member_total": 60, "econ_income_total": 159, "hospital_volunteer_cnt": 423}
    assert {code: known.indicators[code].key for code in fixed} == fixed
    assert known.indicators["pub_member_total"].key == 501


def test_core_order_is_complete(known: Catalogue) -> None:
    assert [item.core_order for item in known.core()] == list(range(1, 40))
    assert all(item.tier == "core" for item in known.core())


def test_core_indicators_are_computable(known: Catalogue) -> None:
    """Every base measure under a core indicator comes from a template, the register or other such measures."""
    emitted = _emitted(known)
    for item in known.core():
        if item.reported == "barometer":
            continue
        for _, code, _ in item.terms:
            assert _has_source(known, known.indicators[code], emitted), f"{item.code} needs {code}, which nothing gives"
    assert [item.code for item in known.core() if item.reported == "barometer"] == ["barometer_rain_cnt"]


def test_every_indicator_has_a_source(known: Catalogue) -> None:
    emitted = _emitted(known)
    for item in known.indicators.values():
        if item.reported in ("calc", "barometer"):
            continue
        assert _has_source(known, item, emitted), f"nothing gives {item.code}"


def _emitted(known: Catalogue) -> dict[str, set[str]]:
    return {
        name: {emit["measure"] for emit in template.emits if "measure" in emit}
        for name, template in known.templates.items()
    }


def _has_source(known: Catalogue, item: Indicator, emitted: dict[str, set[str]]) -> bool:
    if item.reported == "registry":
        return bool(item.registry_level)
    if item.reported == "derived":
        inner = [known.indicators[code] for condition in item.conditions for code in condition.measures]
        return bool(inner) and all(_has_source(known, part, emitted) for part in inner)
    return any(
        item.code in emitted[name] or _is_long(known.templates[name]) for name in item.templates if name in emitted
    )


def _is_long(template: Template) -> bool:
    return any("measure_field" in emit or "measure_name_field" in emit for emit in template.emits)


def test_formulas_use_one_scale_a_side(known: Catalogue) -> None:
    for item in known.indicators.values():
        assert item.terms, item.code
        for side, held in (("n", item.num_scale), ("d", item.den_scale)):
            scales = {known.indicators[code].scale for s, code, _ in item.terms if s == side}
            assert len(scales) <= 1, item.code
            assert all(known.indicators[code].is_base for _, code, _ in item.terms)
            if scales:
                assert held >= scales.pop()


def test_ratios_have_a_denominator(known: Catalogue) -> None:
    for item in known.indicators.values():
        calculated = item.reported == "calc"
        has_denominator = any(side == "d" for side, _, _ in item.terms)
        assert has_denominator == (calculated and item.kind == "ratio"), item.code
        assert (item.factor == 100) == (calculated and item.unit == "%"), item.code
        if item.kind == "ratio" and calculated:
            assert item.min_denominator == 5, item.code


def test_a_formula_expands_to_base_measures(known: Catalogue) -> None:
    assert known.indicators["rural_star_cover_rate"].terms == (
        ("n", "star5_cnt", 1), ("n", "star4_cnt", 1), ("n", "star3_cnt", 1), ("d", "rural_org_total", 1),
    )  # fmt: skip
    assert known.indicators["econ_income_avg"].terms == (("n", "econ_income_total", 1), ("d", "village_total", 1))
    assert ("n", "weak_closed_cnt", -1) in known.indicators["weak_open_cnt"].terms
    score = known.indicators["assess_total_score"]
    assert [coef for _, _, coef in score.terms] == [4, 3, 3]
    assert score.num_scale == known.indicators["assess_routine_score"].scale + 1


def test_thresholds_come_from_the_settings(known: Catalogue) -> None:
    rule = known.indicators["village_ge20_cnt"]
    assert rule.derive == "econ_income_total>=20"
    (condition,) = rule.conditions
    assert (condition.measure, condition.operator, condition.operand) == ("econ_income_total", ">=", Decimal(20))
    funds = known.indicators["community_fund_ok_cnt"].conditions
    assert funds[0].measures == ("community_fund_paid_amount", "community_fund_std_amount")


def test_measures_paired_at_a_level_exist_there(known: Catalogue) -> None:
    """A ratio cannot pair its parts below the level at which one of them is collected."""
    for item in known.indicators.values():
        if item.reported != "calc":
            continue
        for _, code, _ in item.terms:
            part = known.indicators[code]
            collected = part.registry_level or part.collected_level
            if part.reported == "registry":
                assert level_no(item.pair_level) <= level_no(collected), (item.code, code)
            if part.template == "T3":
                assert level_no(item.pair_level) <= level_no("village"), (item.code, code)
            if part.template == "T4":
                assert level_no(item.pair_level) <= level_no("town"), (item.code, code)


def test_transitions_join_known_states() -> None:
    with (ROOT / "ledgers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    states = {(row["ledger"], row["code"]) for row in rows if row["row_type"] == "state"}
    transitions = [row for row in rows if row["row_type"] == "transition"]
    assert len(transitions) == 132
    for row in transitions:
        assert {(row["ledger"], row["from_state"]), (row["ledger"], row["to_state"])} <= states, row


def test_barometer_rules_cover_all_items(known: Catalogue) -> None:
    with (ROOT / "barometer19.csv").open(encoding="utf-8", newline="") as file:
        items = list(csv.DictReader(file))
    with (ROOT / "barometer_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    assert [int(row["item"]) for row in items] == list(range(1, 20))
    assert {row["item"] for row in items if row["veto"] == "Y"} == {"11", "12", "13", "18"}
    for row in items:
        assert {rule["level"] for rule in rules if rule["item"] == row["item"]} == {"雨", "阴", "多云", "晴"}
        for code in [*row["numerator"].split("+"), *filter(None, [row["denominator"]])]:
            assert code in known.indicators, row


def test_report_sentences_use_known_indicators(known: Catalogue) -> None:
    with (ROOT / "report_sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 205
    assert {row["indicator"] for row in rows if row["indicator"]} <= set(known.indicators)


def test_written_words_are_complete(known: Catalogue) -> None:
    """Every indicator says what it is and what it does not show; the core ones in words of their own."""
    own = [(item.definition, item.limits) for item in known.core()]
    assert len(set(own)) == 39 and len({limits for _, limits in own}) == 39
    for item in known.indicators.values():
        assert item.definition.count("。") >= 1 and item.limits.count("。") >= 1
        assert not re.search(r"待补|TODO|local definition|\$[a-z]", item.definition + item.limits + item.target_text)
        assert item.domain in known.domains and item.theme in known.themes


def test_targets_fit_their_kind(known: Catalogue) -> None:
    for item in known.indicators.values():
        if item.target_kind == "zero":
            assert item.target == 0, item.code
        if item.target_kind == "full":
            assert item.target == 100 and item.unit == "%", item.code
        if item.target_kind == "annual":
            assert item.target is not None or item.target_measure, item.code
    assert set(known.lights) == {"annual", "full", "floor", "ceiling", "zero"}


def test_public_figures_are_never_added_up(known: Catalogue) -> None:
    public = [item for item in known.indicators.values() if item.tier == "public"]
    assert len(public) >= 60
    for item in public:
        assert item.own_level_only and item.reported == "point" and item.direction == "neutral", item.code
        assert item.code.startswith("pub_") and item.templates == ("P1", "P2")


def test_public_files_fit_the_catalogue(known: Catalogue) -> None:
    """Every figure of the published files has its indicator, a convertible unit and a source."""
    folder = ROOT.parent / "public" / "party"
    names = {item.name: item for item in known.indicators.values() if item.tier == "public"}
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        sources = {row["来源编号"] for row in csv.DictReader(file)}
    counts = {}
    for path in sorted(folder.glob("party_stats_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        counts[path.name] = len(rows)
        for row in rows:
            item = names[row["指标"]]
            assert known.units[row["单位"]].family == known.units[item.unit].family, row
            assert row["来源编号"] in sources, row
    assert list(counts.values()) == [399, 168]
    with (folder / "units.csv").open(encoding="utf-8", newline="") as file:
        units = list(csv.DictReader(file))
    assert len(units) == 32 and sum(row["单位层级"] == "省" for row in units) == 31
    titles = {field.title for field in known.templates["T0"].fields}
    assert set(units[0]) <= titles


def test_levels_are_the_seven() -> None:
    assert [level.no for level in LEVELS] == list(range(7))
    assert level_no("district") == level_no("县市区") == 3
    with pytest.raises(ValueError, match="乡镇街道"):
        level_no("parish")
