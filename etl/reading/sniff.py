"""What a file is by its first bytes, whatever its name says."""

import re
from dataclasses import dataclass

from etl import findings
from etl.reading.model import Refused

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "pdf", "PDF 文档"),
    (b"\x89PNG", "png", "PNG 图片"),
    (b"\xff\xd8\xff", "jpeg", "JPEG 图片"),
    (b"GIF8", "gif", "GIF 图片"),
    (b"BM", "bmp", "BMP 图片"),
    (b"MZ", "exe", "可执行程序"),
    (b"\x7fELF", "exe", "可执行程序"),
    (b"\x1f\x8b", "gz", "gzip 压缩包"),
    (b"BZh", "bz2", "bzip2 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "7z 压缩包"),
    (b"Rar!", "rar", "RAR 压缩包"),
    (b"\xfd7zXZ", "xz", "xz 压缩包"),
    (b"\x28\xb5\x2f\xfd", "zst", "zstd 压缩包"),
    (b"PAR1", "parquet", "Parquet 数据文件"),
    (b"SQLite format 3", "sqlite", "SQLite 数据库"),
    (b"{\\rtf", "rtf", "RTF 文档"),
    (b"\x80\x04\x95", "pickle", "Python 序列化文件"),
    (b"\x80\x05\x95", "pickle", "Python 序列化文件"),
    (b"\x80\x03", "pickle", "Python 序列化文件"),
    (b"\x80\x02", "pickle", "Python 序列化文件"),
    (b"ARROW1", "arrow", "Arrow 数据文件"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml|<!doctype|<html|<head|<body|<table|<meta|<style|<div|<script|<svg|<workbook|<!--|mime-version:)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,10})$")
TEXT_SUFFIXES = frozenset({"csv", "tsv", "txt", "tab", "text", "prn"})
BOOK_SUFFIXES = frozenset({"xlsx", "xls", "et", "xlsm", "xlsb", "xltx", "ett", "ods", "xlt"})
#: Names that promise something this reader never opens, whatever the bytes are.
_BARRED = {
    "xlsm": "带宏的工作簿", "xltm": "带宏的模板", "xlam": "加载宏", "parquet": "Parquet 数据文件",
    "duckdb": "DuckDB 数据库",
    "pkl": "Python 序列化文件", "pickle": "Python 序列化文件", "zip": "压缩包", "rar": "压缩包", "7z": "压缩包",
    "gz": "压缩包",
    "exe": "可执行程序", "bat": "批处理程序", "js": "脚本", "vbs": "脚本", "html": "网页", "htm": "网页",
    "db": "数据库", "sqlite": "数据库",
    "py": "程序", "sh": "脚本", "dll": "程序", "msi": "安装程序", "lnk": "快捷方式", "xlsb": "二进制工作簿",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What the bytes are: `text`, `zip`, `ole`, or the name of something refused, with its Chinese name."""

    name: str
    title: str


def suffix(name: str) -> str:
    """The last extension of a file name in lower case, '' when there is none."""
    found = _SUFFIX.search(name.strip())
    return found[1].lower() if found else ""


def recognise(data: bytes) -> Kind:
    """What the bytes are by their beginning."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind("zip", "ZIP 压缩包")
    if data.startswith(OLE):
        return Kind("ole", "Office 97-2003 文件")
    if data[8:12] == b"DUCK":
        return Kind("duckdb", "DuckDB 数据库")
    for magic, name, title in _MAGIC:
        if data.startswith(magic) and not (name == "bmp" and _is_text(data)):
            return Kind(name, title)
    if data.startswith(_OLD_BIFF):
        return Kind("biff", "Excel 5.0 以前的工作簿")
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    wide = head.replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    if _MARKUP.match(wide.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
        start = wide[:4096].lower()
        xml = b"<?xml" in start and b"<html" not in start
        return Kind("xml" if xml else "html", "XML 文件" if xml else "网页（HTML）")
    return Kind("text", "文本")


def _is_text(data: bytes) -> bool:
    return b"\x00" not in data[:64]


def bar_by_name(name: str, file: str) -> None:
    """Refuse a file whose name promises a program, an archive, a database or macros.

    Raises:
        Refused: The extension is one of those.
    """
    title = _BARRED.get(suffix(name))
    if title:
        raise Refused(findings.make("FILE_TYPE_BARRED", file=file, kind=title, suffix=suffix(name)))


def is_bare_utf16(data: bytes) -> bool:
    """UTF-16 without its mark: separators and line ends come with a zero byte, always on the same side."""
    head = data[:65_536]
    units = len(head) // 2
    if b"\x00" not in head or units < 4:
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    one_sided = max(even, odd) >= 0.1 * units and min(even, odd) <= 0.02 * units
    ends = any(mark in head for mark in (b"\n\x00", b"\x00\n", b",\x00", b"\x00,", b"\t\x00", b"\x00\t"))
    return one_sided and ends


def is_binary(data: bytes) -> bool:
    """True for bytes that no text file holds: many control characters and no UTF-16 pattern."""
    head = data[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or not head or is_bare_utf16(data):
        return False
    controls = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 32), 127))
    return controls * 50 > len(head)
