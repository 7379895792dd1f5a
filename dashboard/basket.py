"""会议篮: pictures put aside for a meeting, kept in the home as one small JSON file each.

Only what is needed to find the picture again is kept: no figures but those of its sentence, and nothing about people.
A file is written beside its place and moved there, so that a reader never sees half of one.
"""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

FOLDER = "basket"
#: More than this is no agenda any more; the oldest must go first.
MOST = 200
LONGEST_TITLE, LONGEST_SENTENCE = 120, 600


class BasketFull(RuntimeError):
    """The basket holds as much as it may; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Item:
    """One picture put aside.

    Attributes:
        id: Name of its file without suffix.
        title: Title of the picture.
        sentence: What it says.
        page: Name of the page that shows it.
        params: Choices in the page's address.
        as_of: Such as `2024年6月30日`.
        snapshot: Number of the published version it was taken from.
        indicator: Code, empty where the picture shows several.
        added_at: Time with zone, ISO 8601.
        position: Place in the list, small ones first.
    """

    id: str
    title: str
    sentence: str
    page: str
    params: dict[str, str] = field(default_factory=dict)
    as_of: str = ""
    snapshot: int = 0
    indicator: str = ""
    added_at: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a basket: items in order, and the names of files that cannot be read."""

    items: list[Item]
    damaged: list[str]


def contents(home: Path) -> Contents:
    """Read a home's basket; a damaged file is named, never hidden."""
    items, damaged = [], []
    for path in sorted((home / FOLDER).glob("*.json")):
        try:
            items.append(Item(**{**json.loads(path.read_text(encoding="utf-8")), "id": path.stem}))
        except (ValueError, TypeError):
            damaged.append(path.name)
    items.sort(key=lambda item: (item.position, item.added_at, item.id))
    return Contents(items, damaged)


def add(
    home: Path, title: str, sentence: str, page: str, params: Mapping[str, str], *, as_of: str = "", snapshot: int = 0,
    indicator: str = "",
) -> tuple[Item, bool]:  # fmt: skip
    """Put a picture into the basket, once.

    Args:
        home: The home.
        title: Title of the picture.
        sentence: What it says.
        page: Name of the page.
        params: Choices in its address.
        as_of: Date of the figures.
        snapshot: Published version.
        indicator: Code of the indicator shown.

    Returns:
        The item, and whether it is new: the same view of the same version is not kept twice.

    Raises:
        BasketFull: The basket holds `MOST` items.
        OSError: The home cannot be written to.
    """
    there = contents(home).items
    wanted = Item(secrets.token_hex(6), title[:LONGEST_TITLE], sentence[:LONGEST_SENTENCE], page, dict(params), as_of,
                  snapshot, indicator, datetime.now().astimezone().isoformat(timespec="seconds"),
                  max((item.position for item in there), default=0) + 1)  # fmt: skip
    same = (item for item in there if _view(item) == _view(wanted))
    if (found := next(same, None)) is not None:
        return found, False
    if len(there) >= MOST:
        raise BasketFull(f"会议篮已有 {MOST} 条，请先在“会议篮”页移出一些。")
    _write(home, wanted)
    return wanted, True


def _view(item: Item) -> tuple[object, ...]:
    return (item.title, item.page, item.params, item.snapshot)


def remove(home: Path, item_id: str) -> bool:
    """Take an item out; False when somebody else did so before."""
    path = _path(home, item_id)
    existed = path.is_file()
    path.unlink(missing_ok=True)
    return existed


def move(home: Path, item_id: str, step: int) -> None:
    """Move an item up (-1) or down (+1); at the end of the list it stays."""
    items = contents(home).items
    at = next((place for place, item in enumerate(items) if item.id == item_id), None)
    if at is None or not 0 <= at + step < len(items):
        return
    items.insert(at + step, items.pop(at))
    _renumber(home, items)


def _renumber(home: Path, items: Iterable[Item]) -> None:
    for place, item in enumerate(items, start=1):
        if item.position != place:
            _write(home, replace(item, position=place))


def _path(home: Path, item_id: str) -> Path:
    # An id comes from a page: only our own form may name a file.
    if not item_id.isalnum():
        raise ValueError(f"not an item of a basket: {item_id!r}")
    return home / FOLDER / f"{item_id}.json"


def _write(home: Path, item: Item) -> None:
    path = _path(home, item.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {name: value for name, value in asdict(item).items() if name != "id"}
    half = path.with_suffix(f".{secrets.token_hex(4)}.tmp")
    try:
        with half.open("w", encoding="utf-8") as out:
            json.dump(body, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
