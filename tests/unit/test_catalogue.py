"""The catalogue: every definition file fits its schema, and the definitions fit together."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dashboard import catalogue, periods
from dashboard.catalogue import Catalogue, CatalogueError, Indicator, Template
from dashboard.levels import LEVELS, level_no

ROOT = catalogue.CATALOGUE_DIR
SCHEMAS = ROOT / "schemas"
OFFICE_TEMPLATES = ("T1", "T2", "T3", "T4", "T5", "T7", "T8")
NOT_EMITTED = ("calc", "registry", "derived", "barometer")


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
    assert len(office) == 423
    assert Counter(item.tier for item in office) == {"core": 39, "standard": 371, "parameter": 13}
    assert [item.key for item in office] == list(range(1, 424)), "keys are never renumbered"
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


@pytest.mark.parametrize("name", OFFICE_TEMPLATES)
def test_template_emits_exactly_its_measures(known: Catalogue, name: str) -> None:
    wanted = {
        item.code for item in known.indicators.values() if name in item.templates and item.reported not in NOT_EMITTED
    }
    assert wanted
    assert _emitted(known)[name] == wanted


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


def test_template_columns_have_headers_of_their_own(known: Catalogue) -> None:
    """Two columns of one template must not answer to the same header."""
    for template in known.templates.values():
        seen: dict[str, str] = {}
        for field in template.fields:
            for header in {_header(text) for text in (field.title, *field.synonyms)}:
                assert header not in seen, f"{template.path}: {field.name} and {seen[header]} both answer to {header}"
                seen[header] = field.name


def _header(text: str) -> str:
    return re.sub(r"[\s()（）“”\"：:、—～\-]", "", text)


def test_template_rules_name_their_columns(known: Catalogue) -> None:
    for template in known.templates.values():
        names = {field.name for field in template.fields}
        for place, used in _names_used(template):
            base = used.split(":")[0]
            allowed = base in names or base in ("@domain", "@unit_type", "@level") or base.startswith("extra_json.")
            assert allowed, f"{template.path}: {place} names {used}"
        for field in template.fields:
            if field.scale_from:
                assert field.scale_from in names
            assert set(field.aliases.values()) <= set(field.enum), f"{template.path}: aliases of {field.name}"
            if field.enum and field.example:
                assert field.example in field.enum, f"{template.path}: example of {field.name}"


def _names_used(template: Template) -> list[tuple[str, str]]:
    used: list[tuple[str, str]] = []
    for number, emit in enumerate(template.emits):
        place = f"emits[{number}]"
        used += [(place, emit[key]) for key in ("value", "max") if isinstance(emit.get(key), str)]
        used += [(place, name) for key in ("sum", "months_between", "distinct") for name in emit.get(key, ())]
        used += [(place, name) for key in ("applies", "count") for name in _condition_names(emit.get(key, ()))]
    for number, check in enumerate(template.checks):
        place = f"checks[{number}]"
        keys = ("field", "total", "left", "right", "part", "month", "ytd", "date", "from", "result", "state", "ledger")
        used += [(place, check[key]) for key in keys if isinstance(check.get(key), str) and check[key] != "100"]
        used += [(place, name) for key in ("parts", "fields", "by") for name in check.get(key, ())]
        used += [(place, name) for key in ("when", "then", "except") for name in _condition_names(check.get(key, ()))]
    return used


def _condition_names(conditions: list[list[object]]) -> list[str]:
    names = [str(condition[0]) for condition in conditions]
    return names + [str(c[2]["field"]) for c in conditions if len(c) > 2 and isinstance(c[2], dict)]


def test_compared_columns_hold_the_same_decimal_places(known: Catalogue) -> None:
    for template in known.templates.values():
        for check in template.checks:
            names = [check[key] for key in ("total", "left", "right", "part") if check.get(key) not in (None, "100")]
            names += check.get("parts", ())
            for condition in check.get("then", ()):
                if len(condition) > 2 and isinstance(condition[2], dict) and not condition[0].startswith("@"):
                    names += [condition[0], condition[2]["field"]]
            scales = {template.field(name).scale for name in names}
            assert len(scales) <= 1, f"{template.path}: {check}"


def test_constants_in_conditions_are_allowed_words(known: Catalogue) -> None:
    for template in known.templates.values():
        words = {field.name: set(field.enum) for field in template.fields if field.enum}
        lists = [emit.get(key, ()) for emit in template.emits for key in ("applies", "count")]
        lists += [check.get(key, ()) for check in template.checks for key in ("when", "then", "except")]
        for condition in (condition for some in lists for condition in some):
            name, operand = condition[0], condition[2] if len(condition) > 2 else None
            if name in words and operand is not None and not isinstance(operand, dict):
                given = set(operand if isinstance(operand, list) else [operand])
                assert given <= words[name], f"{template.path}: {condition}"


def test_ledger_keys_of_t7_exist(known: Catalogue) -> None:
    """A measure that reads a key of the ledger's own data reads one that the ledger has."""
    with (ROOT / "ledgers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = {(row["ledger"], row["title"]) for row in rows if row["row_type"] == "field"}
    states = {(row["ledger"], row["title"]) for row in rows if row["row_type"] == "state"}
    options = {(row["ledger"], row["title"]): row["options"].split(";") for row in rows if row["options"]}
    assert len({row["ledger"] for row in rows} - {"common"}) == 22
    for emit in known.templates["T7"].emits:
        ledger = emit["applies"][0][2]
        conditions = [*emit["applies"], *emit.get("count", ())]
        keys = [name for name in [*_condition_names(conditions), *emit.get("distinct", ()), str(emit.get("value", ""))]]
        for key in (name.removeprefix("extra_json.") for name in keys if name.startswith("extra_json.")):
            assert (ledger, key) in titles, f"{emit['measure']}: {ledger} has no {key}"
        for name, _, *operand in conditions:
            given = operand[0] if operand and isinstance(operand[0], list) else operand
            if name == "state":
                assert all((ledger, word) in states for word in given), f"{emit['measure']}: {ledger} {given}"
            choice = options.get((ledger, name.removeprefix("extra_json.")))
            if name.startswith("extra_json.") and choice and given:
                assert set(given) <= set(choice), f"{emit['measure']}: {given} not in {choice}"


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


def test_every_column_of_the_office_templates_is_there(shared_domain: Path, known: Catalogue) -> None:
    with (shared_domain / "upload_templates.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        field = known.templates[row["template_code"]].field(row["column_en"])
        assert field.title == row["column_zh"], row


@pytest.fixture
def shared_domain() -> Path:
    folder = ROOT.parents[2] / "shared" / "domain"
    if not (folder / "upload_templates.csv").is_file():
        pytest.skip(f"{folder} is not on this machine")
    return folder


# --- the loader ------------------------------------------------------------------------------------------------------


def test_loading_is_fast() -> None:
    code = (
        "import time; from dashboard import catalogue; a = time.perf_counter(); catalogue.load();"
        "print(time.perf_counter() - a)"
    )
    best = min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
    assert best <= 0.150
    started = time.perf_counter()
    assert catalogue.load() is catalogue.load()
    assert time.perf_counter() - started < 0.02


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


def test_frequencies_agree_with_the_period_functions(known: Catalogue) -> None:
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


def test_levels_are_the_seven() -> None:
    assert [level.no for level in LEVELS] == list(range(7))
    assert level_no("district") == level_no("县市区") == 3
    with pytest.raises(ValueError, match="乡镇街道"):
        level_no("parish")
