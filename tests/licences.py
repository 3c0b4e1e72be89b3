"""Under which licence each library that people run comes, and whether the lock names all of them with a hash.

`python -m tests.licences` prints the list, and fails on a licence that nobody has judged or a lock with a hole.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).parents[1] / "requirements.txt"
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+?)(?: ; (.*?))? \\$", re.MULTILINE)
# Free to use, change and pass on; of the LGPL and the MPL, that we use the libraries as they are, unchanged.
JUDGED = frozenset(
    {
        *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense"),
        *("0BSD", "CC0-1.0", "Zlib", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
        "Python Software Foundation License",
        *("LGPL-3.0-only", "Apache Software License", "BSD License", "MIT License", "The Unlicense (Unlicense)"),
    }
)
# What the package's own file says, where its metadata says nothing.
READ_BY_HAND = {"huey": "MIT"}
# Says nothing anywhere; what is known of it instead. Told on every run, until its authors say more or it goes.
UNSTATED = {"fsrs-rs-python": "表示がありません（中身の fsrs は、付いてくる部品表によれば BSD-3-Clause）"}
LONGEST_NAME = 40


def pinned() -> dict[str, str]:
    """Every library of the lock that this machine uses, with its version."""
    found = PIN.findall(LOCK.read_text("utf-8"))
    return {
        name: version for name, version, marker in found if not marker or Requirement(f"x; {marker}").marker.evaluate()
    }  # type: ignore[union-attr]


def licence(name: str) -> str:
    """What the library says of itself, shortest first: an expression, a word, a classifier."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    classified = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License")]
    word = about.get("License") or ""
    return (
        " AND ".join(classified)
        or (word if len(word) < LONGEST_NAME else "")
        or READ_BY_HAND.get(name, UNSTATED.get(name, ""))
    )


def is_judged(said: str) -> bool:
    """Is every licence that holds, or one of those to choose from, a known one?"""
    if said in UNSTATED.values():
        return True
    choices = said.split(" OR ")
    return any(all(part.strip() in JUDGED for part in choice.split(" AND ")) for choice in choices)


def holes(names: frozenset[str]) -> list[str]:
    """What a library needs here and the lock does not name."""
    return sorted(
        f"{name} → {needed.name}"
        for name in names
        for needed in map(Requirement, metadata.requires(name) or [])
        if (needed.marker is None or needed.marker.evaluate({"extra": ""}))
        and canonicalize_name(needed.name) not in names
    )


def unhashed() -> list[str]:
    """Libraries of the lock whose files anybody could have exchanged."""
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.read_text("utf-8"))
    return [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def main() -> int:
    """Print the list, and what is wrong; give the exit code."""
    versions = pinned()
    found = {name: licence(name) for name in versions}
    for name, said in found.items():
        print(f"{name} {versions[name]}: {said}")
    wrong = [f"使用許諾を確かめていません: {name}（{said}）" for name, said in found.items() if not is_judged(said)]
    wrong += [f"固定の一覧にありません: {hole}" for hole in holes(frozenset(versions))]
    wrong += [f"ハッシュがありません: {name}" for name in unhashed()]
    unstated = sum(said in UNSTATED.values() for said in found.values())
    silent = f"（うち {unstated} 件は、何も表示していません）" if unstated else ""
    print("\n".join(wrong or [f"{len(found)} 件、許諾に差し支えるものはありません{silent}。"]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
