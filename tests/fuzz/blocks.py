"""Tables: what was put together is what is read, and what Python reads in brackets is it too."""

from __future__ import annotations

import ast
import json
import math
import random

from sim.text.errors import InputError
from sim.text.parse import parse_matrix, parse_table
from tests.fuzz import numbers
from ui.words.refusals import refusal, told

GOOD = ["1", "0", "-2.5", "+3", "1e5", ".5", "7.", "−4", "–5", "０．５", "\u200b6", "8\u00a0", "12"]
BAD = [
    "", " ", "x", "2,5", "50%", "(1.50)", "1.5-", "1 2", "nan", "1/2", "1\u200b5", "٣", "1O", "$3",
    "5 CR", "1e", "1,234.5", "½", "1e999", "²", "...", "--1", "1_0", "½",
]  # fmt: skip
NAMES = ["a", "x1", "Taipei", "2nd", "步骤一", "（甲）", "t = 1", "h", "α", "Zürich"]
BRACKETS = ["[", "]", "(", ")", "[[", "]]", ",", ", ", " ", "\n", ";", "1", "2.5", "-3", "1e2", "0"]
LOOSE = [
    *("1", "2", "05", "0", "3.5", "-4", ",", ",", ", ", " ,", " ", "  ", "\t", ";", "\n", "."),
    *("1,234", "e3", "+", "−", "，", "、", "x", "\u00a0", "\u200b"),
]  # fmt: skip


def check(rng: random.Random, count: int) -> int:
    """Read `count` tables both ways; how many of them are numbers. AssertionError else."""
    ways = (_in_tabs, _with_names, _in_brackets, _loose)
    return sum(ways[k % len(ways)](rng) for k in range(count))


def _read(text: str, parse=parse_matrix):
    """The rows that the app reads, or its refusal, said in every case."""
    try:
        return parse(text), None
    except InputError as error:
        entry = refusal(text, "edits.not_pasted", reason=error)
        assert told(json.loads(json.dumps({"x.1.1": entry}))), repr(text)
        return None, error


def _grid(rng: random.Random, cells: list[str]) -> list[list[str]]:
    height, width = rng.randrange(1, 5), rng.randrange(2, 5)
    return [[rng.choice(cells) for _ in range(width)] for _ in range(height)]


def _in_tabs(rng: random.Random) -> bool:
    """A block as a spreadsheet gives it: each cell is read where it stands, or named."""
    grid = _grid(rng, GOOD)
    for _ in range(rng.randrange(0, 3)):
        row = rng.choice(grid)
        row[rng.randrange(len(row))] = rng.choice(BAD)
    text = rng.choice(["\n", "\r\n"]).join("\t".join(row) for row in grid) + rng.choice(["", "\n"])
    values = [[numbers.naive(cell) for cell in row] for row in grid]
    wrong = [(i, j) for i, row in enumerate(values, 1) for j, v in enumerate(row, 1) if v is None]
    read, error = _read(text)
    if error is None:
        assert not wrong and read.tolist() == values, f"{text!r} was read as {read.tolist()}"
    elif error.code not in ("empty", "elided"):
        place = (error.fields["row"], error.fields["column"])
        assert wrong and place == wrong[0], f"{text!r} was refused at {place}: {error}"
    return error is None


def _with_names(rng: random.Random) -> bool:
    """Names above, beside, or both, around numbers: they are what was put there."""
    grid = _grid(rng, GOOD)
    above = rng.choice([None, [rng.choice(NAMES) for _ in grid[0]]])
    beside = rng.choice([None, [rng.choice(NAMES) for _ in grid]])
    rows = [([beside[k]] if beside else []) + row for k, row in enumerate(grid)]
    if above:
        corner = [rng.choice(["", "step"])] if beside else []
        rows.insert(0, corner + above)
    text = "\n".join("\t".join(row) for row in rows)
    read, error = _read(text, parse_table)
    assert error is None, f"{text!r}: {error}"
    assert read.column_names == (above and tuple(above)), repr(text)
    assert read.row_names == (beside and tuple(beside)), repr(text)
    assert read.values.tolist() == [[numbers.naive(cell) for cell in row] for row in grid], text
    return True


def _in_brackets(rng: random.Random) -> bool:
    """What Python itself reads as a list of lists is read so, or refused."""
    text = "".join(rng.choice(BRACKETS) for _ in range(rng.randrange(2, 14)))
    if rng.random() < 0.5:
        text = repr([[rng.choice([1, -2.5, 3e9, 0]) for _ in range(rng.randrange(1, 4))]
                     for _ in range(rng.randrange(1, 4))])  # fmt: skip
        text = text if rng.random() < 0.5 else f"array({text}, dtype=float32)"
    read, error = _read(text)
    if error is None:
        assert read.size and all(map(math.isfinite, read.flat)), repr(text)
    bare = text.removeprefix("array(").removesuffix(", dtype=float32)")
    if "\n" in bare or "[" not in bare:
        return error is None
    try:
        python = ast.literal_eval(bare.strip())
    except (SyntaxError, ValueError, TypeError):
        return error is None
    rows = python if any(isinstance(row, (list, tuple)) for row in python) else [python]
    if error is None:
        assert [list(row) for row in rows] == read.tolist(), f"{text!r} was read as {read.tolist()}"
    return error is None


def _loose(rng: random.Random) -> bool:
    """What people type, commas and all."""
    text = "".join(rng.choice(LOOSE) for _ in range(rng.randrange(1, 12)))
    expected = naive(text)
    read, error = _read(text)
    value = None if error else read.tolist()
    assert value == expected, f"{text!r} was read as {value}, and is {expected}"
    table, _ = _read(text, parse_table)
    if table is not None and table.row_names is None and table.column_names is None:
        assert table.values.tolist() == expected, repr(text)
    return error is None


def naive(text: str) -> list[list[float]] | None:
    """The table that a text without brackets can only mean, None where it has to be refused."""
    for comma in "，、":
        text = text.replace(comma, ", ")
    text = "".join(numbers.visible(text))
    if not text.strip() or "..." in text:
        return None
    while "  " in text:
        text = text.replace("  ", " ")
    for end in ("; \n", ";\n", ";", "\n"):
        text = text.replace(end, "\0")
    lines = text.strip(" ").split("\0")
    while len(lines) > 1 and not lines[-1].strip(" "):
        lines.pop()
    if not all(line.strip(" ") for line in lines):
        return None
    lines = [line.strip(" ") for line in lines] if "\t" not in text else lines
    certain = any(_only_separates(line) for line in lines)
    values = []
    for line in lines:
        cells = line.split("\t") if "\t" in text else _cells(line, certain)
        values.append([numbers.naive(cell) for cell in cells])
    if any(None in row or len(row) != len(values[0]) for row in values):
        return None
    return values


def _cells(line: str, certain: bool) -> list[str]:
    """The cells of a line without tabs; one that is no number where a comma is in doubt."""
    if "," not in line:
        return line.split(" ")
    spots = [k for k, c in enumerate(line) if c == ","]
    glued = [k for k in spots if 0 < k < len(line) - 1 and " " not in (line[k - 1], line[k + 1])]
    if any(_zero_behind(line, k) for k in spots) or (glued and not certain):
        return ["in doubt"]
    return line.split(",")


def _only_separates(line: str) -> bool:
    if "," not in line or " " in line or _one_number(line.removeprefix("+").removeprefix("-")):
        return False
    return not any(_zero_behind(line, k) for k, c in enumerate(line) if c == ",")


def _zero_behind(line: str, k: int) -> bool:
    return line[k + 1 : k + 2] == "0" and line[k + 2 : k + 3] in tuple(numbers.DIGITS)


def _one_number(text: str) -> bool:
    """Whether somewhere in the world `text` is one number: 2,5 or 1.234,5 or 1,234.5."""
    before, _, after = text.partition(",")
    if _digits(before or "0") and "," not in after:
        power = after.lower().partition("e")
        if _digits(power[0]) and (not power[1] or _digits(power[2].lstrip("+-")[-99:])):
            return not power[1] or len(power[2]) - len(power[2].lstrip("+-")) < 2
    if _digits(after) and "." in before:
        return _grouped(before.split("."))
    whole, _, part = text.partition(".")
    return "," in whole and _grouped(whole.split(",")) and _digits(part or "0")


def _grouped(groups: list[str]) -> bool:
    return all(map(_digits, groups)) and len(groups[0]) < 4 and {len(g) for g in groups[1:]} == {3}


def _digits(text: str) -> bool:
    return text != "" and all(c in numbers.DIGITS for c in text)
