"""The parent's side: a few warm child processes, replaced when one dies; a dead child is a finding, not an incident."""

import atexit
import hashlib
import json
import mmap
import os
import queue
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from etl import findings
from etl.reading import child, names, wire
from etl.reading.model import DEFAULT, Limits, ReadResult

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from etl.reading.child import main; main()"
#: An answer longer than this does not come from the reader as it stands.
_LONGEST_ANSWER = 1_000_000_000
#: Longer parts of an answer wait in a file instead of in this process's memory.
SPOOLED = 8_000_000


#: A child that has grown too large ends itself between two files; one that was just asked is asked again anew.
_RETIRED = "RETIRED"
_TRIES = 3


class _Died(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Worker:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        # -I: no user site, no PYTHON* variables; the child sees none of the parent's environment.
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(_ROOT), json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            # One thread: each further one would take its stack from the child's memory, whatever the machine has.
            env=dict(LANG="C.UTF-8", PATH=os.defpath, OPENBLAS_NUM_THREADS="1"),
            close_fds=True,
        )

    def read(self, path: Path, name: str | None, limits: Limits) -> ReadResult:
        assert self.process.stdin and self.process.stdout
        deadline = time.monotonic() + limits.wall_seconds
        try:
            self.process.stdin.write(child.request(path, name, limits))
            self.process.stdin.flush()
            head = bytes(self._take(wire.HEAD.size, deadline))
            sizes = wire.HEAD.unpack(head)
            if sum(sizes) > _LONGEST_ANSWER:
                raise _Died("READER_CRASHED")
            return wire.unpack(*(self._take(size, deadline) for size in sizes))
        except (BrokenPipeError, ValueError, KeyError, TypeError, IndexError):
            raise _Died(self._why()) from None

    def _take(self, size: int, deadline: float) -> bytes | memoryview:
        if size <= SPOOLED:
            return b"".join(self._pieces(size, deadline))
        # The file has no name; its pages belong to the system, which takes them back when it needs them.
        with tempfile.TemporaryFile() as spool:
            for piece in self._pieces(size, deadline):
                spool.write(piece)
            spool.flush()
            return memoryview(mmap.mmap(spool.fileno(), size, access=mmap.ACCESS_READ))

    def _pieces(self, size: int, deadline: float) -> Iterator[bytes]:
        assert self.process.stdout
        stream = self.process.stdout.fileno()
        while size:
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self.process.kill()
                self.process.wait()
                raise _Died("READER_TIME")
            piece = os.read(stream, min(size, 1 << 20))
            if not piece:
                raise _Died(self._why())
            size -= len(piece)
            yield piece

    def _why(self) -> str:
        self.process.kill() if self.process.poll() is None and not self._ending() else None
        code = self.process.wait()
        if code == 0:
            return _RETIRED
        if code == -signal.SIGXCPU:
            return "READER_TIME"
        if code in (child.OUT_OF_MEMORY, -signal.SIGABRT):
            return "READER_MEMORY"
        return "READER_CRASHED"

    def _ending(self) -> bool:
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return False
        return True

    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        if self.process.stdin:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                # The child is gone already; there is nobody left to tell.
                self.process.kill()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


class ReaderPool:
    """A few limited child processes that read files.

    Args:
        size: Children at work at the same time; they start when first needed.
        limits: What a file may cost; memory is fixed when a child starts.
    """

    def __init__(self, size: int = 2, limits: Limits = DEFAULT) -> None:
        self.size = size
        self.limits = limits
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)
        self._closed = False

    def read(self, path: Path | str, *, name: str | None = None, limits: Limits | None = None) -> ReadResult:
        """Read one file; waits for a free child.

        Args:
            path: Where the file is.
            name: Name the person gave it; the path's own name when None.
            limits: For this file; the pool's when None.
        """
        path = Path(path).absolute()
        if self._closed:
            raise ValueError("ReaderPool is closed")
        worker = self._free.get()
        try:
            for _ in range(_TRIES):
                if worker is None or not worker.alive():
                    if worker is not None:
                        worker.close()
                    worker = _Worker(self.limits)
                try:
                    return worker.read(path, name, limits or self.limits)
                except _Died as died:
                    worker.close()
                    worker, code = None, died.code
                if code != _RETIRED:
                    break
            return _killed(path, name, "READER_CRASHED" if code == _RETIRED else code, limits or self.limits)
        finally:
            self._free.put(worker)

    def read_many(self, paths: Iterable[Path | str]) -> Iterator[ReadResult]:
        """Read files with all children at work; results come in the order of the paths."""
        with ThreadPoolExecutor(self.size) as threads:
            yield from threads.map(self.read, paths)

    @property
    def processes(self) -> list[int]:
        """Process numbers of the children that are waiting for a file."""
        waiting = list(self._free.queue)
        return [worker.process.pid for worker in waiting if worker is not None and worker.alive()]

    def close(self) -> None:
        """Let the children go."""
        self._closed = True
        for _ in range(self.size):
            try:
                worker = self._free.get(timeout=self.limits.wall_seconds)
            except queue.Empty:
                # A child still at work ends by its own limits, or when this process does.
                break
            if worker is not None:
                worker.close()
        for _ in range(self.size):
            self._free.put(None)

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _killed(path: Path, name: str | None, code: str, limits: Limits) -> ReadResult:
    from etl.reading import identity

    given = path.name if name is None else name
    shown, _ = names.clean(given)
    if identity.in_text(given):
        shown = "（文件名含个人信息，已隐去）"
    finding = findings.make(code, file=shown, seconds=limits.cpu_seconds, memory=limits.memory // 1_000_000)
    digest, size = "", 0
    if path.is_file():
        size = path.stat().st_size
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ReadResult(shown, digest, size, "", "", [], [finding], True)


_shared: ReaderPool | None = None
_lock = threading.Lock()


def read(path: Path | str, *, name: str | None = None, limits: Limits = DEFAULT) -> ReadResult:
    """Read one file in a limited child process shared by all callers of this process.

    Args:
        path: Where the file is.
        name: Name the person gave it; the path's own name when None.
        limits: What the file may cost.
    """
    global _shared
    with _lock:
        if _shared is None:
            _shared = ReaderPool(2)
            atexit.register(_shared.close)
    return _shared.read(path, name=name, limits=limits)
