"""Columns headed by an office: names of persons refuse the file, words and figures do not."""

from collections import Counter

import pytest

from etl.reading.person_names import is_office, is_person, mostly_persons
from etl.reading.reader import read_bytes


@pytest.mark.parametrize("head", ["党组织书记", "村书记", "负责人", "填报人", "驻村第一书记", "包村领导", "班子成员"])
def test_names_under_an_office_are_a_roster(head: str) -> None:
    assert is_office(head) and mostly_persons(Counter(["张建国", "李 红", "欧阳明", "王芳", "待定"]))


@pytest.mark.parametrize(
    ("head", "texts"),
    [
        ("党组织书记", ["专职", "兼职", "已配备", "缺"]),
        ("村书记", ["1", "2", "1"]),
        ("联系领导", ["县委组织部", "农业农村局"]),
        ("负责人", ["王庄村", "李家寨村", "高桥社区"]),
        ("村名", ["王庄", "李楼", "张集"]),  # places begin with surnames, too: only an office makes them persons
        ("党组织书记", ["张庄"]),
        ("村书记是否“一肩挑”", ["是", "否"]),
    ],
)
def test_other_words_are_not(head: str, texts: list[str]) -> None:
    assert not (is_office(head) and mostly_persons(Counter(texts)))


@pytest.mark.parametrize(
    ("text", "person"),
    [("张三", True), ("诸葛亮", True), ("张三丰李", False), ("欧阳", False), ("榆湾村", False), ("大专", False)],
)
def test_the_form_of_a_name(text: str, person: bool) -> None:
    assert is_person(text) is person


def test_a_file_with_a_column_of_secretaries_is_refused_without_a_name() -> None:
    text = "村名,党组织书记,集体收入（万元）\n榆湾村,张建国,12\n芷浦村,李红,13\n菖堰村,王小明,14\n"
    read = read_bytes(text.encode(), "a.csv")
    assert read.refused and [item.code for item in read.findings] == ["PERSONAL_ROSTER"]
    assert "张建国" not in str(read.findings)
