"""The files of the demonstration data set: the same bytes on every run, each office in its own form."""

import hashlib
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from etl.sample import generate, read, stories
from etl.sample.city import World
from etl.sample.city_building import build
from etl.sample.generate import all_pieces
from etl.sample.periods import LAST_MONTH

#: An office of each file format, the small district among them.
FEW = ["云岭区", "雁桥区", "石莲县"]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_two_runs_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path / "one", months=3, districts=FEW)
    # Three years later by every clock that a writer of files could look at.
    later = datetime.now().timestamp() + 3 * 365 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    generate(tmp_path / "two", months=3, districts=FEW)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one == two
    assert {Path(name).suffix for name in one} == {".csv", ".xlsx", ".xls", ".json"}


def test_a_workbook_carries_no_clock(tmp_path: Path) -> None:
    generate(tmp_path, months=1, districts=["云岭区"])
    for path in tmp_path.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            core = book.read("docProps/core.xml").decode()
            assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert set(re.findall(r"\d{4}-\d{2}-\d{2}", core)) == {"2023-01-05"}


def test_a_part_of_the_city_is_as_in_the_whole(world: World) -> None:
    part = build(["石莲县"])
    whole = {
        key.sender + key.label: key.sheet
        for key in all_pieces(world, range(LAST_MONTH, LAST_MONTH + 1))
        if key.template == "T3"
    }
    for piece in all_pieces(part, range(LAST_MONTH, LAST_MONTH + 1)):
        if piece.template == "T3":
            assert piece.sheet == whole[piece.sender + piece.label]


def test_the_districts_that_merge_come_together() -> None:
    assert build(["桐浦区"]).chosen == [stories.RECEIVER, stories.MERGED]


def test_an_unknown_district_or_span_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有这个县市区：无名区"):
        generate(tmp_path, districts=["无名区"])
    with pytest.raises(ValueError, match="须在1至36之间"):
        generate(tmp_path, months=37)


def test_every_office_keeps_its_encoding_and_form(tmp_path: Path) -> None:
    manifest = generate(tmp_path, months=1, districts=["桐浦区", "柳泊区", "澄湖区", "锦圃区", "雁桥区"])
    assert read(tmp_path).steps == manifest.steps
    content = {path.name: path.read_bytes() for path in manifest.files}
    assert all("演示数据" in name for name in content)
    boms = {name for name, data in content.items() if data.startswith(b"\xef\xbb\xbf")}
    assert boms == {name for name in content if "柳泊区" in name or "锦圃区" in name or "示例市" in name}
    gbk = [data for name, data in content.items() if "澄湖区" in name]
    assert gbk
    for data in gbk:
        assert "单位编码,单位名称" in data.decode("gbk").splitlines()[0]
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    assert not any(data.endswith(b"\n") for name, data in content.items() if "雁桥区" in name)
    titled = content["演示数据_柳泊区_T3_2025-12.csv"].decode("utf-8-sig").splitlines()
    assert titled[0] == "示例市柳泊区村级集体经济收入情况表（2025年12月）（演示数据）"
    assert titled[1] == "单位：万元" and titled[-3].startswith("合计,") and "演示数据" in titled[-2]
