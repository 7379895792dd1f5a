#!/bin/sh
# Browser tests need Chromium and a Chinese font: install them where this account may, say plainly where it may not.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v fc-list >/dev/null 2>&1 || missing="$missing fontconfig"
if ! command -v fc-list >/dev/null 2>&1 || [ -z "$(fc-list :lang=zh)" ]; then missing="$missing fonts-noto-cjk"; fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing
  exit 0
fi
echo "浏览器测试需要：$missing。请由管理员运行 apt-get install$missing，然后重试 make test。" >&2
exit 1
