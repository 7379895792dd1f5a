"""The old binary container (.xls, .et, .doc …): its directory, macros, passwords, and text outside cells."""

import re
import struct

from etl import findings
from etl.reading.model import Refused

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


class Damaged(ValueError):
    """The container's tables do not hold together."""


class Container:
    """Directory and streams of a compound file; every chain is bounded."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Damaged
        self.data = data
        self.sector = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        if self.sector not in (512, 4096):
            raise Damaged
        self.count = len(data) // self.sector + 1
        self.fat = self._fat()
        self.entries = self._directory()

    def _block(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        if number < 0 or start >= len(self.data):
            raise Damaged
        return self.data[start : start + self.sector]

    def _fat(self) -> list[int]:
        places = [place for place in struct.unpack_from("<109I", self.data, 76) if place < _END - 3]
        extra, left = struct.unpack_from("<II", self.data, 68)
        while extra < _END - 3 and left and len(places) < self.count:
            numbers = struct.unpack(f"<{self.sector // 4}I", self._block(extra).ljust(self.sector, b"\xff"))
            places += [place for place in numbers[:-1] if place < _END - 3]
            extra, left = numbers[-1], left - 1
        fat: list[int] = []
        for place in places[: self.count]:
            fat += struct.unpack(f"<{self.sector // 4}I", self._block(place).ljust(self.sector, b"\xff"))
        return fat

    def _chain(self, first: int) -> bytes:
        blocks: list[bytes] = []
        while first < _END - 3:
            if len(blocks) > self.count or first >= len(self.fat):
                raise Damaged
            blocks.append(self._block(first))
            first = self.fat[first]
        return b"".join(blocks)

    def _directory(self) -> dict[str, tuple[int, int, int]]:
        raw = self._chain(struct.unpack_from("<I", self.data, 48)[0])
        entries: dict[str, tuple[int, int, int]] = {}
        for start in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, start + 64)[0]
            kind = raw[start + 66]
            if kind == 0 or not 2 <= length <= 64:
                continue
            name = raw[start : start + length - 2].decode("utf-16-le", errors="replace")
            first, size = struct.unpack_from("<II", raw, start + 116)
            entries.setdefault(name, (kind, first, size))
        return entries

    def stream(self, name: str) -> bytes:
        """A large stream's bytes; streams in the mini stream (under 4096 bytes) come from there."""
        _, first, size = self.entries[name]
        if size >= 4096:
            return self._chain(first)[:size]
        root = next((entry for entry in self.entries.values() if entry[0] == 5), None)
        if root is None:
            raise Damaged
        mini = self._chain(root[1])
        table = self._chain(struct.unpack_from("<I", self.data, 60)[0])
        links = struct.unpack(f"<{len(table) // 4}I", table)
        blocks: list[bytes] = []
        while first < _END - 3:
            if len(blocks) > 64 or first >= len(links):
                raise Damaged
            blocks.append(mini[first * 64 : first * 64 + 64])
            first = links[first]
        return b"".join(blocks)[:size]


def check(data: bytes, *, file: str) -> Container:
    """Open the container of an .xls or .et.

    Raises:
        Refused: Encrypted, with macros, another kind of document, or damaged.
    """
    try:
        container = Container(data)
    except (Damaged, struct.error, IndexError):
        raise Refused(findings.make("FILE_DAMAGED", file=file)) from None
    names = set(container.entries)
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise Refused(findings.make("FILE_PASSWORD", file=file))
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros"}:
        raise Refused(findings.make("FILE_MACRO", file=file))
    if not names & {"Workbook", "Book"}:
        kinds = {"WordDocument": "Word 文档", "PowerPoint Document": "演示文稿"}
        title = next((title for name, title in kinds.items() if name in names), "Office 文档")
        raise Refused(findings.make("FILE_NOT_TABLE", file=file, kind=title))
    return container


def texts(data: bytes) -> list[str]:
    """Runs of digits anywhere in the binary: comments, headers, text boxes, deleted cells."""
    found: list[str] = []
    for match in re.finditer(rb"(?:[0-9+\- Xx]\x00){11,40}", data):
        found.append(match.group().decode("utf-16-le").strip())
    for match in re.finditer(rb"[0-9+\- Xx]{11,40}", data):
        found.append(match.group().decode("ascii").strip())
    return found
