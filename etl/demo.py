"""The demonstration home: generate the fictional city's files and load them the way offices would send them.

The newest periods are loaded and published first, so that a page can be served within seconds; the rest follows.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from dashboard.command_line import ChineseParser
from etl.home import Home, HomeBroken, open_home
from etl.loader import Loader, Order, Progress, open_loader
from etl.readahead import read_ahead
from etl.sample.arriving import WriterEnded, being_written
from etl.sample.manifest import Step
from etl.space import DiskFull

ROOT = Path(__file__).resolve().parents[1]
DEMO_HOME = ROOT / "data" / "demo"
#: Present while the rest of the sample is still being loaded.
UNFINISHED = "loading"


class SampleRefused(RuntimeError):
    """A sample file did not pass the loader: generator and templates disagree."""


class BuilderBusy(RuntimeError):
    """Another process is building this demonstration home."""


def is_whole(home: Path) -> bool:
    """Whether a demonstration home stands complete."""
    return (home / "current").exists() and not (home / UNFINISHED).exists()


def _lock_file(target: Path) -> Path:
    """Beside the home, since building begins by removing what was there."""
    return target.with_name(f".{target.name}.building")


@contextmanager
def _builder_lock(target: Path) -> Iterator[None]:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(_lock_file(target), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuilderBusy(f"另一个程序正在生成 {target} 的演示数据，请稍候。") from error
        yield
    finally:
        os.close(descriptor)


def builder_alive(target: Path) -> bool:
    """Whether some process is building the home now; the kernel drops the lock of a dead one."""
    if not _lock_file(target).exists():
        return False
    try:
        with _builder_lock(target):
            return False
    except BuilderBusy:
        return True


def build(target: Path = DEMO_HOME, *, months: int = 36, progress: Progress | None = None) -> Home:
    """Make the demonstration home anew.

    Args:
        target: The home's folder; an earlier demonstration home there is replaced.
        months: How many months of history.
        progress: Called with (done, all, file name).

    Raises:
        SampleRefused: A file was refused, or asked for a confirmation that its story does not foresee.
        WriterEnded: The sample's files could not be written.
        BuilderBusy: Another process is at it.
        etl.home.HomeBroken: The folder holds real figures.
    """
    with _builder_lock(target):
        return _build(target, months, progress)


def _build(target: Path, months: int, progress: Progress | None) -> Home:
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        if any(target.iterdir()):
            open_home(target, kind="demo", create=False)
        # Moved aside at once: a kill while files are removed one by one would leave a home without its card.
        target.rename(old)
        shutil.rmtree(old)
    home = open_home(target, kind="demo")
    (home.path / UNFINISHED).touch()
    with tempfile.TemporaryDirectory(prefix="sample-") as folder, being_written(Path(folder), months=months) as files:
        steps = files.manifest().steps
        total, done = len(steps), 0
        for stage in sorted({step.stage for step in steps}):
            chosen = [step for step in steps if step.stage == stage]
            with open_loader(home, readers=2) as loader:
                done = follow(loader, chosen, files.take, done, total, progress)
                loader.publish()
    (home.path / UNFINISHED).unlink()
    return home


def follow(
    loader: Loader,
    steps: Sequence[Step],
    path_of: Callable[[str], Path],
    done: int = 0,
    total: int = 0,
    progress: Progress | None = None,
) -> int:
    """Do what the steps of a manifest say.

    Args:
        loader: The home.
        steps: In their order.
        path_of: Path of a file by its name.
        done: How many steps were done before.
        total: How many there are.
        progress: Called with (done, all, file name).

    Returns:
        How many steps are done now.

    Raises:
        SampleRefused: A file was refused, or asked for a confirmation that its story does not foresee.
    """
    loads = [step for step in steps if step.action == "load"]
    reads = iter(read_ahead(loader.readers, ((path_of(step.file), step.file) for step in loads)))
    batches: dict[str, str] = {}
    for same, together in groupby(steps, lambda step: step.action):
        chosen = list(together)
        if same == "load":
            sent = ((next(reads), path_of(step.file), _order(step)) for step in chosen)
            for number, outcome in loader.load_all(sent):
                if not outcome.loaded:
                    told = "；".join(str(finding["message"]) for finding in outcome.findings[:5])
                    raise SampleRefused(f"{chosen[number].file}：{outcome.outcome}。{told}")
                batches[chosen[number].file] = str(outcome.batch)
                done += 1
                if progress:
                    progress(done, total, outcome.file)
            continue
        for step in chosen:
            loader.change_state(batches[step.file], same, by=step.by, why=step.why or "", at=step.at)
            done += 1
    return done


def _order(step: Step) -> Order:
    return Order(step.by, bool(step.confirm), step.confirm or "", None, step.at)


def main(argv: Iterable[str] | None = None) -> int:
    """`python -m etl.demo [--home DIR] [--months N] [--if-missing]`; returns the exit code."""
    parser = ChineseParser(prog="python -m etl.demo", description="生成演示数据并入库。")
    parser.add_argument("--home", type=Path, default=DEMO_HOME, help="演示库目录，默认 data/demo")
    parser.add_argument("--months", type=int, default=36, help="月数，默认 36")
    parser.add_argument("--if-missing", action="store_true", help="已有完整的演示库时不再生成")
    options = parser.parse_args(None if argv is None else list(argv))
    if options.if_missing and is_whole(options.home):
        return 0

    def show(done: int, total: int, name: str) -> None:
        if sys.stderr.isatty() or done == total or done % 200 == 0:
            end = "\r" if sys.stderr.isatty() and done < total else "\n"
            print(f"演示数据 {done}/{total} {name[:40]:<40}", end=end, file=sys.stderr, flush=True)

    try:
        build(options.home.resolve(), months=options.months, progress=show)
    except (BuilderBusy, HomeBroken, SampleRefused, WriterEnded, DiskFull) as error:
        print(str(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("演示数据没有生成完，下次会重新生成。", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
