"""Reading files a little ahead of the loader, so that both cores are busy and memory stays bounded."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from dashboard.catalogue import Template
from etl import bulk
from etl.reading import ReaderPool
from etl.reading.model import ReadResult

#: Files read before they are asked for, as long as they are no larger together than this.
AHEAD = 32
AHEAD_BYTES = 8_000_000
#: So many are read ahead whatever their size.
AT_LEAST = 2


def read_ahead(
    pool: ReaderPool,
    files: Iterable[tuple[Path, str]],
    templates: Mapping[str, Template] | None = None,
    *,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[ReadResult]:
    """Read (path, name as sent) pairs in order, some of them before they are asked for.

    Large plain files are read by this process, on all cores, and only when their turn comes.

    Args:
        pool: The readers of office files.
        files: Path and name of each.
        templates: Forms whose headers are known; without them every file is an office file.
        meanwhile: What this process has to get ready; called once while a child reads the first file.
    """
    with ThreadPoolExecutor(pool.size) as threads:
        waiting: deque[tuple[Path, str, Future[ReadResult] | None]] = deque()
        sizes: deque[int] = deque()

        def next_one() -> ReadResult:
            nonlocal meanwhile
            path, name, future = waiting.popleft()
            if meanwhile is not None and future is not None:
                meanwhile()
                meanwhile = None
            sizes.popleft()
            if future is not None:
                return future.result()
            return bulk.read(path, name, templates or {}) or pool.read(path, name=name)

        for path, name in files:
            later = bool(templates) and bulk.is_candidate(path, name)
            waiting.append((path, name, None if later else threads.submit(pool.read, path, name=name)))
            sizes.append(path.stat().st_size if path.exists() else 0)
            while len(waiting) > AHEAD or (len(waiting) > AT_LEAST and sum(sizes) > AHEAD_BYTES):
                yield next_one()
        while waiting:
            yield next_one()
