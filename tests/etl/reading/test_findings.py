"""The reader's findings and their catalogue agree."""

import csv
import re
from pathlib import Path

from etl import findings

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "data" / "catalogue" / "findings" / "reading.csv"


def test_every_code_of_the_reader_is_in_the_catalogue_and_the_reverse() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as stream:
        known = {row["code"]: row for row in csv.DictReader(stream)}
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "etl" / "reading").glob("*.py"))
    used = set(re.findall(r'"((?:[A-Z]+_[A-Z0-9_]+|SEPARATOR))"', source))
    assert used == set(known), f"{CATALOGUE}：多出 {set(known) - used}，缺少 {used - set(known)}"
    for code, row in known.items():
        assert all(row[name] for name in ("outcome", "title", "why", "template", "remedy")), (
            f"{CATALOGUE} {code}：有空项"
        )
        assert findings.make(code, file="报表.csv").message.startswith("“报表.csv”")
