"""Links with something wrong in them: that part is named and left out, the rest is taken."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl, urlencode

import numpy as np

from sim.document.files import to_json
from sim.presets import PRESETS
from tests import version_1
from tests.fuzz import numbers
from ui.links import fields
from ui.links.place import Place
from ui.links.text import document
from ui.links.text.errors import LinkError, sentence
from ui.reruns import mishaps

BETWEEN = {"gsigma": (0, 3), "gkeep": (-4, 8), "cheld": (0, 1), "gheld": (0, 1)}
WHOLE = {"u": (1, 64), "gseed": (0, 99999), "glt": (1, 1000), "glu": (1, 128), "gt": (1, 1000)}
SWITCHES = ("large", "cover", "lock", "free", "ghold")
NUMBERS = [
    *("0", "1", "0.5", "2", "-1", "3", "1e0", ".25", "0,5", "1e999", "", "x", "٣", "−1"),
    *("99999", "(1)", "NaN"),
]  # fmt: skip
WHOLES = [
    *("0", "1", "2", "12", "007", "128", "1000", "99999", "100000", "-1", "+1", "1.0", "1e1", "x"),
    *("", "²", "٣", " 1", "9" * 40),
]  # fmt: skip
JUNK = [
    *"~._-,;()[]{}%&=+'\"\\ 0123456789eE",
    *("~~", "..", "nan", "1e999", ",05", "3 ,05", "\0", "\ud800", "%26", "&amp;", "ffff", "9" * 30),
    *("W_f.1.1~1", "lstm", "x.1.1", "٣", "é", "\u200b", "=" * 9, "A" * 60),
]  # fmt: skip
EXAMPLES = [
    {"t": "2"}, {"p": "dinner", "t": "2"}, {"c": "gru", "n": "3.2.5", "r": "8"}, {"e": "x.1.1~0.5"},
    {"p": "dinner", "c": "elman", "o": "h.relu", "e": "U_h.1.1~2"}, {"k": "f.1.~1", "t": "3"},
    {"gT": "50", "gcells": "lstm.gru", "gy": "1_0~0_1", "gsigma": "0.8", "gq": "h"},
    {"cells": "lstm.gru", "chold": "gru~z.1.~1", "hide": "undo.reset", "lock": "1"},
    {"r": "8.orthogonal.orthogonal.zeros~sigma_max~0.9", "lang": "zh-TW", "names": "en"},
]  # fmt: skip


def check(rng: random.Random, count: int) -> int:
    """Open `count` links; how many were without a complaint. AssertionError for a misread one."""
    ways = (_typed, _edited, _spoilt)
    return sum(ways[k % len(ways)](rng) for k in range(count))


def _read(texts: dict[str, str]) -> tuple[Place, list[LinkError]]:
    place, wrong = fields.read(texts)
    assert all(map(sentence, wrong)), texts
    written = fields.write(place)
    assert not mishaps._seen, (texts, mishaps._seen)
    again, complaint = fields.read(dict(parse_qsl(urlencode(written), keep_blank_values=True)))
    if written.get("d") != document.NOT_HERE:
        assert complaint == [] and _values(again) == _values(place), (texts, written, complaint)
    return place, wrong


def _values(place: Place) -> list[object]:
    return [to_json(place.scenario), *(field.get(place) for field in fields.FIELDS)]


def _typed(rng: random.Random) -> bool:
    """Settings, each read by itself: taken as they are meant, or named."""
    texts, meant = {}, {}
    for name in rng.sample([*BETWEEN, *WHOLE, *SWITCHES], rng.randrange(1, 6)):
        text = rng.choice(NUMBERS if name in BETWEEN else WHOLES)
        texts[name], meant[name] = text, _meant(name, text)
    place, wrong = _read(texts)
    named = {name for error in wrong for name in error.fields.get("names", ())}
    bad = {name for name, value in meant.items() if value is None}
    assert named <= bad, (texts, wrong)
    usual, _ = fields.read({})
    for field in fields.FIELDS:
        if field.name in bad - named:  # mended: what a sentence left at its end is taken off
            expected = _meant(field.name, texts[field.name].strip(" ().,"))
            assert expected is not None, (field.name, texts)
        elif field.name in bad:
            expected = field.attribute in fields.SHUT or field.get(usual)
        else:
            expected = meant.get(field.name, field.get(usual))
        if field.name == "u":
            expected = min(expected, place.scenario.sizes["H"])
        assert field.get(place) == expected, (field.name, texts)
    return not bad


def _meant(name: str, text: str) -> object:
    if name in SWITCHES:
        return {"0": False, "1": True}.get(text)
    if name in BETWEEN:
        value, (least, most) = numbers.naive(text), BETWEEN[name]
    else:
        digits = text.isascii() and text.isdigit()
        value, (least, most) = int(text) if digits else None, WHOLE[name]
    return value if value is not None and least <= value <= most else None


def _edited(rng: random.Random) -> bool:
    """Numbers changed in an example: all of them as they are meant, or none."""
    preset = rng.choice(list(version_1.EXAMPLES))  # of others `networks` knows
    scenario = PRESETS[preset].scenario
    arrays = {name: array.copy() for name, array in scenario.params.items()}
    arrays["x"] = scenario.inputs.copy()
    parts, bad = [], False
    for _ in range(rng.randrange(1, 6)):
        name = rng.choice(list(arrays))
        index = [rng.randrange(size + (rng.random() < 0.05)) for size in arrays[name].shape]
        text = (
            rng.choice([repr(rng.gauss(0, 3)), *NUMBERS])
            if rng.random() < 0.2
            else repr(rng.gauss(0, 3))
        )
        parts += [".".join([name, *(str(k + 1) for k in index)]), text]
        value = numbers.naive(text)
        bad |= value is None or any(k >= n for k, n in zip(index, arrays[name].shape, strict=True))
        if not bad:
            arrays[name][tuple(index)] = value
    place, wrong = _read({"p": preset, "e": "~".join(parts)})
    assert bool(wrong) == bad, (preset, parts, wrong)
    if not bad:
        for name, array in arrays.items():
            read = place.scenario.inputs if name == "x" else place.scenario.params[name]
            assert np.array_equal(read, array), (preset, parts)
    return not bad


def _spoilt(rng: random.Random) -> bool:
    """One part of a link torn or replaced: whatever it does, the others stay as they were."""
    texts = dict(rng.choice(EXAMPLES))
    if rng.random() < 0.3:
        texts = {"d": document.packed.pack(rng.choice(list(PRESETS.values())).scenario)} | texts
    sound, complaints = _read(texts)
    assert complaints == [], (texts, complaints)
    names = [*document.NAMES, *(field.name for field in fields.FIELDS), "v", "other"]
    name = rng.choice([*texts, rng.choice(names)])
    text = texts.get(name, "")
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice([rng.choice(JUNK), ""]) + text[at + rng.choice([0, 1, 99]) :]
    place, wrong = _read(texts | {name: text})
    # A part may have become several; one that is empty is taken for a link that was cut.
    if name == "v" or not text or not {"&", "%", "="}.isdisjoint(text):
        return not wrong
    for field in fields.FIELDS:
        if field.name == name or (name in document.NAMES and field.name in ("t", "u")):
            continue
        assert field.get(place) == field.get(sound), (field.name, name, text)
    if name not in document.NAMES:
        assert to_json(place.scenario) == to_json(sound.scenario), (name, text)
    return not wrong
