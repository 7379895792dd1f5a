"""Upload templates: their columns, rules and measures fit together."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from dashboard import catalogue
from dashboard.catalogue import Catalogue, Template

ROOT = catalogue.CATALOGUE_DIR
OFFICE_TEMPLATES = ("T1", "T2", "T3", "T4", "T5", "T7", "T8")
NOT_EMITTED = ("calc", "registry", "derived", "barometer")


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return catalogue.load()


@pytest.fixture
def shared_domain() -> Path:
    shared = Path(os.environ.get("SHARED_DATA", ROOT.parents[2] / "shared" / "data"))
    folder = shared.parent / "domain"
    if not (folder / "upload_templates.csv").is_file():
        pytest.skip(f"{folder} is not on this machine")
    return folder


@pytest.mark.parametrize("name", OFFICE_TEMPLATES)
def test_template_emits_exactly_its_measures(known: Catalogue, name: str) -> None:
    emitted = {emit["measure"] for emit in known.templates[name].emits}
    wanted = {
        item.code for item in known.indicators.values() if name in item.templates and item.reported not in NOT_EMITTED
    }
    assert wanted
    assert emitted == wanted


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
            attributes = ("@domain", "@unit_type", "@level", "@period")
            allowed = base in names or base in attributes or base.startswith("extra_json.")
            assert allowed, f"{template.path}: {place} names {used}"
        for field in template.fields:
            if field.scale_from:
                assert field.scale_from in names
            figures = field.type in ("number", "integer")  # those are looked at in tests/etl/test_spoken_figures.py
            known = figures or set(field.aliases.values()) <= set(field.enum)
            assert known, f"{template.path}: aliases of {field.name}"
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
        keys = (
            "field",
            "total",
            "left",
            "right",
            "part",
            "month",
            "ytd",
            "date",
            "from",
            "result",
            "state",
            "ledger",
            "cap",
        )
        keys += ("of",)
        used += [(place, check[key]) for key in keys if isinstance(check.get(key), str) and check[key] != "100"]
        used += [(place, name) for key in ("parts", "fields", "by", "distinct") for name in check.get(key, ())]
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


def test_every_column_of_the_office_templates_is_there(shared_domain: Path, known: Catalogue) -> None:
    with (shared_domain / "upload_templates.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        field = known.templates[row["template_code"]].field(row["column_en"])
        assert field.title == row["column_zh"], row
