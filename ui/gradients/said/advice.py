"""What could be moved on the Gradients page to mend a curve, or to break it: tried, then said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sim.lab import Reach
from sim.text.write import fixed, people

LOW = ("vanishing", "cut", "fading", "zero")
HIGH = ("exploding", "overflow")
LONGER = 1.25  # a curve that is lost so many times later was helped
MOST_TRIED = 20_000  # steps times units of a run that is made for an advice

Try = Callable[[Mapping[str, object]], Reach]
Change = tuple[str, Mapping[str, object]]  # key of the text, settings as they would be


@dataclass(frozen=True)
class Control:
    """A control that can be moved now.

    Args:
        name: of the setting.
        now: its value.
        least: the smallest that it can be set to.
        most: the largest.
        step: between two values.
    """

    name: str
    now: float
    least: float
    most: float
    step: float

    def to(self, wanted: float) -> Iterator[Change]:
        """Moved to a value, or to the nearest that it has; nothing where it stands there already.

        Args:
            wanted: any.
        """
        value = min(max(wanted, self.least), self.most)
        steps = round((value - self.least) / self.step)
        value = min(self.most, round(self.least + steps * self.step, 10))
        if value != self.now:
            yield f"{self.name}_{'raise' if value > self.now else 'lower'}", {self.name: value}


@dataclass(frozen=True)
class Advice:
    """A change that was tried, and what it did.

    Args:
        key: of its text.
        change: settings by name.
        fields: what fills the text.
        after: the curve in numbers with that change.
    """

    key: str
    change: Mapping[str, object]
    after: Reach
    fields: Mapping[str, object] = field(default_factory=dict)


def advise(
    before: Reach,
    controls: Mapping[str, Control],
    tried: Try,
    *,
    cancelled: bool = False,
    longer: tuple[int, ...] = (),
    look_at: tuple[int, int] | None = None,
) -> Advice | None:
    """The first change that helps, None where none of those tried does.

    A curve that is lost or fades is mended, one that explodes is calmed, and one that is steady is
    broken: what one learns from.

    Args:
        before: the curve now.
        controls: by setting, those that can be moved.
        tried: settings by name -> the curve with them.
        cancelled: whether the recurrent matrix takes away what the gate would keep.
        longer: numbers of steps that may be tried for a steady curve.
        look_at: step and unit at which the loss could look instead, both from 1.
    """
    best, seen = None, []
    for key, change in _changes(before, controls, cancelled, longer, look_at):
        if change in seen:
            continue
        seen.append(change)
        after = tried(change)
        worth = helps(before, after)
        if worth and (best is None or worth > helps(before, best.after)):
            best = Advice(key, change, after, _fields(change))
        if worth == 2:
            break
    return best


def helps(before: Reach, after: Reach) -> int:
    """2 where a change does what it is for, 1 where it does some of it, 0 where it does not help.

    Args:
        before: the curve without the change.
        after: the curve with it.
    """
    if not after.steps or after.steps < after.back:
        return 0
    if before.verdict in HIGH:
        return {"steady": 2, "fading": 1}.get(after.verdict, 0)
    if before.verdict == "steady":
        return {"vanishing": 2, "fading": 1}.get(after.verdict, 0)
    if before.verdict not in LOW:
        return 0
    if after.verdict == "steady":
        return 2
    if before.verdict == "fading":
        return 0
    if after.verdict == "fading":
        return 2
    later = after.lost_after is not None and after.lost_after > LONGER * before.lost_after + 1
    return int(after.verdict == "vanishing" and later)


def _changes(
    before: Reach,
    controls: Mapping[str, Control],
    cancelled: bool,
    longer: tuple[int, ...],
    look_at: tuple[int, int] | None,
) -> Iterator[Change]:
    """Those to try, the likely ones first."""
    if look_at is not None and before.verdict in ("cut", "zero"):
        step, unit = look_at
        yield "loss_at", {"loss": "one_value", "loss_t": step, "loss_unit": unit}
    if before.verdict in LOW:
        groups = [_up("keep", controls), _sigma_up(controls), _sigma_down(controls)]
        yield from _held(controls, 1.0)
        for group in reversed(groups) if cancelled else groups:
            yield from group
    elif before.verdict in HIGH:
        if "sigma" in controls and controls["sigma"].now > 1:
            yield from controls["sigma"].to(1.0)
        yield from _sigma_down(controls)
        yield from _held(controls, 1.0)
    elif before.verdict == "steady":
        yield from _held(controls, 0.5, 0.0)
        yield from _down("keep", controls)
        yield from _sigma_down(controls)
        for steps in longer:
            yield "T_raise", {"T": steps}


def _held(controls: Mapping[str, Control], *values: float) -> Iterator[Change]:
    if "held" in controls:
        for value in values:
            yield from controls["held"].to(value)


def _up(name: str, controls: Mapping[str, Control]) -> Iterator[Change]:
    if name in controls:
        yield from controls[name].to(controls[name].now + 2)
        yield from controls[name].to(controls[name].most)


def _down(name: str, controls: Mapping[str, Control]) -> Iterator[Change]:
    if name in controls:
        yield from controls[name].to(controls[name].now - 2)
        yield from controls[name].to(controls[name].least)


def _sigma_up(controls: Mapping[str, Control]) -> Iterator[Change]:
    if "sigma" in controls:
        for wanted in (controls["sigma"].now + 0.5, controls["sigma"].now + 1):
            yield from controls["sigma"].to(wanted)


def _sigma_down(controls: Mapping[str, Control]) -> Iterator[Change]:
    if "sigma" in controls:
        for share in (0.5, 0.25):
            yield from controls["sigma"].to(share * controls["sigma"].now)


def _fields(change: Mapping[str, object]) -> dict[str, object]:
    """The numbers of a change as a person meets them on its controls."""
    if "loss" in change:
        return {"t": change["loss_t"], "unit": change["loss_unit"]}
    (value,) = change.values()
    return {"value": str(value) if isinstance(value, int) else people(fixed(value, 2))}
