"""Bands of values: ordered, without gaps, each bound in exactly one band."""

from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import catalogue
from dashboard.catalogue.bands import read_bands
from dashboard.catalogue.errors import CatalogueError

HEAD = "bands,order,label,upper,closed,basis\n"


def test_bands_of_village_income_are_those_of_the_reports() -> None:
    bands = catalogue.load().bands["village_income"]
    assert [band.label for band in bands] == ["0", "0—5", "5—10", "10—20", "20—50", "50—100", "≥100"]
    assert [band.first_beyond(6) for band in bands] == [1, 5_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000,
                                                        None]  # fmt: skip


def test_a_closed_bound_belongs_to_its_band_an_open_one_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "bands.csv"
    path.write_text(HEAD + "x,2,有,,N,甲\nx,1,无,0.5,Y,甲\n", encoding="utf-8")
    bands = read_bands(path)["x"]
    assert [(band.label, band.upper) for band in bands] == [("无", Decimal("0.5")), ("有", None)]
    assert bands[0].first_beyond(2) == 51


@pytest.mark.parametrize(
    "rows", ["x,1,a,5,N,甲\nx,2,b,5,N,甲\nx,3,c,,N,甲\n", "x,1,a,,N,甲\nx,2,b,5,N,甲\n", "x,1,a,5,N,甲\n"]
)
def test_bounds_that_do_not_rise_or_do_not_end_open_are_refused(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "bands.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(CatalogueError, match="最后一档留空"):
        read_bands(path)
