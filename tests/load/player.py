"""The candidates' browsers, in a process of their own: plays one step of many sittings at once.

Saves go round: everybody's question 1, then everybody's question 2, as in an examination hall.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from tests.load.scripts import QUESTIONS, SCRIPTS, Ask, Sitting

HOST = "http://127.0.0.1:"
LONGEST_SECONDS = 120
OPEN_CONNECTIONS = 64
CHROMIUM, OLDER, NONE = "gzip, deflate, br, zstd", "gzip", "identity"  # how browsers take a page


@dataclass(frozen=True, slots=True)
class Job:
    """One step (start, save, submit, result) of these sittings, `at_once` of them at any moment."""

    site: str
    address: str
    step: str
    sittings: list[Sitting]
    at_once: int = 8
    marks: int = 1
    accepts: str = CHROMIUM


@dataclass(slots=True)
class Played:
    """What came of it: the sittings as they stand, how long each answer took, how long it all took."""

    sittings: list[Sitting]
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0
    largest: int = 0


def run(job: Job) -> Played:
    """Play the job as fast as the site answers."""
    return asyncio.run(asyncio.wait_for(_closed(job), LONGEST_SECONDS))


def run_at(job: Job, rate: float, seconds: float) -> Played:
    """Save at so many a second, whatever the site does; an answer's time counts from when it was due."""
    return asyncio.run(asyncio.wait_for(_open(job, rate, seconds), seconds + LONGEST_SECONDS))


async def _closed(job: Job) -> Played:
    work = _work(job)

    async def one_after_the_other(browsers: _Browsers) -> None:
        for sitting, number in work:
            await browsers.step(sitting, number, due=time.perf_counter())

    async with _browsers(job, job.at_once) as browsers:
        began = time.perf_counter()
        await asyncio.gather(*(one_after_the_other(browsers) for _ in range(job.at_once)))
        browsers.played.took = time.perf_counter() - began
    return browsers.played


def _work(job: Job) -> Iterator[tuple[Sitting, int]]:
    if job.step != "save":
        return ((sitting, 0) for sitting in job.sittings)
    rounds = (number for number in range(1, QUESTIONS + 1) for _ in range(job.marks))
    return ((sitting, number) for number in rounds for sitting in job.sittings)


async def _open(job: Job, rate: float, seconds: float) -> Played:
    chance = random.Random(11)
    work = _work(job)
    async with _browsers(job, OPEN_CONNECTIONS) as browsers, asyncio.TaskGroup() as group:
        began = due = time.perf_counter()
        while due - began < seconds:
            due += chance.expovariate(rate)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(browsers.step(*next(work), due=due))
    browsers.played.took = time.perf_counter() - began
    return browsers.played


@asynccontextmanager
async def _browsers(job: Job, connections: int) -> AsyncIterator[_Browsers]:
    if not job.address.startswith(HOST):
        raise ValueError(f"{job.address}: this load is for one's own machine alone")
    async with aiohttp.ClientSession(
        job.address,
        connector=aiohttp.TCPConnector(limit=connections),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=30),
        headers={"Accept-Encoding": job.accepts},
    ) as line:
        yield _Browsers(line, job)


class _Browsers:
    """One for each sitting, over a few connections, as behind a proxy."""

    def __init__(self, line: aiohttp.ClientSession, job: Job) -> None:
        self.line = line
        self.step_name = job.step
        self.script = SCRIPTS[job.site]
        self.played = Played(job.sittings)
        self.turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def step(self, sitting: Sitting, number: int, *, due: float) -> None:
        async with self.turns[id(sitting)]:  # a browser sends its next save when the last is answered
            size = await self._say(sitting, number)
        self.played.seconds.append(time.perf_counter() - due)
        self.played.largest = max(self.played.largest, size)

    async def _say(self, sitting: Sitting, number: int) -> int:
        """Say what belongs to the step; gives the size of the page as it came over the line."""
        match self.step_name:
            case "start":
                path, page, size = await self._ask(sitting, self.script.start(sitting))
                self.script.learn(sitting, path, page)
                return size
            case "save":
                ask = self.script.save(sitting, number)
            case "submit":
                ask = self.script.submit(sitting)
            case _:
                ask = self.script.result(sitting)
        return (await self._ask(sitting, ask))[2]

    async def _ask(self, sitting: Sitting, ask: Ask) -> tuple[str, str, int]:
        """Send it, keep a new cookie, follow to where it leads; gives path, text and size of the last answer."""
        headers = {**ask.headers, "Cookie": f"session={sitting.cookie}"}
        asked = self.line.request(ask.method, ask.path, headers=headers, json=ask.json, allow_redirects=False)
        async with asked as answer:
            text = await answer.text()
            if answer.status != ask.expects:
                raise AssertionError(f"{ask.method} {ask.path}: {answer.status} {text[:500]}")
            if kept := answer.cookies.get("session"):
                sitting.cookie = kept.value
            size = int(answer.headers.get("Content-Length", 0))
            goal = answer.headers.get("Location")
        if ask.follow and goal:
            return await self._ask(sitting, Ask("GET", goal, 200))
        return ask.path, text, size
