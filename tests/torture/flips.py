"""Bits flipped in the files of a home: each is noticed, and none shows a wrong figure."""

import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "etl" / "store"))

from store_world import LIFE, DirectReaders, published_hashes, take, write  # noqa: E402
from test_damage import PARTS, flipped, part  # noqa: E402

from etl import upkeep  # noqa: E402
from etl.home import Home, open_home  # noqa: E402
from etl.loader import Loader  # noqa: E402
from etl.view import NotPublished  # noqa: E402

#: Share of the flips by part; the work file is derived again when damaged and shows nothing, so it is not among them.
SHARES = {"snapshot": 0.5, "raw": 0.2, "journal": 0.2, "seal": 0.06, "pointer": 0.04}


@dataclass(slots=True)
class Flips:
    """What the flips showed.

    Attributes:
        flips: Bits flipped.
        noticed: Flips that `verify` named, with the part.
        missed: Flips that it did not name.
        wrong: Flips after which the snapshot gave other figures than were published.
    """

    flips: int = 0
    noticed: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every flip was noticed and none showed a wrong figure."""
        return not self.missed and not self.wrong


def run(flips: int, seed: int = 1) -> Flips:
    """Flip bits one at a time, each mended before the next."""
    found = Flips()
    with tempfile.TemporaryDirectory(prefix="torture-flips-") as folder:
        home = _home(Path(folder))
        figures = published_hashes(home)
        chance = random.Random(seed)
        counts = {name: round(flips * share) for name, share in SHARES.items()}
        counts["snapshot"] += flips - sum(counts.values())
        for name, count in counts.items():
            path = part(home, name)
            # The line end of the two small files says nothing.
            size = path.stat().st_size - (name in ("seal", "pointer"))
            for _ in range(count):
                byte, bit = chance.randrange(size), chance.randrange(8)
                with flipped(path, byte, bit):
                    _look(home, name, f"{name} {byte}/{bit}", figures, found)
        assert upkeep.verify(home).problems == []
    return found


def _look(home: Home, name: str, place: str, figures: dict[str, str], found: Flips) -> None:
    found.flips += 1
    if any(problem.part == PARTS[name] for problem in upkeep.verify(home).problems):
        found.noticed += 1
    else:
        found.missed.append(place)
    try:
        if published_hashes(home) != figures:
            found.wrong.append(place)
    except (NotPublished, duckdb.Error):
        pass  # an error is shown, no figure


def _home(folder: Path) -> Home:
    write(folder / "sent")
    home = open_home(folder / "home")
    from etl import journal, workfile

    with workfile.opened(home, journal.read(home.journal)) as con:
        loader = Loader(home, con, DirectReaders(), [])  # type: ignore[arg-type]
        for step in LIFE:
            take(loader, step, folder / "sent")
        loader.publish("2024-11-15T11:00:00+08:00")
    return home
