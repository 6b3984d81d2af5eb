"""Long work goes on in slices: some of it between two drawings, others' edits in between."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ui.reruns import jobs


class Clock:
    """Time that passes by work and by sleep alone."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, 0

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += 1


class Work:
    """So many pieces of 0.2 s."""

    state, done = "running", 0

    def __init__(self, clock: Clock, total: int) -> None:
        self.clock, self.total = clock, total

    def work(self, seconds: float) -> None:
        self.clock.now += 0.2
        self.done += 1
        self.state = "running" if self.done < self.total else "done"


@pytest.mark.parametrize(("total", "done"), [(2, 2), (50, 3)])
def test_a_slice_is_worked_on_until_its_time_is_over(monkeypatch, total, done):
    clock, again, shown = Clock(), [], []
    bar = SimpleNamespace(progress=lambda share, text: shown.append(share))
    job = Work(clock, total)
    state = {"_job": (job, bar)}
    fake = SimpleNamespace(session_state=state, rerun=lambda scope: again.append(scope))
    monkeypatch.setattr(jobs, "st", fake)
    monkeypatch.setattr(jobs, "time", clock)
    jobs.carry_on("fragment")
    assert job.done == done and shown == [k / total for k in range(1, done + 1)]
    assert again == ["fragment"] and clock.slept == done and state == {}
    jobs.carry_on("fragment")  # none is at work
    assert again == ["fragment"]
