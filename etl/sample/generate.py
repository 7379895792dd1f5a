"""Write all files of the demonstration data set and the manifest that says in which order they arrive."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from etl.sample import (
    coverage,
    economy,
    ledgers,
    organisations,
    progress,
    register,
    scores,
    stars,
    stories,
    venues,
    writers,
)
from etl.sample.city import CITY_CODE, CITY_NAME, World
from etl.sample.city_building import build
from etl.sample.habits import HABITS, Habit
from etl.sample.manifest import Manifest, Step
from etl.sample.periods import FIRST_MONTH, LAST_MONTH, N_MONTHS, month_label, sent_at
from etl.sample.pieces import Piece
from etl.sample.sheets import Sheet

#: Stage 1 holds this many months of the monthly forms, and this many of all others.
_SOON_MONTHLY, _SOON_OTHER = 13, 6
_MONTHLY = ("T3", "T6")
#: Forms that state the register and its carried states: all of them are needed at once.
_AT_ONCE = ("T0", "T2")


@dataclass(frozen=True, slots=True)
class _Sent:
    """A piece on its way, before the steps are numbered."""

    piece: Piece
    suffix: str = ""
    at: str = ""
    action: str = "load"
    by: str = ""
    confirm: str | None = None
    why: str | None = None


def generate(target: Path, *, months: int = N_MONTHS, districts: list[str] | None = None) -> Manifest:
    """Write the data set.

    The same call writes the same bytes, whenever and wherever it runs.

    Args:
        target: Folder; made if absent. Files of an earlier run of the same name are replaced.
        months: How many months up to the last one (2025-12).
        districts: Codes or names; None means all. The two districts that merge come together.

    Returns:
        The manifest, also written as `manifest.json`.

    Raises:
        ValueError: `months` is out of range or a district is not in the city.
    """
    if not 1 <= months <= N_MONTHS:
        raise ValueError(f"月数须在1至{N_MONTHS}之间，收到{months}")
    target.mkdir(parents=True, exist_ok=True)
    world = build(districts)
    span = range(LAST_MONTH - months + 1, LAST_MONTH + 1)
    sent = [step for piece in all_pieces(world, span) for step in _steps(world, piece)]
    sent.sort(key=_order)
    steps: list[Step] = []
    writes: list[tuple[Sheet, str, Habit]] = []
    for number, step in enumerate(sent, start=1):
        piece = step.piece
        habit = HABITS[piece.sender]
        name = CITY_NAME if piece.sender == CITY_CODE else world.name_of(piece.sender)
        file = f"演示数据_{name}_{piece.template}_{piece.label}{step.suffix}.{habit.suffix}"
        if step.action == "load":
            writes.append((piece.sheet, file, habit))
        by = step.by or (stories.CITY_DESK if piece.sender == CITY_CODE else f"{name}委组织部统计岗")
        period = month_label(piece.period)
        steps.append(
            Step(number, _stage(piece), step.action, file, piece.template, period, by, step.at, step.confirm, step.why)
        )
    manifest = Manifest(target, steps)
    manifest.write()
    for sheet, file, habit in writes:
        # Under its name only when whole: the loader may be waiting for it.
        part = target / f".{file}"
        writers.write(sheet, part, habit)
        part.rename(target / file)
    return manifest


def all_pieces(world: World, months: range) -> Iterator[Piece]:
    """Every form of a city in a span of months, before the stories of how it was sent."""
    yield from register.pieces(world)
    for subject in (economy, progress, organisations, coverage, stars, venues, ledgers, scores):
        yield from subject.pieces(world, months)


def _order(step: _Sent) -> tuple[int, bool, str, str, str]:
    """Stage by stage; the register first, then as sent."""
    return _stage(step.piece), step.piece.template != "T0", step.at, step.piece.sender, step.piece.template


def _stage(piece: Piece) -> int:
    if piece.template in _AT_ONCE:
        return 1
    soon = _SOON_MONTHLY if piece.template in _MONTHLY else _SOON_OTHER
    return 1 if piece.period > LAST_MONTH - soon else 2


def _steps(world: World, piece: Piece) -> Iterator[_Sent]:
    """What happens to one piece: mostly it is loaded once; the stories know better."""
    habit = HABITS[piece.sender]
    key = (piece.template, piece.sender, piece.period)
    if piece.template == "T0":
        later = piece.period - FIRST_MONTH
        at = sent_at(piece.period, day=3, hour=9, months_later=0)
        yield _Sent(piece, at=at, why="名录变更" if later else "单位名录")
        return
    at = sent_at(piece.period, day=habit.day, hour=habit.hour)
    if key == ("T3", stories.UNIT_ERROR, stories.UNIT_ERROR_MONTH):
        wrong = replace(piece, sheet=economy.unit_slip(piece.sheet))
        yield _Sent(wrong, at=at, confirm="县区称数字已核，先行入库", why="其中一个村误按元填报")
        yield _Sent(
            piece,
            suffix="_更正",
            at=sent_at(piece.period, day=habit.day + 1, hour=9),
            confirm="更正上一批次的单位错误",
            why="更正：该村收入由元改为万元",
        )
    elif key == ("T6", stories.WITHDRAWN, stories.WITHDRAWN_MONTH):
        wrong = replace(piece, sheet=progress.mistaken(world, piece.sender, piece.period))
        yield _Sent(wrong, suffix="_误报", at=at, confirm="县区称数字已核，先行入库", why="误用上年同月的月报")
        yield _Sent(
            wrong,
            suffix="_误报",
            at=sent_at(piece.period, day=habit.day + 2, hour=9),
            action="withdraw",
            by=stories.CITY_DESK,
            why="误把上年同月的月报当作本月报送，退回重报",
        )
        yield _Sent(piece, at=sent_at(piece.period, day=habit.day + 3, hour=10), why="撤回后重报")
    elif piece.sender == stories.LATE and piece.period == stories.LATE_MISSING_T3 and piece.template in ("T4", "T6"):
        yield _Sent(piece, at=sent_at(piece.period, day=26, hour=16, months_later=2), why="迟报")
    else:
        yield _Sent(piece, at=at)
