"""One readable table of cases (`indicator_cases.csv`): reported rows → the value of every indicator."""

from decimal import Decimal

import pytest

from dashboard import catalogue
from etl import view
from etl.home import open_home
from etl.loader import Order, load_files
from tests.marts import case_world

GIVEN, EXPECTED = case_world.read_cases()
UNITS = case_world.units(GIVEN)
#: Figures of the table are written with six decimals at most.
CLOSE = Decimal("0.000001")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Decimal]:
    """Every value after all files of all scenarios were loaded as anybody loads them."""
    folder = tmp_path_factory.mktemp("cases")
    made = case_world.files(GIVEN, UNITS)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    order = Order("统计岗", True, "用例", None, "2024-07-05T10:00:00+08:00")
    home = open_home(folder / "home")
    reports = load_files(home, [folder / name for name in made], order)
    for report in reports:
        left_out = [finding for finding in report.findings if finding["severity"] in ("out", "refuse")]
        assert report.loaded and not left_out, (report.file, left_out[:3])
    with view.attached(view.snapshot(home)) as con:
        return case_world.answers(con)


@pytest.mark.parametrize(("scenario", "unit", "code", "value"), EXPECTED, ids=lambda text: str(text))
def test_indicator(scenario: str, unit: str, code: str, value: str, found: dict[tuple[str, str], Decimal]) -> None:
    got = found.get((UNITS[scenario, unit][0], code))
    if value == "无":
        assert got is None, got
    else:
        assert got is not None, "no value"
        assert abs(got - Decimal(value)) <= CLOSE, got


def test_every_indicator_of_the_office_has_a_case() -> None:
    known = {item.code for item in catalogue.load().indicators.values() if item.tier != "public"}
    assert known - {code for _, _, code, _ in EXPECTED} == set()
    assert {code for _, _, code, _ in EXPECTED} <= known


def test_no_case_stands_twice() -> None:
    keys = [case[:3] for case in EXPECTED]
    assert len(keys) == len(set(keys))
