"""Which mistakes are tried: so many of each room, by a seed."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from tests.mutants.operators import Mutant, Source
from tests.test_architecture import ORDER, room_of

LEAST = 125  # a room has at least one mistake in so many


def sources(root: Path) -> dict[str, list[Source]]:
    """Room -> its Python files."""
    found = defaultdict(list)
    for top in ("sim", "ui", "pages"):
        for file in sorted((root / top).rglob("*.py")):
            path = file.relative_to(root).as_posix()
            source = Source(path, file.read_text(encoding="utf-8"))
            if source.mutants:
                found[room_of(path)].append(source)
    return {room: found[room] for room in [*ORDER, "ui"] if room in found}


def drawn(rooms: dict[str, list[Source]], count: int, seed: int) -> list[Mutant]:
    """Mistakes drawn by a seed: a room by its lines, in it a line, of the line a mistake.

    Args:
        rooms: from `sources`.
        count: how many.
        seed: of the draw.
    """
    lines = {room: _lines(files) for room, files in rooms.items()}
    found = []
    for room, many in shares({room: len(one) for room, one in lines.items()}, count).items():
        rng = random.Random(f"{seed} {room}")  # another room's change draws nothing else here
        places = sorted(lines[room])
        rng.shuffle(places)
        mine: list[Mutant] = []
        for place in places:
            mine += _one_of(lines[room][place], rng)
            if len(mine) == many:
                break
        found += mine
    random.Random(seed).shuffle(found)  # who stops early has seen every room
    return found


def _one_of(options: list[tuple[Source, Mutant]], rng: random.Random) -> list[Mutant]:
    """A mistake of a line: first its kind, as most lines could be dropped or have a constant."""
    rng.shuffle(options)
    kinds = sorted({one.kind for _, one in options})
    rng.shuffle(kinds)
    options.sort(key=lambda option: kinds.index(option[1].kind))
    return [one for source, one in options if source.holds(one)][:1]


def _lines(files: list[Source]) -> dict[tuple[str, int], list[tuple[Source, Mutant]]]:
    found = defaultdict(list)
    for source in files:
        for one in source.mutants:
            found[one.file, one.first].append((source, one))
    return found


def shares(sizes: dict[str, int], count: int) -> dict[str, int]:
    """How many of some mistakes each room has: by its size, and none has next to none.

    Args:
        sizes: room -> lines.
        count: mistakes in all.
    """
    least = max(1, count // LEAST)
    whole = sum(sizes.values())
    exact = {room: max(least, count * size / whole) for room, size in sizes.items()}
    scale = count / sum(exact.values())
    found = {room: min(sizes[room], int(share * scale)) for room, share in exact.items()}
    while (left := count - sum(found.values())) and any(
        found[room] < sizes[room] for room in sizes
    ):
        free = [room for room in sizes if found[room] < sizes[room]]
        free.sort(key=lambda room: (found[room] - exact[room] * scale, room))
        for room in free[:left]:
            found[room] += 1
    return found
