"""Set ケアマネ学舎 up and run it, with nothing but Python 3.11 and pip at hand; HELP says how.

It stays readable to old Pythons, so that they can be told in words that they are too old.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
UV = ROOT / ".uv" / "bin" / "uv"
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
NEEDED = (3, 11)
READY_SECONDS, STOP_SECONDS = 60, 15
SHOWN_LINES = 25
NOT_CONFIGURED = "app.config.NotConfigured: "  # how a setting that is missing ends a command

HELP = """使い方
  python3 start.py                   準備をして、サイトを開く（終わるときは Ctrl-C）
  python3 start.py test [--fast]     準備をして、すべての試験を行う（--fast は変えた部屋と家のきまりだけ）
  python3 start.py measure [名前 …]  性能の計測と長い試験

おもな設定（環境変数）
  PORT          サイトのポート（はじめは 8000）
  DATABASE_URL  PostgreSQL を使うとき。なければ instance フォルダーの SQLite を使う
  PUBLIC_URL    公開する住所。https:// で始まると本番の設定になる"""
NO_PIP = """pip が見つかりません。次のどれかで入れてから、もう一度お試しください。
  Debian・Ubuntu   sudo apt install python3-pip
  Fedora・RHEL     sudo dnf install python3-pip
  Alpine           sudo apk add py3-pip
  そのほか         python3 -m ensurepip --user"""
OFFLINE = """ダウンロードできませんでした。ネットワークの接続を確かめてください。
社内のパッケージ置き場を使うときは PIP_INDEX_URL と UV_DEFAULT_INDEX に設定してください。"""
NO_DATABASE = "データベースを用意できませんでした。DATABASE_URL と、サーバーが動いているかを確かめてください。"


class Trouble(Exception):
    """Something that the person at the keyboard can mend; the message says how, in Japanese."""


def main(words: list[str]) -> int:
    """Do what the command line asks and give the exit code."""
    if sys.version_info < NEEDED:
        raise Trouble(
            f"Python 3.11 以上が必要です（いまは {sys.version.split()[0]}）。新しい Python で実行してください。"
        )
    if os.name == "nt":
        raise Trouble("Windows では WSL（Ubuntu など）の中で実行してください。")
    os.chdir(ROOT)
    os.environ.update(PYTHONUTF8="1", UV_PYTHON_DOWNLOADS="never", FLASK_SKIP_DOTENV="1")
    if not words:
        return serve()
    if words[0] in ("test", "measure"):
        return (check if words[0] == "test" else measure)(words[1:])
    print(HELP)
    return 0 if words[0] in ("-h", "--help") else 2


def run(title: str, command: list[str], failed: str = "", **environment: str) -> None:
    """Run one step with one line of progress; what it printed is shown only when it fails."""
    print(f"・{title} … ", end="", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        print("できませんでした", flush=True)
        said = done.stdout.decode(errors="replace").rstrip().splitlines()[-SHOWN_LINES:]
        if said and said[-1].startswith(NOT_CONFIGURED):
            raise Trouble(said[-1][len(NOT_CONFIGURED) :])
        raise Trouble("\n".join([*said, "", failed]).rstrip())
    print(f"済み（{time.monotonic() - began:.1f} 秒）", flush=True)


def install(*, testing: bool) -> None:
    """Bring .venv to what the pinned requirements say; a stamp makes the second time free."""
    kept_for_tests = (VENV / "bin" / "pytest").exists()
    requirements = ROOT / ("requirements-dev.txt" if testing or kept_for_tests else "requirements.txt")
    stamp = VENV / ".requirements"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    if Path(PYTHON).exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not UV.exists():
        fetch_uv()
    if not runs_here(PYTHON):
        run("Python の環境", [str(UV), "venv", "-q", "--clear", "--python", sys.executable, str(VENV)])
    sync = [str(UV), "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, str(requirements)]
    run("ライブラリー", sync, OFFLINE, **network_of_pip())
    stamp.write_text(wanted)


def fetch_uv() -> None:
    """Put uv, which installs everything else, into .uv; a uv of the machine will do as well."""
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(ROOT / ".uv"), "uv"]
        quiet = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        run("導入の道具（uv）", pip, OFFLINE, **quiet)
    elif found := shutil.which("uv"):
        UV.parent.mkdir(parents=True, exist_ok=True)
        UV.symlink_to(found)
    else:
        raise Trouble(NO_PIP)


def runs_here(python: str) -> bool:
    """Is there such a Python, and is it of the same version as the one that runs us?"""
    ask = [python, "-c", "import sys; print(sys.version)"]
    return (
        os.path.exists(python)
        and subprocess.run(ask, capture_output=True, check=False, text=True).stdout.strip() == sys.version.strip()
    )


def network_of_pip() -> dict[str, str]:
    """A network that gives pip an index and certificates of its own gives uv the same ones."""
    known = {key: os.environ.get(f"PIP_{key.upper().replace('-', '_')}", "") for key in ("index-url", "cert")}
    if importlib.util.find_spec("pip"):
        for key in known:
            ask = [sys.executable, "-m", "pip", "config", "get", f"global.{key}"]
            known[key] = known[key] or subprocess.run(ask, capture_output=True, check=False, text=True).stdout.strip()
    store = ssl.get_default_verify_paths()
    told = {"UV_DEFAULT_INDEX": known["index-url"], "SSL_CERT_FILE": known["cert"]}
    if store.cafile or (store.capath and os.listdir(store.capath)):
        told["UV_SYSTEM_CERTS"] = "1"
    return {key: value for key, value in told.items() if value and key not in os.environ}


def serve() -> int:
    """Set up, then keep the web server and the worker running until Ctrl-C."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    os.environ.setdefault("PUBLIC_URL", address)
    print("ケアマネ学舎を準備しています。", flush=True)
    install(testing=False)
    fill()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # many threads, one heap: a fifth less memory
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", "131072")  # a page of text goes back to the system once it is sent
    figures = tempfile.mkdtemp(prefix="gakusha-figures-")
    atexit.register(shutil.rmtree, figures, ignore_errors=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", figures)  # in which the web processes add up theirs
    # Sessions of their own: Ctrl-C reaches only us, and we stop them in order.
    running = [subprocess.Popen(command, start_new_session=True) for command in (web(port), flask("worker"))]
    try:
        wait_until_ready(address, running)
        print(f"開きました。  {address}/   （終わるときは Ctrl-C）", flush=True)
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        raise Trouble("動いていたプログラムが止まりました。上に出ている記録を確かめてください。")
    except KeyboardInterrupt:
        print("\n終わります …", flush=True)
        return 0
    finally:
        stop(running)


def free_port() -> int:
    """The port to listen on; refuses one that somebody else holds."""
    given = os.environ.get("PORT", "8000")
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise Trouble(f"PORT は 1 から 65535 までの数字にしてください（いまは「{given}」）。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST", "127.0.0.1"), int(given)))
        except PermissionError:
            raise Trouble(
                f"ポート {given} を使う権限がありません。1024 以上の番号を PORT に指定してください。"
            ) from None
        except OSError:
            raise Trouble(
                f"ポート {given} はほかのプログラムが使っています。"
                f"PORT={min(int(given) + 1, 65535)} python3 start.py のように、別の番号でお試しください。"
            ) from None
    return int(given)


def flask(*words: str) -> list[str]:
    """A command line of the site's own commands."""
    return [PYTHON, "-m", "flask", "--app", "app", *words]


def web(port: int, *, workers: int = 0) -> list[str]:
    """The command line of the web server; WEB_CONCURRENCY and WEB_THREADS say how wide it is."""
    wide = str(workers) if workers else os.environ.get("WEB_CONCURRENCY", str(min(os.cpu_count() or 1, 4)))
    threads, bind = os.environ.get("WEB_THREADS", "8"), f"{os.environ.get('HOST', '127.0.0.1')}:{port}"
    options = ["--worker-class", "gthread", "--workers", wide, "--threads", threads, "--bind", bind]
    # Loaded once, then forked: half the time to start, less memory. An address may hold a reason of 500 characters.
    quiet = ["--preload", "--no-control-socket", "--log-level", os.environ.get("WEB_LOG_LEVEL", "warning")]
    return [PYTHON, "-m", "gunicorn", *options, "--limit-request-line", "8190", *quiet, "app:create_app()"]


def fill() -> None:
    """Bring the database to the current tables and load the stock, when either may have changed."""
    stamp = Path(os.environ.get("INSTANCE_DIR", ROOT / "instance")) / ".filled"
    database = stamp.with_name("gakusha.sqlite")
    embedded = "DATABASE_URL" not in os.environ and not os.environ["PUBLIC_URL"].startswith("https://")
    if embedded and stamp.exists() and stamp.read_text() == state_of_stock(database):
        return
    run("データベース", flask("db", "upgrade"), NO_DATABASE)
    run("問題", flask("questions", "load"))
    run("研修の課程", flask("training", "load"))
    if embedded:
        stamp.write_text(state_of_stock(database))


def state_of_stock(database: Path) -> str:
    """A fingerprint of migrations and stock, and of how far the embedded database has come."""
    digest = hashlib.sha256(revision_of(database).encode())
    for folder in ("migrations", "question_bank", "curricula"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def revision_of(database: Path) -> str:
    """The migration that the SQLite file stands at; nothing when there is no such file."""
    if not database.exists():
        return ""
    connection = sqlite3.connect(database)
    try:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchall())
    except sqlite3.Error:
        return ""
    finally:
        connection.close()


def wait_until_ready(address: str, running: list[subprocess.Popen[bytes]]) -> None:
    """Return when the site answers; say so when it does not."""
    until = time.monotonic() + READY_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and all(process.poll() is None for process in running):
        try:
            with direct.open(f"{address}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            if answer.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise Trouble("サイトを起動できませんでした。上に出ている記録を確かめてください。")


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end what they are doing, then wait; whoever does not listen is ended."""
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def check(words: list[str]) -> int:
    """Set up what tests need, then hand over to tests/everything.py."""
    print("試験の環境を準備しています。", flush=True)
    install(testing=True)
    return subprocess.run([PYTHON, "-m", "tests.everything", *words], check=False).returncode


def measure(words: list[str]) -> int:
    """Set up what tests need, then run the benchmarks and long simulations of tests/load."""
    print("計測の環境を準備しています。", flush=True)
    install(testing=True)
    return subprocess.run([PYTHON, "-m", "tests.load", *words], check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\n中止しました。")
