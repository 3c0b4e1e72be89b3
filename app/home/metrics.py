"""Figures of this process for Prometheus: requests and how long they took, beside what the database counts.

Several web processes add up only where PROMETHEUS_MULTIPROC_DIR names a folder that they share.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from flask import Response, g, request, request_finished, request_started
from flask.sansio.app import App
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.home.queries import Figures

NO_ENDPOINT = "none"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

REQUESTS = Counter("gakusha_requests", "Requests answered, by endpoint and status.", ["endpoint", "status"])
LATENCY = Histogram("gakusha_request_seconds", "Time from request to answer.", ["endpoint"], buckets=SECONDS)
# Looking a child up by its labels costs more than counting: each is looked up once.
_counted: dict[tuple[str, int], tuple[Counter, Histogram]] = {}


def watch(app: App) -> None:
    """Count every request of the app, its COMMIT included."""
    request_started.connect(_begin, app)
    request_finished.connect(_count, app)


def _begin(_app: App, **_: Any) -> None:
    g.began = perf_counter()


def _count(_app: App, response: Response, **_: Any) -> None:
    key = (request.endpoint or NO_ENDPOINT, response.status_code)
    children = _counted.get(key)
    if children is None:
        children = _counted[key] = REQUESTS.labels(key[0], str(key[1])), LATENCY.labels(key[0])
    children[0].inc()
    children[1].observe(perf_counter() - g.began)


class _Now(Collector):
    """What the database says at the moment of the question."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        sitting = "Attempts in progress."
        yield GaugeMetricFamily("gakusha_open_attempts", sitting, value=self.figures.open_attempts)
        outbox = GaugeMetricFamily("gakusha_outbox", "Work that is not done, by state.", labels=["state"])
        for state, count in self.figures.outbox.items():
            outbox.add_metric([state.value], count)
        yield outbox


def exposition(figures: Figures) -> bytes:
    """All figures in Prometheus's text format."""
    now = CollectorRegistry()
    now.register(_Now(figures))
    if values.ValueClass is values.MutexValue:
        return generate_latest(REGISTRY) + generate_latest(now)
    MultiProcessCollector(now)  # type: ignore[no-untyped-call]  # the library has no types here
    return generate_latest(now)
