"""`make run`: which home is served, when the sample is built, and that nothing is left running afterwards."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_world import published_hashes

from etl import demo, serve, workfile
from etl.home import Home, HomeBroken, open_home

ROOT = Path(__file__).resolve().parents[3]
#: Serves a home as `make run` does, with a short sample and a page that only waits and tells its number.
SERVE = """
import subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from etl import serve
home = Path(sys.argv[2])
serve.DEMO_HOME = home
start = serve.start_builder
def builder(home):
    child = start(home, months=1)
    print("builder", child.pid, flush=True)
    return child
def page(home, address, port):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    print("page", child.pid, flush=True)
    return child
serve.start_builder, serve.start_page = builder, page
print("code", serve.main(["--home", str(home)]), flush=True)
"""


def _wait(until: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def _gone(process: int) -> bool:
    """Whether a process that is no child of ours has ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return True


class Served:
    """`make run` in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(ROOT), str(home)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
        )  # fmt: skip

    def told(self) -> tuple[str, int]:
        """The next thing it says: builder, page or code with a number."""
        assert self.process.stdout
        word, number = self.process.stdout.readline().split()
        return word, int(number)


@pytest.fixture
def run() -> Iterator[Callable[[Path], Served]]:
    """Starts serving; ends it in any case."""
    started: list[Served] = []

    def start(home: Path) -> Served:
        started.append(Served(home))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.send_signal(signal.SIGTERM)
            served.process.wait(timeout=30)


@pytest.mark.slow
def test_a_half_built_sample_is_built_again_and_ctrl_c_ends_everything(
    tmp_path: Path, run: Callable[[Path], Served]
) -> None:
    home = tmp_path / "demo"
    command = [sys.executable, "-m", "etl.demo", "--home", str(home), "--months", "1"]
    builder = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _wait((home / "current").exists)
    assert demo.builder_alive(home)
    builder.kill()
    builder.wait()
    assert not demo.builder_alive(home) and not demo.is_whole(home)
    (home / "left.txt").write_text("of the half-built sample")

    served = run(home)
    word, child = served.told()
    assert word == "builder"
    word, page = served.told()  # the page opens on the first snapshot of the new building
    assert word == "page"
    assert not (home / "left.txt").exists()
    assert (home / demo.UNFINISHED).exists()
    _wait(lambda: demo.is_whole(home))
    assert Home(home, "demo").is_demo
    assert json.loads((home / "home.json").read_text()) == {"kind": "demo"}

    served.process.send_signal(signal.SIGINT)
    assert served.told() == ("code", 0)
    _wait(lambda: _gone(page) and _gone(child), 60)


def test_ctrl_c_while_the_sample_is_built_ends_the_builder(tmp_path: Path, run: Callable[[Path], Served]) -> None:
    served = run(tmp_path / "demo")
    word, builder = served.told()
    assert word == "builder"
    _wait((tmp_path / "demo" / demo.UNFINISHED).exists)
    served.process.send_signal(signal.SIGINT)
    assert served.told() == ("code", 1)
    _wait(lambda: _gone(builder), 60)
    assert not demo.is_whole(tmp_path / "demo")


def test_a_home_with_figures_is_served_at_once(home: Home, run: Callable[[Path], Served]) -> None:
    (home.path / "home.json").write_text('{"kind": "demo"}')
    served = run(home.path)
    word, page = served.told()
    assert word == "page"
    os.kill(page, signal.SIGKILL)  # the page's own end is the end of serving, with its code
    assert served.told() == ("code", -9)


def test_when_the_sample_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "demo"
    monkeypatch.setattr(serve, "DEMO_HOME", home)
    assert serve.needs_sample(home)
    assert not serve.needs_sample(tmp_path / "store")
    open_home(home, kind="demo")
    (home / "current").write_text("snap-1.duckdb\n")
    assert not serve.needs_sample(home)
    (home / demo.UNFINISHED).touch()
    assert serve.needs_sample(home)
    with demo._builder_lock(home):
        assert demo.builder_alive(home)
        assert not serve.needs_sample(home)
        with pytest.raises(demo.BuilderBusy, match="另一个程序正在生成"):
            demo.build(home)
    assert serve.needs_sample(home)
    assert (home / demo.UNFINISHED).exists()


def test_a_builder_never_replaces_real_figures(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = home.journal.read_bytes()
    with pytest.raises(HomeBroken, match="实绩库"):
        demo.build(home.path, months=1)
    assert demo.main(["--home", str(home.path), "--months", "1"]) == 1
    assert "实绩库" in capsys.readouterr().err
    assert home.journal.read_bytes() == before


def test_figures_of_earlier_definitions_are_published_anew(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    figures = published_hashes(home)
    assert not serve.is_outdated(home.path)
    serve.bring_up_to_date(home.path)
    assert home.pointer.read_text() == "snap-2.duckdb\n"
    con = workfile.connect(home.work)
    workfile.set_meta(con, "catalogue_hash", "早先")
    con.execute("UPDATE dim_indicator SET name = '早先的名称' WHERE code = 'econ_income_total'")
    con.close()
    from etl import publish

    con = workfile.connect(home.work)
    publish.publish(home, con, published_at="2024-11-15T12:00:00+08:00")
    con.close()
    assert serve.is_outdated(home.path)
    serve.bring_up_to_date(home.path)
    assert "正在按新定义刷新" in capsys.readouterr().err
    assert not serve.is_outdated(home.path)
    assert published_hashes(home) == figures


def test_a_home_killed_before_its_first_snapshot_is_published(home: Home) -> None:
    figures = published_hashes(home)
    home.pointer.unlink()
    serve.bring_up_to_date(home.path)
    assert published_hashes(home) == figures


def test_an_empty_home_is_told_how_to_load(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert serve.main(["--home", str(tmp_path / "新库")]) == 1
    assert "还没有可以显示的数据" in capsys.readouterr().err
    assert not (tmp_path / "新库").exists()
