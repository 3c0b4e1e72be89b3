"""The candidates' browsers, in a process of their own: plays one step of many sittings at once.

Saves go round: everybody's question 1, then everybody's question 2, as in an examination hall.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from tests.load.scripts import QUESTIONS, SCRIPTS, Ask, Sitting

HOST = "http://127.0.0.1:"
LONGEST_SECONDS = 120
OPEN_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Job:
    """One step (start, save, submit, result) of these sittings, `at_once` of them at any moment."""

    site: str
    address: str
    step: str
    sittings: list[Sitting]
    at_once: int = 8
    marks: int = 1
    gzip: bool = True


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
    played = Played(job.sittings)
    work = iter(list(_work(job)))
    async with _browser(job, job.at_once) as browser:
        began = time.perf_counter()
        await asyncio.gather(*(_play(browser, job, work, played) for _ in range(job.at_once)))
        played.took = time.perf_counter() - began
    return played


def _work(job: Job) -> Iterator[tuple[Sitting, int]]:
    if job.step != "save":
        return iter([(sitting, 0) for sitting in job.sittings])
    rounds = (number for number in range(1, QUESTIONS + 1) for _ in range(job.marks))
    return ((sitting, number) for number in rounds for sitting in job.sittings)


async def _play(
    browser: aiohttp.ClientSession, job: Job, work: Iterable[tuple[Sitting, int]], played: Played
) -> None:
    for sitting, number in work:
        began = time.perf_counter()
        size = await _step(browser, job, sitting, number)
        played.seconds.append(time.perf_counter() - began)
        played.largest = max(played.largest, size)


async def _open(job: Job, rate: float, seconds: float) -> Played:
    played = Played(job.sittings)
    chance = random.Random(11)
    async with _browser(job, OPEN_CONNECTIONS) as browser, asyncio.TaskGroup() as group:
        began = due = time.perf_counter()
        turn = 0
        while due - began < seconds:
            due += chance.expovariate(rate)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sitting = job.sittings[turn % len(job.sittings)]
            number = 1 + turn // len(job.sittings) % QUESTIONS
            group.create_task(_late_or_not(browser, job, sitting, number, due, played))
            turn += 1
    played.took = time.perf_counter() - began
    return played


async def _late_or_not(
    browser: aiohttp.ClientSession, job: Job, sitting: Sitting, number: int, due: float, played: Played
) -> None:
    await _step(browser, job, sitting, number)
    played.seconds.append(time.perf_counter() - due)


@asynccontextmanager
async def _browser(job: Job, connections: int) -> AsyncIterator[aiohttp.ClientSession]:
    if not job.address.startswith(HOST):
        raise ValueError(f"{job.address}: this load is for one's own machine alone")
    async with aiohttp.ClientSession(
        job.address,
        connector=aiohttp.TCPConnector(limit=connections),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=30),
        headers={"Accept-Encoding": "gzip" if job.gzip else "identity"},
    ) as browser:
        yield browser


async def _step(browser: aiohttp.ClientSession, job: Job, sitting: Sitting, number: int) -> int:
    """One step of one sitting; gives the size of the page as it came over the line."""
    script = SCRIPTS[job.site]
    match job.step:
        case "start":
            path, page, size = await _ask(browser, script.start(sitting), sitting)
            script.learn(sitting, path, page)
        case "save":
            _, _, size = await _ask(browser, script.save(sitting, number), sitting)
        case "submit":
            _, _, size = await _ask(browser, script.submit(sitting), sitting)
        case _:
            _, _, size = await _ask(browser, script.result(sitting), sitting)
    return size


async def _ask(browser: aiohttp.ClientSession, ask: Ask, sitting: Sitting) -> tuple[str, str, int]:
    """Send it, keep a new cookie, follow to where it leads; gives path, text and size of the last answer."""
    headers = {**ask.headers, "Cookie": f"session={sitting.cookie}"}
    async with browser.request(
        ask.method, ask.path, headers=headers, json=ask.json, allow_redirects=False
    ) as answer:
        text = await answer.text()
        if answer.status != ask.expects:
            raise AssertionError(f"{ask.method} {ask.path}: {answer.status} {text[:500]}")
        if kept := answer.cookies.get("session"):
            sitting.cookie = kept.value
        size = int(answer.headers.get("Content-Length", 0))
        goal = answer.headers.get("Location")
    if ask.follow and goal:
        return await _ask(browser, Ask("GET", goal, 200), sitting)
    return ask.path, text, size
