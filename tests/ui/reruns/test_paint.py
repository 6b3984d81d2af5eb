"""The pause in which a browser paints: after something new alone, and in one place."""

import ast
from pathlib import Path

import ui
from ui.reruns import paint, turns
from ui.reruns.paint import Painted


def test_a_pause_follows_what_is_new_and_lets_others_go_ahead(monkeypatch):
    paused = []

    def sleep(seconds: float) -> None:
        paused.append((seconds, turns._turns._holder))

    monkeypatch.setattr(paint.time, "sleep", sleep)
    painted = Painted(0)
    with turns.turn():
        for now in (0, 1, 1, 2):
            painted.wait(now)
        assert turns._turns._holder is not None
    assert paused == [(paint.SECONDS, None)] * 2
    painted.last = 3  # painted ahead
    painted.wait(3)
    assert len(paused) == 2


def test_runs_sleep_in_one_place_for_paint_and_in_one_for_long_work():
    folder = Path(ui.__file__).parent
    sleeping = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*.py")
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(one, ast.Attribute) and ast.unparse(one) == "time.sleep"
    }
    assert sleeping == {"reruns/paint.py", "reruns/jobs.py"}
