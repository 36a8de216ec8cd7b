"""What is counted and measured, in the words of Prometheus; read at `/metrics`."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from models.services.pulse import Pulse

_TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The instruments of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter(
            "klinik_updates",
            "Updates by what became of them.",
            ["outcome"],
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "klinik_turn_seconds",
            "From an update's arrival to its commit.",
            buckets=_TURN_BUCKETS,
            registry=self.registry,
        )
        self.messages = Counter(
            "klinik_messages",
            "Outbox rows by what became of them.",
            ["category", "outcome"],
            registry=self.registry,
        )
        self.deliveries = Counter(
            "klinik_deliveries",
            "Deliveries by kind and by what became of them.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.deliveries_under_way = Gauge(
            "klinik_deliveries_under_way", "Claimed, not yet settled.", registry=self.registry
        )
        self.floods = Counter(
            "klinik_floods", "Answers 429 of Telegram to messages.", registry=self.registry
        )
        self.tick_lag_seconds = Gauge(
            "klinik_scheduler_lag_seconds",
            "How late the last tick of an entry of the timetable began.",
            ["entry"],
            registry=self.registry,
        )
        self.seat = Gauge(
            "klinik_seat", "1 = this process has the duty.", ["duty"], registry=self.registry
        )
        self.under_way = Gauge(
            "klinik_updates_under_way", "Updates taken in, not yet done.", registry=self.registry
        )

    def text(self, pulse: Pulse | None, now: datetime) -> bytes:
        """All of it, with what the database knows (none: it does not answer)."""
        registry = CollectorRegistry()
        registry.register(_Database(pulse, now))
        return generate_latest(self.registry) + generate_latest(registry)


class _Database(Collector):
    """What the database knows: the same in every process."""

    def __init__(self, pulse: Pulse | None, now: datetime) -> None:
        self._pulse = pulse
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """The families."""
        pulse = self._pulse
        yield GaugeMetricFamily("klinik_database_up", "1 = it answers.", value=pulse is not None)
        if pulse is None:
            return
        waiting = GaugeMetricFamily(
            "klinik_queue", "Rows that wait and are due.", labels=["queue"]
        )
        age = GaugeMetricFamily(
            "klinik_queue_age_seconds", "How long the oldest of them waits.", labels=["queue"]
        )
        for queue in pulse.queues:
            waiting.add_metric([queue.name], queue.waiting)
            since = queue.oldest or self._now
            age.add_metric([queue.name], max((self._now - since).total_seconds(), 0.0))
        yield waiting
        yield age
        yield GaugeMetricFamily(
            "klinik_quarantine", "Updates in quarantine.", value=pulse.quarantined
        )
