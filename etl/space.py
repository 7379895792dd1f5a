"""Room on the disk: a batch that cannot be written whole is refused before anything is written."""

import errno
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from etl.home import Home

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_WORDS = ("no space left", "file too large", "quota exceeded", "could not write all bytes", "enospc")
#: Room for the growth that one batch may bring to the work file and its log.
RESERVE = 16 << 20
#: A snapshot is a copy of the work file, and the one before it is kept.
GROWTH = 4


class DiskFull(RuntimeError):
    """The disk is full; what was under way has been taken back."""

    def __init__(self) -> None:
        super().__init__("磁盘空间不足，未能写入。已入库的数据和正在展示的快照不受影响，请清理磁盘后再试。")


def require(home: Home, size: int) -> None:
    """See that a file of `size` bytes can be loaded and published.

    Raises:
        DiskFull: The disk, or the largest file this process may write, is too small.
    """
    work = home.work.stat().st_size if home.work.exists() else 0
    largest, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    after = work + GROWTH * size
    if largest != resource.RLIM_INFINITY and largest < after + RESERVE // 16:
        raise DiskFull
    if shutil.disk_usage(home.path).free < after + GROWTH * size + RESERVE:
        raise DiskFull


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk is full."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, duckdb.Error) and any(word in str(error).lower() for word in _WORDS)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn the ways in which a full disk shows itself into one.

    Raises:
        DiskFull: It is.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if is_full(error):
            raise DiskFull from error
        raise
