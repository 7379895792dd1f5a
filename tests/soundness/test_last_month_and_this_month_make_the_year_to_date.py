"""上月累计＋本月＝本月累计: the three figures of a progress report hold together, and the year begins anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.home import open_home
from etl.loader import Loader, Order, open_loader

REGISTER = """单位编码,单位名称,单位层级,上级单位编码,单位类型,领域,生效日期,失效日期,变更说明
350000,福建省,省,,省,,2000-01-01,,
350100,福州市,市,350000,市,,2000-01-01,,
350102,鼓楼区,县市区,350100,县市区,,2000-01-01,,
"""
HEAD = "单位编码,年度,截至月份,指标编码,指标名称,计量单位,本月数,本年累计数,数据来源\n"
ORDER = Order(by="组织部", confirm=True, reason="初报", at="2024-11-15T10:00:00+08:00")


def report(year: int, month: int, own: str, total: str) -> str:
    return f"{HEAD}350102,{year},{month},developed_member_cnt,发展党员数,名,{own},{total},组织部统计\n"


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    folder = tmp_path_factory.mktemp("sums")
    with open_loader(open_home(folder / "home")) as opened:
        for name, text in (
            ("名录", REGISTER),
            ("去年", report(2023, 12, "", "110")),
            ("六月", report(2024, 6, "", "58")),
        ):
            path = folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            assert opened.load(opened.readers.read(path), path, ORDER).loaded
        yield opened


def told(loader: Loader, folder: Path, text: str) -> list[str]:
    path = folder / "进度.csv"
    path.write_text(text, encoding="utf-8")
    found = loader.check(loader.readers.read(path), ORDER).findings
    return [finding.message for finding in found if finding.code == "HISTORY_YTD_SUM"]


def test_the_sum_holds(loader: Loader, tmp_path: Path) -> None:
    assert told(loader, tmp_path, report(2024, 7, "9", "67")) == []


def test_a_wrong_sum_names_all_three_figures(loader: Loader, tmp_path: Path) -> None:
    (message,) = told(loader, tmp_path, report(2024, 7, "8", "67"))
    assert "上次累计58名，本月8名，应为66名，实报67名" in message


def test_january_does_not_go_on_from_december(loader: Loader, tmp_path: Path) -> None:
    assert told(loader, tmp_path, report(2024, 1, "12", "12")) == []
    assert "上次累计0名，本月12名，应为12名，实报122名" in told(loader, tmp_path, report(2024, 1, "12", "122"))[0]


def test_a_missing_month_is_not_nothing(loader: Loader, tmp_path: Path) -> None:
    assert told(loader, tmp_path, report(2024, 8, "5", "70")) == []


def test_a_stock_has_no_month_of_its_own(loader: Loader, tmp_path: Path) -> None:
    assert told(loader, tmp_path, report(2024, 7, "", "67")) == []
