"""Command lines that speak Chinese: what the parser itself says, from the usage line to a wrong argument."""

import argparse
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

USAGE = 2
#: What the standard parser says about a command line, and how it is said here.
_WORDS = (
    ("the following arguments are required: ", "缺少参数："),
    ("argument ", "参数 "),
    ("invalid choice: ", "没有这个取值："),
    ("choose from", "可用："),
    ("unrecognized arguments: ", "不认识的参数："),
    ("expected one argument", "缺少取值"),
    ("expected at least one argument", "至少要有一个取值"),
    ("invalid int value: ", "须为整数："),
    ("invalid fromisoformat value: ", "日期须写作 2024-06-30："),
)


class _Help(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help and refusals are Chinese; parsers of subcommands are made of the same class."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Help, **options, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and leave with `USAGE`."""
        for english, chinese in _WORDS:
            message = message.replace(english, chinese)
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"命令写法有误：{message}\n")
