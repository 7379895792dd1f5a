"""The process that opens uploads: little memory, little time, no network, no files written, results as text."""

import gc
import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from etl.reading import names, wire
from etl.reading.model import Limits, ReadResult

#: A warm worker that has grown beyond this after a file is replaced by a fresh one.
RECYCLE_BYTES = 150_000_000
OUT_OF_MEMORY = 86
_BARRED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "ctypes.",
    "urllib.",
    "ftplib.",
    "shutil.",
)


def _load_arrays() -> None:
    """Load what long sheets and texts need while this process may still load it; no file has been opened yet."""
    from etl.reading import long_table, long_text, sheet_columns, sheet_tokens, texts  # noqa: F401


def _confine(limits: Limits) -> None:
    mapped, held = _memory()
    # The system can only bound what is mapped. Libraries map more than they hold, differently on each machine: what a
    # file may cost comes on top of it.
    most = max(mapped, held) + max(limits.memory - held, 0)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_BARRED):
        raise PermissionError(event)


def _allow_seconds(seconds: int) -> None:
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds + 1, hard))


def _memory() -> tuple[int, int]:
    """Memory this process has mapped and holds now; the peak of a system without /proc begins with the parent's."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return held, held
    mapped, held = (int(pages) * resource.getpagesize() for pages in statm.read_text(encoding="ascii").split()[:2])
    return mapped, held


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    from etl.reading import reader

    for line in requests:
        words = json.loads(line)
        limits = Limits(**words["limits"])
        _allow_seconds(limits.cpu_seconds)
        try:
            result = reader.read_file(Path(words["path"]), name=words["name"], limits=limits)
            message = wire.pack(result)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except OSError as error:
            result = _unreadable(words["name"] or Path(words["path"]).name, error)
            message = wire.pack(result)
        answers.write(message)
        answers.flush()
        del message, result
        gc.collect(1)
        if _memory()[1] > RECYCLE_BYTES:
            return


def _unreadable(name: str, error: OSError) -> ReadResult:
    from etl import findings

    shown, _ = names.clean(name)
    finding = findings.make("FILE_UNREADABLE", file=shown, reason=error.strerror or "")
    return ReadResult(shown, "", 0, "", "", [], [finding], True)


def request(path: Path, name: str | None, limits: Limits) -> bytes:
    """The line that asks the child for a file."""
    return json.dumps({"path": str(path), "name": name, "limits": asdict(limits)}).encode() + b"\n"


def main() -> None:
    """Answer requests on standard input until it closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits = Limits(**json.loads(sys.argv[1]))
    _load_arrays()
    _confine(limits)
    # Rows are plain lists of text without cycles: looking for cycles costs a fifth of the time and finds none.
    gc.disable()
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
