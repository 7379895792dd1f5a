"""`make torture`: ugly files, kills, flipped bits, a crowd, examples without end, and one table of what was seen."""

import argparse
import os
import platform
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial

from etl.reading.reader import read_bytes
from tests.torture import crowd, examples, flips, kills, real
from tests.torture.files import make
from tests.torture.truth import VERDICT_ZH, VERDICTS, judge

#: Subject, goal, what was seen, whether the goal was met.
Line = tuple[str, str, str, bool]
BLOCK = 250


def _judge_block(start: int, count: int) -> tuple[Counter[str], list[str]]:
    verdicts: Counter[str] = Counter()
    wrong = []
    for seed in range(start, start + count):
        truth = make(seed)
        found = judge(truth, read_bytes(truth.data, truth.name))
        verdicts[found.verdict] += 1
        if found.verdict == "wrong":
            wrong.append(f"{seed} {'、'.join(truth.traits)}：{found.faults[:2]}")
    return verdicts, wrong


def _line(subject: str, verdicts: Counter[str]) -> Line:
    total = sum(verdicts.values())
    seen = "，".join(f"{VERDICT_ZH[name]}{verdicts[name]}（{_share(verdicts[name], total)}）" for name in VERDICTS)
    return f"{subject}{total}份", "读错 0", seen, verdicts["wrong"] == 0 and total > 0


def _share(part: int, whole: int) -> str:
    if not whole:
        return "—"
    shown = f"{100 * part / whole:.2f}"
    return f"{'99.99' if shown == '100.00' and part < whole else shown}%"


def drawn_files(count: int) -> list[Line]:
    """Generated files, judged against their truth."""
    verdicts: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for found, wrong in pool.map(_judge_block, range(0, count, BLOCK), [BLOCK] * -(-count // BLOCK)):
            verdicts += found
            for text in wrong[:5]:
                print(f"  读错：{text}")
    return [_line("生成的报表文件", verdicts)]


def real_files() -> list[Line]:
    """The real public files, where they are at hand."""
    verdicts = Counter(real.judge(path).verdict for path in real.files())
    if not verdicts:
        print("没有 SHARED_DATA，真实公开文件一项略过。")
        return []
    return [_line("真实公开文件", verdicts)]


def killed(cycles: int) -> list[Line]:
    """kill -9."""
    found = kills.run(cycles)
    for text in [*found.lost, *found.half, *found.slow][:8]:
        print(f"  {text}")
    seen = (
        f"被杀{found.killed}次，确认的{found.acknowledged}批丢失{len(found.lost)}，半成品{len(found.half)}，"
        f"未确认的半行{found.torn}（已由下一条取代），"
        f"最慢{found.slowest:.2f}秒恢复"
    )
    return [(f"强制中断（kill -9）{found.cycles}次", "丢失 0，半成品 0，3 秒内恢复", seen, found.sound)]


def flipped(count: int) -> list[Line]:
    """Flipped bits."""
    found = flips.run(count)
    for text in [*found.missed, *found.wrong][:5]:
        print(f"  {text}")
    seen = f"发现{found.noticed}，显示错数{len(found.wrong)}"
    return [(f"翻转一位{found.flips}次", f"发现 {found.flips}，显示错数 0", seen, found.sound)]


def crowded(commands: int) -> list[Line]:
    """Commands at once."""
    found = crowd.run(commands)
    for text in found.faults[:5]:
        print(f"  {text}")
    seen = f"回执{found.receipts}，差错{len(found.faults)}，共{found.seconds:.1f}秒"
    return [(f"{found.commands}个入库命令同时运行", f"回执 {found.commands}，差错 0", seen, found.sound)]


def tried(count: int) -> list[Line]:
    """Properties of the parsers."""
    try:
        number = examples.run(count)
    except AssertionError:
        traceback.print_exc()
        return [(f"解析性质 {count:,} 例", "反例 0", "有反例", False)]
    return [("解析性质随机例", f"{count:,} 例，反例 0", f"{number:,} 例，反例 0", number >= 0.95 * count)]


def main() -> int:
    """Run everything; 0 when every goal was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="耐受测试")
    parser.add_argument("--files", type=int, default=20_000, help="生成的报表文件数")
    parser.add_argument("--kills", type=int, default=300, help="强制中断次数")
    parser.add_argument("--flips", type=int, default=500, help="翻转的位数")
    parser.add_argument("--crowd", type=int, default=20, help="同时运行的入库命令数")
    parser.add_argument("--examples", type=int, default=100_000, help="解析性质的例数")
    options = parser.parse_args()
    os.nice(5)
    print(f"{date.today()}，{os.cpu_count()} 核，Python {platform.python_version()}")
    steps: list[Callable[[], list[Line]]] = [
        partial(drawn_files, options.files),
        real_files,
        partial(tried, options.examples),
        partial(crowded, options.crowd),
        partial(flipped, options.flips),
        partial(killed, options.kills),
    ]
    lines: list[Line] = []
    for step in steps:
        begin = time.monotonic()
        found = step()
        lines += found
        for subject, _, seen, _ in found:
            print(f"{subject}：{seen}（{time.monotonic() - begin:.0f} 秒）", flush=True)
    print("\n| 项目 | 目标 | 见到 | 结论 |\n|---|---|---|---|")
    for subject, goal, seen, met in lines:
        print(f"| {subject} | {goal} | {seen} | {'达到' if met else '未达到'} |")
    return 0 if all(met for *_, met in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
