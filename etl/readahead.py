"""Reading files a little ahead of the loader, so that both cores are busy and memory stays bounded."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from etl.reading import ReaderPool
from etl.reading.model import ReadResult

AHEAD = 6


def read_ahead(pool: ReaderPool, files: Sequence[tuple[Path, str]]) -> Iterator[ReadResult]:
    """Read (path, name as sent) pairs in order, at most `AHEAD` of them before they are asked for."""
    with ThreadPoolExecutor(pool.size) as threads:
        waiting: deque[Future[ReadResult]] = deque()
        for path, name in files:
            waiting.append(threads.submit(pool.read, path, name=name))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
