"""The examples of networks: their numbers beside the runs of their parts, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.document.files import from_json, to_json
from sim.document.seen import PartScenario, seen
from sim.presets import PRESETS
from sim.presets.networks.listed import GROUPS
from sim.presets.preset import Expected

LISTED = {preset.key: preset for made in GROUPS.values() for preset in made}
NUMBERED = [key for key, preset in LISTED.items() if preset.examples]


def numbers_of(scenario: PartScenario, line: str) -> np.ndarray:
    trace = scenario.run()
    outputs = scenario.output and scenario.document.run()[scenario.output.name]["y"]
    return outputs if line == "y" and outputs is not None else trace[line]


def agrees(one: Expected, values: np.ndarray) -> bool:
    assert len(one.values) == len(values)
    return all(
        theirs is None or abs(ours - theirs) <= one.tolerance
        for ours, theirs in zip(values, one.values, strict=True)
    )


def parts_of(key: str) -> list[PartScenario]:
    document = LISTED[key].scenario.document
    return [seen(document, part.name) for part in document.parts]


def test_names_are_new_and_parts_are_there():
    assert len(LISTED) == sum(map(len, GROUPS.values()))
    for key, preset in LISTED.items():
        scenario = preset.scenario
        assert preset.start <= scenario.sizes["T"] and preset.unit <= scenario.units, key
        for example in preset.examples:
            for one in example.expected:
                assert one.part in scenario.document.network.part, key
                assert one.by_hand, "no source prints it"


@pytest.mark.parametrize("key", NUMBERED)
def test_every_number_agrees_and_its_neighbours_do_not(key):
    count = 0
    for scenario in parts_of(key):
        for one in LISTED[key].expected(scenario):
            count += 1
            values = numbers_of(scenario, one.line)
            assert agrees(one, values[:, one.unit]), one
            # Of the step beside it none agrees, but where all that is told is one number.
            told = [value for value in one.values if value is not None]
            if len(set(told)) > 1:
                for step in (-1, 1):
                    moved = np.roll(values[:, one.unit], step)
                    assert not agrees(one, moved), (one, step)
            off = values[:, one.unit] + 2 * one.tolerance
            assert not agrees(one, off), "ticked too easily"
    assert count == sum(len(example.expected) for example in LISTED[key].examples)


@pytest.mark.parametrize("key", NUMBERED)
def test_a_changed_example_has_none_of_them(key):
    preset = LISTED[key]
    for scenario in parts_of(key):
        if not scenario.params or not preset.expected(scenario):
            continue
        name = next(iter(scenario.params))
        other = scenario.changed(params={**scenario.params, name: scenario.params[name] + 1})
        assert preset.expected(other) == ()
        beside = preset.beside(other)
        assert [replace(one, changed=False) for one in beside] == list(preset.expected(scenario))
        assert all(one.changed for one in beside)
        assert not preset.is_shown(other) and preset.is_shown(scenario)


def test_a_part_that_hears_nothing_of_a_change_keeps_its_numbers():
    upper = seen(LISTED["two_layers"].scenario.document, "upper")
    changed = upper.changed(params={**upper.params, "b_h": upper.params["b_h"] + 1})
    preset = LISTED["two_layers"]
    assert preset.expected(seen(changed.document, "lower")) == preset.expected(
        seen(upper.document, "lower")
    )
    assert preset.expected(seen(changed.document, "out")) == ()
    assert preset.expected(PRESETS["dinner"].scenario) == ()


@pytest.mark.parametrize("key", LISTED)
def test_an_example_is_saved_and_opened_to_the_bit(key):
    scenario = LISTED[key].scenario
    text = to_json(scenario)
    opened = from_json(text)
    assert opened.document.digest == scenario.document.digest and to_json(opened) == text


def test_the_sine_goes_on_by_itself():
    y = LISTED["sine_free"].scenario.document.run()["out"]["y"].ravel()
    assert y.shape == (100,)
    assert np.abs(y - np.sin(np.arange(301, 401) / 4) / 2).max() < 1e-9
    told = LISTED["sine_told"].scenario.document
    assert told.network.part["out"].params["V_y"].size + 1 == 34
    fixed = told.network.part["res"]
    assert int(fixed.masks["U_n"].sum()) + fixed.params["W_n"].size == 83


def test_a_start_is_forgotten_or_not():
    apart = {
        key: np.linalg.norm(LISTED[key].scenario.document.run()["apart"]["y"][-1])
        for key in ("echo_fades", "echo_stays")
    }
    assert apart["echo_fades"] < 1e-6 and apart["echo_stays"] > 0.1


def test_a_picture_that_is_seen_and_remembered_is_named_again_and_again():
    out = LISTED["picture_twice"].scenario.document.run()["out"]["y"]
    labels = LISTED["picture_twice"].scenario.document.network.part["out"].labels
    assert [labels[k] for k in out.argmax(axis=1)] == ["a", "cat", "cat", "cat"]


def test_ahead_alone_can_not_tell():
    """Of the day in between two dishes are as likely, and the place before its verb is unknown."""
    out = LISTED["missing_dish_ahead"].scenario.document.run()["out"]["y"][1]
    assert np.allclose(sorted(out)[1:], [0.499, 0.499], atol=5e-4)
    out = LISTED["taipei_ahead"].scenario.document.run()["out"]["y"][0]
    assert abs(out[0] - 0.870049) < 5e-7
