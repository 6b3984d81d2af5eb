"""Every cap on what is read from outside, on both sides of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.document.files import from_json, to_json
from sim.document.initialise import initialise
from sim.document.seen import check_sizes
from sim.presets import PRESETS
from sim.run.clamps import Clamp, checked
from sim.text.headers import is_name
from sim.text.parse import parse_matrix, parse_number, parse_rounded

MEMORY = PRESETS["memory_cell"].scenario


def refused(code, call, *arguments, **named):
    with pytest.raises(sim.InputError) as error:
        call(*arguments, **named)
    assert error.value.code == code


def test_a_number_has_at_most_400_characters():
    assert parse_number("1." + "0" * 398) == 1
    refused("text_too_long", parse_number, "1." + "0" * 399)
    assert parse_matrix("1." + "0" * 398 + " 2").tolist() == [[1, 2]]
    refused("number_too_long_at", parse_matrix, "1." + "0" * 399 + " 2")


def test_an_exponent_moves_at_most_a_thousand_decimals():
    assert parse_rounded("0e-1000") == (0, 1000)
    assert parse_rounded("0e-1001") == (0, 1000)
    assert parse_rounded("0.0e999") == (0, -998)
    assert parse_rounded("0.0e1001") == (0, -999)


def test_a_block_has_at_most_16000_numbers_and_400000_characters():
    assert parse_matrix("\n".join(["1 " * 16] * 1000)).size == 16_000
    refused("too_many_numbers", parse_matrix, "\n".join(["1 " * 16] * 1000) + "\n1")
    assert parse_matrix("1 2" + " " * 399_997).tolist() == [[1, 2]]
    refused("text_too_long", parse_matrix, "1 2" + " " * 399_998)


def test_a_name_has_at_most_80_characters():
    assert is_name("a" * 80) and not is_name("a" * 81) and not is_name("")


@pytest.mark.parametrize(("name", "most"), [("X", 128), ("H", 64), ("Y", 64), ("T", 500)])
def test_the_sizes_of_a_scenario(name, most):
    check_sizes(**{name: 1})
    check_sizes(**{name: most})
    for size in (0, most + 1):
        refused("limit", check_sizes, **{name: size})


def test_a_file_has_at_most_two_million_characters():
    text = to_json(MEMORY)
    room = 2_000_000 - len(text)
    assert to_json(from_json(text + " " * room)) == text
    refused("file_size", from_json, text + " " * (room + 1))


def test_a_title_and_a_name_have_at_most_200_characters():
    assert MEMORY.changed(title="ä" * 200).title == "ä" * 200
    refused("field", MEMORY.changed, title="ä" * 201)
    names = ("ä" * 200, "", "")
    assert MEMORY.changed(labels={"x": names}).labels["x"] == names
    refused("field", MEMORY.changed, labels={"x": ("ä" * 201, "", "")})


def test_a_version_is_the_files_own():
    document = json.loads(to_json(MEMORY))
    assert document["gatescope"] == 2
    for version in (0, 3, True, 2.0, "2", None):
        text = json.dumps(document | {"gatescope": version})
        refused("file_version", from_json, text)


def test_a_seed_has_63_bits():
    shapes = {"W_f": (1, 1)}
    for seed in (0, 2**63 - 1):
        assert np.isfinite(initialise(shapes, seed=seed)["W_f"]).all()
    for seed in (-1, 2**63):
        refused("seed", initialise, shapes, seed=seed)


def test_at_most_64_gates_are_held():
    cell = sim.CELLS["lstm"]
    held = [Clamp("f", 0.5)] * 64
    assert len(checked(cell, held, 3)) == 64
    refused("field", checked, cell, [*held, held[0]], 3)


def test_a_gate_is_held_within_the_run():
    cell = sim.CELLS["lstm"]
    assert checked(cell, [Clamp("f", 0.5, 3, 3)], 3)
    for clamp in (Clamp("f", 0.5, 4), Clamp("f", 0.5, 1, 4)):
        refused("clamp_range", checked, cell, [clamp], 3)
