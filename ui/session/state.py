"""What one visitor has on screen: one plain document, changed only by the functions here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from threading import RLock

import streamlit as st

from sim.document.arrays import FIELDS
from sim.document.generate import generate
from sim.document.initialise import initialise
from sim.document.resize import resized
from sim.document.seen import PartScenario, seen
from sim.presets import FIRST, PRESETS
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from ui.memory.work import run_of
from ui.reruns.turns import reading_turn
from ui.session.carried import in_cell
from ui.session.changes import (
    comes_past_weights,
    is_exact,
    leak,
    with_exact_gates,
    without_recurrence,
)
from ui.session.edits import Result, apply_edits, have_much_text, message
from ui.session.former import Former, former
from ui.session.preview import Preview
from ui.session.screen import Screen
from ui.session.undo import Step, remembered
from ui.session.view import View
from ui.session.worked import Mine
from ui.words import Note, t


@dataclass
class Session:
    """A visitor's scenario, where they look at it, and what there is to say about it.

    Args:
        scenario: the document, through the part of it that is looked at.
        preset: key of the one it came from.
        view: step, unit, revision and refused edits, as the stage takes them.
        editor_ack: last edit of the matrix editor that was taken.
        said: makes the last thing to tell, None for nothing; see `note`.
        past: documents to go back to.
        former: what was there before the inputs were changed, if that was the last change.
        autoplay: whether the stage plays by itself when it comes up.
        screen: presenter mode and what a teacher's link switched.
        section: what is open under the stage, by its key.
        draws: how weights were drawn, by seed, for a link to say so.
        origin: what a teacher's link brought, to which Reset goes back.
        typed: the visitor's own numbers, by the example they were typed for.
        preview: what the browser has ahead of the page, no part of the document.
        changing: held while several of these are set, for who reads them in another thread.
    """

    scenario: PartScenario
    preset: str = FIRST
    view: View = field(default_factory=View)
    editor_ack: int = 0
    said: Note | None = None
    past: list[Step] = field(default_factory=list)
    former: Former | None = None
    autoplay: bool = True
    screen: Screen = field(default_factory=Screen)
    section: str = "charts"
    draws: dict[int, Mapping[str, object]] = field(default_factory=dict)
    origin: PartScenario | None = None
    typed: dict[str, Mine] = field(default_factory=dict)
    preview: Preview = field(default_factory=Preview)
    changing: RLock = field(default_factory=RLock, repr=False)

    def switch(self, screen: Screen) -> None:
        """Set the screen's switches; what is locked is refused from now on.

        Args:
            screen: all of them.
        """
        self.screen = screen
        free = {"inputs"} if screen.free_inputs else set()
        self.view.locked = frozenset(FIELDS) - free if screen.locked else frozenset()

    def put(self, scenario: PartScenario, said: Note | None = None, edits: object = ()) -> None:
        """Make `scenario` the document on screen and remember the one before.

        Args:
            scenario: the document.
            said: makes what to tell.
            edits: by which it was made, not trusted.
        """
        ghost = former(self.scenario, scenario, self.former, edits)
        if scenario is not self.scenario:
            self.past = remembered(self.past, self.scenario, self.preset, scenario)
        self._show(scenario, said, ghost)

    @property
    def note(self) -> str:
        """The last thing to tell, in the visitor's language as it is now; "" for nothing."""
        return self.said() if self.said else ""

    def undo(self) -> None:
        """Go back to the scenario before the last change."""
        if self.can_undo():
            scenario, preset, _ = self.past.pop()
            self._turn_to(preset)
            self._show(scenario)
            self.view.rejected = {}

    def can_undo(self) -> bool:
        """Whether there is a change to take back, and it may be; where it may not it is said."""
        return bool(self.past) and not self._is_locked("inputs")

    def skip(self, edit: int) -> None:
        """Let the stage's edits that are still on their way never become a change.

        Args:
            edit: number of the last of them.
        """
        self.view.ack = edit
        self._show(self.scenario)
        self.view.rejected = {}

    def _turn_to(self, preset: str) -> None:
        """Be at an example: with the numbers that were typed there."""
        if preset != self.preset:
            self.typed[self.preset] = self.view.mine
            self.view.mine = self.typed.get(preset, {})
        self.preset = preset

    def work(self, mine: Mine) -> None:
        """Take over the visitor's own numbers as they stand now.

        Args:
            mine: all of this example, made by `ui.session.worked`.
        """
        self.view.mine = mine

    def _is_locked(self, root: str = "params") -> bool:
        """Whether this may not be changed; then it is said so."""
        if root in self.view.locked:
            self.said = partial(t, "links.locked")
        return root in self.view.locked

    def _show(
        self, scenario: PartScenario, said: Note | None = None, ghost: Former | None = None
    ) -> None:
        self.scenario, self.said, self.former = scenario, said, ghost
        self.autoplay = False
        self.view.rev += 1
        self.view.t = min(self.view.t, scenario.sizes["T"])
        self.view.unit = min(self.view.unit, scenario.units)

    def begin(self, preset: str) -> None:
        """Start over from a preset.

        Args:
            preset: key in PRESETS.
        """
        if not self._is_locked():
            start, unit = PRESETS[preset].start, PRESETS[preset].unit
            self.open(PRESETS[preset].scenario, preset, start, unit)

    def reset(self) -> None:
        """Start over from the preset, or from what a teacher's link brought."""
        if self.screen.locked and self.origin is not None:
            self.open(self.origin, self.preset, self.view.t, self.view.unit)
        else:
            self.begin(self.preset)

    def load(self, scenario: PartScenario, said: Note) -> None:
        """Show what a file holds, from its first step.

        Args:
            scenario: of the file.
            said: makes what to tell.
        """
        if not self._is_locked():
            self.open(scenario, self.preset, 1, 1)
            self.view.mine, self.said = {}, said

    def open(self, scenario: PartScenario, preset: str, step: int, unit: int) -> None:
        """Show another document.

        Args:
            scenario: the document.
            preset: key of the one it came from.
            step: to look at first, from 1.
            unit: likewise.
        """
        sizes = scenario.sizes
        with self.changing:
            self.put(scenario)
            self.former = None
            self._turn_to(preset)
            self.view.rejected = {}
            self.view.t, self.view.unit = min(step, sizes["T"]), min(unit, scenario.units)
            self.view.place += 1

    def edit(self, edits: object, source: str) -> None:
        """Apply what a browser component sent; what is refused stays marked where it was typed.

        Args:
            edits: the component's list, not trusted.
            source: "stage" or "editor".
        """
        ack = self.view.ack if source == "stage" else self.editor_ack
        self.take(edits, source, self.applied(self.scenario, self.view, edits, ack))

    def take(self, edits: object, source: str, result: Result) -> None:
        """Make the result of edits the document.

        Args:
            edits: not trusted.
            source: as for `edit`.
            result: of `applied` to what there is now.
        """
        with self.changing:
            self.view.rejected, self.view.mine = result.rejected, result.mine
            if source == "stage":
                self.view.ack = result.applied_seq
            else:
                self.editor_ack = result.applied_seq
            self.put(result.scenario, result.said, edits)

    @staticmethod
    def applied(scenario: PartScenario, view: View, edits: object, ack: int) -> Result:
        """What edits would make of a document; changes nothing, and may run in another thread.

        Args:
            scenario: the document.
            view: of its session.
            edits: a component's list, not trusted.
            ack: the last of its edits that was taken.
        """
        with reading_turn() if have_much_text(edits) else nullcontext():
            return apply_edits(
                scenario, edits, view.rejected, ack, view.place, view.locked, view.mine
            )

    def look(self, place: object) -> None:
        """Take over the step and the unit that the stage shows.

        Args:
            place: {"t": step, "unit": unit} from 1, as the browser sent it; not trusted. What it
                says of a document that is gone ("place") is passed over.
        """
        if isinstance(place, dict) and place.get("place", self.view.place) != self.view.place:
            return
        sizes = self.scenario.sizes
        for name, most in (("t", sizes["T"]), ("unit", self.scenario.units)):
            value = place.get(name) if isinstance(place, dict) else None
            if type(value) is int and 1 <= value <= most:
                setattr(self.view, name, value)
        self.autoplay = False

    def parts(self) -> tuple[str, ...]:
        """The parts that can be looked at, by name; one where there is nothing to choose.

        What is read out of a cell is seen beside it, unless an example looks at that alone.
        """
        if self.scenario.is_whole and PRESETS[self.preset].scenario.is_whole:
            return (self.scenario.part,)
        return tuple(part.name for part in self.scenario.document.parts)

    def look_at(self, part: str) -> None:
        """Look at another part of the network; nothing is changed by that, and nothing to undo.

        Args:
            part: one of `parts`.
        """
        if part == self.scenario.part or part not in self.parts():
            return
        with self.changing:
            self._show(seen(self.scenario.document, part))
            self.view.rejected = {}
            self.view.place += 1

    def arrange(self, wish: object) -> None:
        """Turn presenter mode or covered values on or off.

        Args:
            wish: {"large": bool} or {"covered": bool}, as the browser sent it; not trusted.
        """
        wish = wish if isinstance(wish, dict) else {}
        if type(wish.get("large")) is bool:
            self.screen.large = wish["large"]
        if type(wish.get("covered")) is bool:
            self.screen.cover(wish["covered"])
        self.autoplay = False

    def attempt(
        self, make: Callable[[PartScenario], PartScenario], said: Note | None = None
    ) -> None:
        """Put what `make` makes of the scenario on screen, or say why it cannot.

        Args:
            make: scenario -> scenario, may raise InputError.
            said: makes what to tell if it works.
        """
        if self._is_locked():
            return
        try:
            scenario = make(self.scenario)
        except InputError as error:
            self.said = partial(message, error)
            return
        self.view.rejected = {}
        self.put(scenario, said)

    def change_cell(self, key: str) -> None:
        """Put the inputs into another cell, with the weights that it can have; says which."""
        before = self.scenario
        self.attempt(lambda scenario: in_cell(scenario, key)[0], lambda: in_cell(before, key)[1])

    def resize(self, **sizes: int) -> None:
        """Change X, H, T or an own Y; every number that still has a place keeps it."""
        self.attempt(lambda scenario: resized(scenario, **sizes))

    def exact_gates(self, on: bool) -> None:
        """Let every gate of the cell jump between shut and open (hard sigmoid), or glide again.

        Then it is said what that changes, and why.
        """
        before = self.scenario
        self.attempt(lambda scenario: with_exact_gates(scenario, on))
        if not on and is_exact(before) and not is_exact(self.scenario):
            after = self.scenario
            self.said = lambda: leak(run_of(before), run_of(after))

    def randomise(self, seed: int, **schemes: object) -> None:
        """Draw all parameters again, from a seed that stays visible."""

        def drawn(scenario: PartScenario) -> PartScenario:
            every = scenario.chosen_cell.shapes(**scenario.sizes)
            shapes = {name: every[name] for name in scenario.params}
            params = initialise(shapes, mask=scenario.own.mask, seed=seed, **schemes)
            self.drew({"seed": seed, **schemes})
            return scenario.changed(params=params, seed=seed)

        self.attempt(drawn, partial(t, "step.drawn", seed=seed))

    def drew(self, *draws: Mapping[str, object]) -> None:
        """Know how weights were drawn, as long as something with this seed can come on screen.

        A scenario has the seed of its last draw; its other parts may come from some before.

        Args:
            draws: arguments of `sim.document.initialise`, with the seed, the last one last.
        """
        near = [self.scenario, *(step.scenario for step in self.past)]
        near += [self.origin] if self.origin else []
        known = self.draws | {draw["seed"]: draw for draw in draws}
        seeds = {*list(known)[-DOCUMENT.parts :], *(one.seed for one in near)}
        self.draws = {seed: one for seed, one in known.items() if seed in seeds}

    def cut_memory(self) -> None:
        """Set every recurrent weight to 0, so that no step knows of the one before by U."""
        past = comes_past_weights(self.scenario.chosen_cell)
        key = "step.memory_cut_past" if past else "step.memory_cut"
        self.attempt(without_recurrence, partial(t, key))

    def feed_back(self, steps: int) -> None:
        """Continue the run with its own predictions as inputs."""
        said = partial(t, "step.fed_back", steps=steps)
        self.attempt(lambda scenario: generate(scenario, steps), said)


def current() -> Session:
    """The visitor's session; a new one begins with the lecture's memory cell."""
    if "gatescope" not in st.session_state:
        preset = PRESETS[FIRST]
        st.session_state["gatescope"] = Session(preset.scenario, view=View(t=preset.start))
    return st.session_state["gatescope"]
