"""What `make run` starts: choose the home, make sample data where there is nothing, serve the page.

With no figures of one's own the demonstration home is built in the background; the page is served as soon as its
first snapshot stands. A home whose snapshot was made by earlier definitions is published again first.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import duckdb

from dashboard.command_line import ChineseParser
from dashboard.homes import POINTER, current_snapshot, resolve_home
from etl import definitions, view, workfile
from etl.demo import DEMO_HOME, builder_alive, is_whole
from etl.home import HomeBroken, home_at
from etl.journal import JournalBroken
from etl.loader import open_loader
from etl.space import DiskFull

ROOT = Path(__file__).resolve().parents[1]
WAIT_SECONDS = 300
STOP_SECONDS = 10
Child = subprocess.Popen[bytes]


def needs_sample(home: Path) -> bool:
    """Whether the demonstration home must be built (again): missing or half-built, and nobody is at it."""
    return home == DEMO_HOME and not is_whole(home) and not builder_alive(home)


def start_builder(home: Path, months: int = 36) -> Child:
    """Start building the sample data in the background."""
    print(
        "正在生成演示数据（示例市，全部为虚构），约需一两分钟；有第一批数据即可打开页面。", file=sys.stderr, flush=True
    )
    command = [sys.executable, "-m", "etl.demo", "--home", str(home), "--months", str(months)]
    # A session of its own: Ctrl-C reaches it once, through `Children.stop`.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def is_outdated(home: Path) -> bool:
    """Whether the snapshot was made by other tables or definitions than the program now has."""
    try:
        with view.attached(view.snapshot(home_at(home))) as con:
            same = workfile.get_meta(con, "schema_hash") == workfile.schema_hash()
            return not same or workfile.get_meta(con, "catalogue_hash") != definitions.catalogue_hash()
    except (view.NotPublished, duckdb.Error):
        return True


def bring_up_to_date(home: Path) -> None:
    """Publish a home's figures by the definitions that hold now.

    Raises:
        HomeBroken, JournalBroken: The home cannot be read; what is published stays.
    """
    if not (home / "journal.jsonl").exists() or not is_outdated(home):
        return
    print("指标或报表的定义有更新，正在按新定义刷新数据……", file=sys.stderr, flush=True)
    with open_loader(home_at(home), readers=2) as loader:
        loader.publish()


class Children:
    """The processes that serving starts, ended together."""

    def __init__(self) -> None:
        self.started: list[Child] = []
        self.stopping = False

    def add(self, child: Child) -> Child:
        """Take a process in."""
        self.started.append(child)
        return child

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C, or a request to end: pass it on; `stop` waits."""
        self.stopping = True
        for child in self.started:
            if child.poll() is None:
                child.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """End whatever still runs."""
        self.on_signal(signal.SIGINT, None)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.started:
            try:
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def wait_for_snapshot(home: Path, builder: Child | None, children: Children) -> bool:
    """Wait until a snapshot is published; false when the builder fails first or the wait is called off."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not children.stopping and time.monotonic() < deadline:
        alive = builder.poll() is None if builder is not None else builder_alive(home)
        if current_snapshot(home) is not None:
            return True
        if not alive:
            return False
        time.sleep(0.1)
    return False


def main(argv: list[str] | None = None) -> int:
    """`python -m etl.serve [--port N] [--address A] [--home DIR]`; returns the exit code."""
    parser = ChineseParser(prog="python -m etl.serve", description="打开看板。")
    parser.add_argument("--port", type=int, default=8501, help="端口，默认 8501")
    parser.add_argument("--address", default="127.0.0.1", help="监听地址，默认只限本机 127.0.0.1")
    parser.add_argument("--home", help="数据目录；默认依次取 DASHBOARD_HOME、data/store、data/demo")
    options = parser.parse_args(argv)
    children = Children()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, children.on_signal)
    try:
        return _serve(resolve_home(options.home).resolve(), options.address, options.port, children)
    except (HomeBroken, JournalBroken, DiskFull) as error:
        print(str(error), file=sys.stderr)
        return 1
    finally:
        children.stop()


def _serve(home: Path, address: str, port: int, children: Children) -> int:
    builder = None
    if needs_sample(home):
        # What a half-built home has published is not to be served: the builder removes it.
        (home / POINTER).unlink(missing_ok=True)
        builder = children.add(start_builder(home))
    if builder is None and not builder_alive(home):
        bring_up_to_date(home)
    if not wait_for_snapshot(home, builder, children):
        if not children.stopping:
            print(f"{home} 还没有可以显示的数据。请先装入数据：python -m etl --home {home} load 文件…", file=sys.stderr)
        return 1
    page = children.add(start_page(home, address, port))
    print(f"看板地址：http://{address}:{port}  数据目录：{home}", file=sys.stderr, flush=True)
    code = page.wait()
    return 0 if children.stopping else code


def start_page(home: Path, address: str, port: int) -> Child:
    """Start the page on a home."""
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py",
        "--server.port", str(port), "--server.address", address, "--server.headless", "true",
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DASHBOARD_HOME": str(home)}, start_new_session=True)


if __name__ == "__main__":
    raise SystemExit(main())
