"""What `make run` starts: choose the home, make sample data where there is nothing, serve the page.

With no figures of one's own the demonstration home is built in the background; the page is served as soon as its
first snapshot stands.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from dashboard.homes import current_snapshot, resolve_home
from etl.demo import DEMO_HOME, UNFINISHED

ROOT = Path(__file__).resolve().parents[1]
WAIT_SECONDS = 300


def needs_sample(home: Path) -> bool:
    """Whether the demonstration home must be built (again) before or while it is served."""
    return home == DEMO_HOME and (current_snapshot(home) is None or (home / UNFINISHED).exists())


def start_builder(home: Path) -> subprocess.Popen[bytes] | None:
    """Start building the sample data in the background, where that is needed."""
    if not needs_sample(home):
        return None
    print(
        "正在生成演示数据（示例市，全部为虚构），约需一两分钟；有第一批数据即可打开页面。", file=sys.stderr, flush=True
    )
    return subprocess.Popen([sys.executable, "-m", "etl.demo", "--home", str(home)], cwd=ROOT)


def wait_for_snapshot(home: Path, builder: subprocess.Popen[bytes] | None) -> bool:
    """Wait until a snapshot is published; false when the builder fails first."""
    deadline = time.monotonic() + WAIT_SECONDS
    while current_snapshot(home) is None or (builder is not None and _old_snapshot(home, builder)):
        if (builder is not None and builder.poll() not in (None, 0)) or time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _old_snapshot(home: Path, builder: subprocess.Popen[bytes]) -> bool:
    """The builder begins by removing an earlier demonstration home: what stands before that is not to be served."""
    return builder.poll() is None and not (home / UNFINISHED).exists()


def main(argv: list[str] | None = None) -> int:
    """`python -m etl.serve [--port N] [--address A] [--home DIR]`; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.serve", description="打开看板。")
    parser.add_argument("--port", type=int, default=8501, help="端口，默认 8501")
    parser.add_argument("--address", default="127.0.0.1", help="监听地址，默认只限本机 127.0.0.1")
    parser.add_argument("--home", help="数据目录；默认依次取 DASHBOARD_HOME、data/store、data/demo")
    options = parser.parse_args(argv)
    home = resolve_home(options.home).resolve()
    builder = start_builder(home)
    if not wait_for_snapshot(home, builder):
        print(f"{home} 还没有可以显示的数据。请先装入数据：python -m etl --home {home} load 文件…", file=sys.stderr)
        return 1
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py",
        "--server.port", str(options.port), "--server.address", options.address, "--server.headless", "true",
    ]  # fmt: skip
    page = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DASHBOARD_HOME": str(home)})
    print(f"看板地址：http://{options.address}:{options.port}  数据目录：{home}", file=sys.stderr, flush=True)

    def stop(number: int, frame: FrameType | None) -> None:
        for child in (page, builder):
            if child is not None and child.poll() is None:
                child.send_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return page.wait()


if __name__ == "__main__":
    raise SystemExit(main())
