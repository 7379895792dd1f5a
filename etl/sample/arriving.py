"""The sample while another process still writes it: the first files are loaded before the last ones are there."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl.sample import manifest
from etl.sample.manifest import Manifest

ROOT = Path(__file__).resolve().parents[2]
_LOOK_SECONDS = 0.005


class WriterEnded(RuntimeError):
    """The writing process ended before a file was there."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A data set that is being written.

    Attributes:
        folder: Where it arrives; a file is there under its name only when it is whole.
        writer: The process that writes.
    """

    folder: Path
    writer: subprocess.Popen[bytes]

    def manifest(self) -> Manifest:
        """The order of all files, as soon as it stands."""
        self.take(manifest.NAME)
        return manifest.read(self.folder)

    def take(self, name: str) -> Path:
        """Path of a file, as soon as it is there.

        Raises:
            WriterEnded: It will never be.
        """
        path = self.folder / name
        while not path.exists():
            ended = self.writer.poll() is not None
            if ended and not path.exists():
                raise WriterEnded(f"演示数据没有写完：缺少 {name}（退出码 {self.writer.returncode}）。")
            time.sleep(_LOOK_SECONDS)
        return path


@contextmanager
def being_written(folder: Path, *, months: int) -> Iterator[Arrivals]:
    """Write the data set in a process of its own, which ends with the block.

    Args:
        folder: Where to.
        months: How many months up to the last one.
    """
    command = [sys.executable, "-m", "etl.sample", str(folder), "--months", str(months)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield Arrivals(folder, writer)
    finally:
        writer.terminate()
        writer.wait()
