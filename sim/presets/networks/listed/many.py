"""Many to one, one to many, and from many to many by a context or by attention."""

from __future__ import annotations

from sim.presets.networks.decoders import decoded, translated
from sim.presets.networks.listed.made import preset, row, rows
from sim.presets.networks.picture import ANIMALS, described, number
from sim.presets.networks.sentences import WORDS, opinion

CHARACTERS = ("我", "爱", "中", "国")
NUMBERS = (1, 2, 3, 4)
GOOD, BAD = 0.952574, 0.047426


def _opinion(key: str, sentence: str, good: float):
    return preset(
        key, sentence, lambda: opinion(sentence), (row("out", "y", 1, good),), part="rnn",
        columns={"x": WORDS}, steps={"x": sentence.split()},
    )  # fmt: skip


def _pictured(key: str, title: str, animal: str, again: bool, remembers: bool, *expected):
    return preset(
        key, title, lambda: described(animal, again, remembers), expected, part="out",
        columns={"v": ANIMALS},
    )  # fmt: skip


NAMED = (
    row("out", "y", 1, 0.999864, None, None, None), row("out", "y", 4, None, None, 0.999864, None),
    row("out", "y", 5, None, None, None, 0.999864),
)  # fmt: skip
ONE = (
    _opinion("opinion_good", "this film is good", GOOD),
    _opinion("opinion_not_good", "not a good film", BAD),
    _opinion("opinion_not_bad", "this is not a bad film", GOOD),
    preset(
        "number_once", "A number that is heard once", lambda: number(False),
        (row("h", "h", 1, 8, 4, 2, 1, 0.5),),
    ),
    preset(
        "number_again", "A number that is heard at every step", lambda: number(True),
        (row("h", "h", 1, 8, 12, 14, 15, 15.5),),
    ),
    _pictured("picture_once", "A picture seen once", "cat", False, True, *NAMED,
              row("out", "y", 2, None, 0.999818, None, None)),
    _pictured("picture_again", "A picture seen at every step", "dog", True, False, *NAMED,
              row("out", "y", 3, None, 0.999818, None, None)),
    _pictured("picture_forgotten", "A picture that is forgotten", "cat", False, False,
              *rows("out", "y", *[(None, 0.2, None, None)] * 5)),
    _pictured("picture_twice", "A picture remembered and seen again", "cat", True, True),
)  # fmt: skip


def _decoded(key: str, title: str, said: tuple[float, ...], numbers=NUMBERS, **how):
    read = rows("encoder", "h", (1, 2.5, 4.25, 6.125)) if numbers == NUMBERS else ()
    return preset(
        key, title, lambda: decoded(numbers, **how), (*read, row("decoder", "h", 1, *said)),
        part="decoder",
    )  # fmt: skip


DECODED = (
    _decoded("context_start", "Context as the decoder's start", (3.0625, 1.53125, 0.765625)),
    _decoded("context_steps", "Context at every step", (6.125, 9.1875, 10.71875), again=True),
    _decoded("context_double", "A context made of the last state", (6.125, 3.0625, 1.53125),
             context="double"),
    _decoded("context_mean", "The mean as context", (3.46875, 5.203125, 6.0703125),
             context="mean", again=True),
    _decoded("bottleneck", "Another four numbers, the same context",
             (3.0625, 1.53125, 0.765625), numbers=(9, 2, 3, 3)),
    preset(
        "translation", "我爱中国", translated,
        (*rows("look", "e", (4, 1, 0.25), (0, 3.79166, 1.168949), (0, 0.069447, 3.622004),
               (0, 0.069447, 3.622004)),
         *rows("look", "a", (0.947915, 0.055259, 0.016186), (0.017362, 0.901161, 0.040574),
               (0.017362, 0.02179, 0.47162), (0.017362, 0.02179, 0.47162)),
         *rows("look", "k", (0.963106, 0.51401, 0.213331), (0.030383, 0.917503, 0.394289),
               (0.026043, 0.032686, 0.70743), (0.017362, 0.02179, 0.47162)),
         *rows("decoder", "h", (0.25, 0.0625, 0.015625), (0.947915, 0.292237, 0.089246),
               (0.017362, 0.905501, 0.266949), (0.021702, 0.032664, 0.597691)),
         *rows("out", "y", (0.992438, None, None), (None, 0.970356, None),
               (None, None, 0.844036))),
        part="look", columns={"x": CHARACTERS}, steps={"x": CHARACTERS},
    ),
    preset(
        "translation_sharp", "我爱中国, sharper", lambda: translated(sharp=2.0),
        (*rows("look", "a", (0.998995, None, None), (None, 0.996833, None),
               (None, None, 0.499213), (None, None, 0.499213)),
         *rows("out", "y", (0.995026, None, None), (None, 0.986191, None),
               (None, None, 0.876548))),
        part="look", columns={"x": CHARACTERS}, steps={"x": CHARACTERS},
    ),
    preset(
        "translation_without", "我爱中国 without attention", lambda: translated(looks=False),
        (row("out", "y", 3, 0.978265, 0.992839, 0.994585),),
        part="out", unit=3, columns={"x": CHARACTERS}, steps={"x": CHARACTERS},
    ),
)  # fmt: skip
