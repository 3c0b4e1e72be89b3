"""Candidates who save without a pause, and remember what was acknowledged; a line that drops is tried again."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from app.exams.rules import mask_of

QUESTIONS = 60
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 5
HIDDEN_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it was acknowledged, or as it is stored."""

    seq: int
    mask: int


@dataclass(slots=True)
class Candidate:
    """One browser, signed in and sitting."""

    line: aiohttp.ClientSession
    attempt_id: int
    token: str
    sent: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Storm:
    """All candidates; `acknowledged` by attempt and number."""

    candidates: list[Candidate]
    acknowledged: dict[tuple[int, int], Kept] = field(default_factory=dict)
    answered: int = 0
    dropped: int = 0
    over: bool = False

    async def rage(self) -> None:
        """Save until `over`; anything but 200, a dropped line or a server in trouble is a failure."""
        self.over = False
        async with asyncio.TaskGroup() as group:
            for candidate in self.candidates:
                group.create_task(self._sit(candidate))

    async def until_answered(self, count: int) -> None:
        """Wait until so many more saves have been acknowledged."""
        goal = self.answered + count
        while self.answered < goal:
            await asyncio.sleep(0.01)

    async def _sit(self, candidate: Candidate) -> None:
        chance = random.Random(candidate.attempt_id)
        while not self.over:
            number = chance.randint(1, QUESTIONS)
            seq = candidate.sent[number] = candidate.sent.get(number, 0) + 1
            choices = sorted(chance.sample(range(1, 6), 2))
            while not self.over and not await self._saved(candidate, number, choices, seq):
                self.dropped += 1
                await asyncio.sleep(PAUSE_SECONDS)

    async def _saved(self, candidate: Candidate, number: int, choices: list[int], seq: int) -> bool:
        path = f"/api/v1/attempts/{candidate.attempt_id}/answers/{number}"
        body = {"choices": choices, "flagged": False, "seq": seq}
        try:
            asked = candidate.line.put(path, json=body, headers={"X-CSRF-Token": candidate.token})
            async with asked as answer:
                said = await answer.json()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
        if answer.status >= 500:
            return False
        assert (answer.status, said.get("seq")) == (200, seq), said
        self.acknowledged[candidate.attempt_id, number] = Kept(seq, mask_of(choices))
        self.answered += 1
        return True


@asynccontextmanager
async def candidates(address: str, people: list[tuple[str, str]], paper: str) -> AsyncIterator[Storm]:
    """Sign everybody in as a browser does (e-mail and password), and let them start the paper."""
    lines = [
        aiohttp.ClientSession(
            address,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # cookies of an address in figures too
            timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
        )
        for _ in people
    ]
    try:
        sitting = [_enter(line, *person, paper) for line, person in zip(lines, people, strict=True)]
        yield Storm(list(await asyncio.gather(*sitting)))
    finally:
        for line in lines:
            await line.close()


async def _enter(line: aiohttp.ClientSession, email: str, password: str, paper: str) -> Candidate:
    async with line.get("/login") as page:
        found = HIDDEN_TOKEN.search(await page.text())
    assert found is not None
    form = {"email": email, "password": password, "csrf_token": found[1]}
    async with line.post("/login", data=form, allow_redirects=False) as entered:
        assert entered.status == 303, await entered.text()
    async with line.get("/api/v1/session") as session:
        token = (await session.json())["csrf_token"]
    start = line.post(f"/exams/{paper}/attempts", headers={"X-CSRF-Token": token}, allow_redirects=False)
    async with start as begun:
        assert begun.status == 303, await begun.text()
        return Candidate(line, int(begun.headers["Location"].rpartition("/")[2]), token)
