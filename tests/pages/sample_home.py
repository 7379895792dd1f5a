"""A part of the demonstration city as the loader makes it: six districts, two Decembers, most of its stories."""

from pathlib import Path

from etl import demo
from etl.home import open_home
from etl.loader import open_loader
from etl.sample import generate

#: 雁桥 grows by subsidies, 柳泊 misses its target, 石莲 is small, 锦圃 owes a table, 桐浦 goes into 青槐.
DISTRICTS = ["雁桥区", "柳泊区", "石莲县", "锦圃区", "青槐区", "桐浦区"]
MONTHS, PERIODS = 13, ("2024-12", "2025-12")
#: Of the earlier December only what a yearly comparison needs: the large tables take most of the time.
BEFORE = ("T2", "T3", "T4", "T6")


def build(target: Path, files: Path) -> Path:
    """Generate and load; every yearly comparison has both ends, months between are left out."""
    steps = generate(files, months=MONTHS, districts=DISTRICTS).steps
    wanted = [
        step for step in steps
        if step.template == "T0" or step.period == PERIODS[1]
        or (step.period == PERIODS[0] and step.template in BEFORE)
    ]  # fmt: skip
    home = open_home(target, kind="demo")
    with open_loader(home, readers=2) as loader:
        demo.follow(loader, wanted, files.joinpath)
        loader.publish()
    return target
