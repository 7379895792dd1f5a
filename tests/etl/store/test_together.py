"""Files checked together give the answers that each would give alone."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from store_world import AT, INCOME_HEAD, REGISTER_HEAD, csv

from etl import together, upkeep, view
from etl.home import Home, open_home
from etl.loader import Order, load_files, open_loader
from etl.prepare import Prepared
from etl.reading.reader import read_file
from etl.report import FileReport
from etl.sample import generate

#: The last months of a city of four districts: every form, in the spellings and file kinds of four offices.
MONTHS = 2


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder, months=MONTHS, districts=["云岭区", "雁桥区", "霜岭县", "澜溪县"])
    steps = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["steps"]
    yield folder, [step for step in steps if step["action"] == "load"]


def _order(step: dict[str, Any]) -> Order:
    return Order(step["by"], True, step["confirm"] or "已核对", None, step["at"])


def _load_all(home: Home, folder: Path, steps: list[dict[str, Any]]) -> list[FileReport]:
    with open_loader(home) as loader:
        files = ((read_file(folder / x["file"]), folder / x["file"], _order(x)) for x in steps)
        found = dict(loader.load_all(files))
        loader.publish("2025-12-31T00:00:00+08:00")
    return [found[number] for number in range(len(steps))]


def _load_each(home: Home, folder: Path, steps: list[dict[str, Any]]) -> list[FileReport]:
    with open_loader(home) as loader:
        found = [loader.load(read_file(folder / x["file"]), folder / x["file"], _order(x)) for x in steps]
        loader.publish("2025-12-31T00:00:00+08:00")
    return found


def _tables(home: Home) -> dict[str, str]:
    with view.attached(home.work) as con:
        return upkeep.table_hashes(con)


def test_the_store_is_the_same_as_when_each_file_goes_alone(
    sample: tuple[Path, list[dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, steps = sample
    sizes: list[int] = []
    plain = together.prepare_together

    def counted(*arguments: Any) -> Any:
        found = plain(*arguments)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(together, "prepare_together", counted)
    one = open_home(tmp_path / "one", kind="demo")
    reports = _load_all(one, folder, steps)
    assert sum(sizes) > len(steps) / 3, "hardly any file went together"
    by_batch = sorted(zip(reports, steps, strict=True), key=lambda pair: str(pair[0].batch))
    other = open_home(tmp_path / "other", kind="demo")
    again = _load_each(other, folder, [step for _, step in by_batch])
    for (report, _), alone in zip(by_batch, again, strict=True):
        assert report.as_dict() == alone.as_dict()
    assert _tables(one) == _tables(other)
    upkeep.rebuild(one)
    assert _tables(one) == _tables(other)


DISTRICTS = ("350102", "350103", "350104")
VILLAGES = 12
TRAPS = {
    "HISTORY_COPY": lambda own, last: last,
    "HISTORY_ALL_EQUAL": lambda own, last: ["8.25"] * VILLAGES,
    "HISTORY_UNIT_SLIP": lambda own, last: [*own[:-1], f"{float(own[-1]) * 10_000:.2f}"],
    "HISTORY_INCOMPLETE": lambda own, last: own[:3],
    "VALUE_APPROXIMATE": lambda own, last: ["约8", *own[1:]],
    "VALUE_THOUSANDS": lambda own, last: [*own[:-1], "1,234.50"],
    "KEY_DUPLICATE_CONFLICT": None,
}


def _register() -> bytes:
    units = [("350000", "福建省", "省", "", "省", ""), ("350100", "福州市", "市", "350000", "市", "")]
    for code in DISTRICTS:
        units += [(code, f"{code}区", "县市区", "350100", "县市区", "")]
        units += [(f"{code}001", f"{code}镇", "乡镇街道", code, "镇", "")]
        names = ((f"{code}001{n:03d}", f"{code}第{n}村") for n in range(1, VILLAGES + 1))
        units += [(village, name, "村社区", f"{code}001", "行政村", "农村") for village, name in names]
    return csv(REGISTER_HEAD, [(*unit, "2000-01-01", "", "") for unit in units])


def _figures(district: str, year: int) -> list[str]:
    return [f"{n * 1.5 + DISTRICTS.index(district) + (year - 2023) * 0.75:.2f}" for n in range(1, VILLAGES + 1)]


def _form(district: str, year: int, figures: list[str]) -> bytes:
    rows = []
    for number, figure in enumerate(figures, start=1):
        code = f"{district}001{number:03d}"
        shown = f'"{figure}"'
        rows.append((code, f"{district}第{number}村", year, 5, 500, shown, shown, 0, 0, 0, 0, 0, 0, "快报"))
    return csv(INCOME_HEAD, rows)


@pytest.mark.parametrize("code", TRAPS)
def test_what_is_wrong_with_one_file_is_said_of_that_file_alone(code: str, tmp_path: Path) -> None:
    """What is true of a whole file (a copy, one figure everywhere, half of it missing) must not drown in a group."""
    trap = TRAPS[code]
    files = {"名录.csv": _register()}
    files |= {f"{x}去年.csv": _form(x, 2023, _figures(x, 2023)) for x in DISTRICTS}
    files |= {f"{x}今年.csv": _form(x, 2024, _figures(x, 2024)) for x in DISTRICTS}
    second = DISTRICTS[1]
    if trap is None:
        files[f"{second}今年.csv"] += files[f"{second}今年.csv"].split(b"\n")[1].replace(b"500", b"501") + b"\n"
    else:
        files[f"{second}今年.csv"] = _form(second, 2024, trap(_figures(second, 2024), _figures(second, 2023)))
    steps = []
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        steps.append({"file": name, "by": "统计岗", "confirm": "已核对", "at": AT})
    one, other = open_home(tmp_path / "one"), open_home(tmp_path / "other")
    reports = _load_all(one, tmp_path, steps)
    assert [x.as_dict() for x in reports] == [x.as_dict() for x in _load_each(other, tmp_path, steps)]
    assert [code in {found["code"] for found in report.findings} for report in reports[-3:]] == [False, True, False]
    assert _tables(one) == _tables(other)


def test_the_same_bytes_twice_in_one_order_are_one_batch(tmp_path: Path) -> None:
    (tmp_path / "名录.csv").write_bytes(_register())
    form = _form(DISTRICTS[0], 2024, _figures(DISTRICTS[0], 2024))
    (tmp_path / "甲.csv").write_bytes(form)
    (tmp_path / "乙.csv").write_bytes(form)
    home = open_home(tmp_path / "home")
    paths = [tmp_path / name for name in ("名录.csv", "甲.csv", "乙.csv")]
    reports = load_files(home, paths, Order("统计岗", True, "已核对", None, AT))
    assert [report.batch for report in reports] == ["B000001", "B000002", "B000002"]
    assert "STORE_ALREADY_LOADED" in {found["code"] for found in reports[2].findings}


@pytest.mark.parametrize(
    ("odd", "groups"),
    [
        ({3}, ["abc", "d", "efgh"]),
        ({0, 7}, ["a", "bcdefg", "h"]),
        ({2, 3}, ["ab", "c", "d", "efgh"]),
        (set(), ["abcd", "efgh"]),
    ],
)
def test_files_around_an_odd_one_still_go_together(odd: set[int], groups: list[str]) -> None:
    """A group of eight, refused once: cut around its odd files, halved when none is known, in the order as sent."""

    def attempt(files: Sequence[str]) -> list[Prepared]:
        if len(files) == 8:
            raise together.GoAlone(each=False, odd=frozenset(odd))
        return []

    assert ["".join(group) for group, _ in together.parted("abcdefgh", attempt)] == groups
