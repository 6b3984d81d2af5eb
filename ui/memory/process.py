"""This process's memory: how much it has, how much it may have, and giving it back."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

MIB = 2**20
VARIABLE = "GATESCOPE_MEMORY_MB"
USUAL_MB = 480  # of a container of 1 GB: half, since memory is given back late and in pieces
LEAST_MB = 200  # more than the programs alone take, for runs and visitors
_STATM = Path("/proc/self/statm")
# Of glibc's mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = MIB // 8  # such blocks are given back the moment they are free
_ARENAS = 2  # else up to eight a core, each of which keeps what was freed in it


def resident() -> int:
    """Resident memory in bytes, 0 where the system does not tell cheaply."""
    try:
        return int(_STATM.read_bytes().split()[1]) * _page_size()
    except (OSError, ValueError, IndexError):
        return 0


@cache
def limit() -> int:
    """Bytes that the process should stay below: of VARIABLE in MiB, or the usual."""
    try:
        asked = int(os.environ.get(VARIABLE, ""))
    except ValueError:
        asked = USUAL_MB
    return max(asked * MIB, start_size() + LEAST_MB * MIB)


@cache
def start_size() -> int:
    """Bytes that were resident when this was asked first: the programs alone."""
    return resident()


def give_back() -> None:
    """Free what only refers to itself, and give free memory back to the system."""
    gc.collect()
    if libc := _libc():
        with suppress(AttributeError):
            libc.malloc_trim(0)


def settle() -> None:
    """Have the allocator keep little of what is free; to be called before there are threads."""
    start_size()
    if libc := _libc():
        with suppress(AttributeError):
            libc.mallopt(_ARENA_MAX, _ARENAS)
            libc.mallopt(_MMAP_THRESHOLD, _LARGE)
            libc.mallopt(_TRIM_THRESHOLD, 8 * _LARGE)


@cache
def _page_size() -> int:
    return os.sysconf("SC_PAGE_SIZE")


@cache
def _libc() -> ctypes.CDLL | None:
    """The C library where it is one that knows these calls (glibc), else None."""
    if not sys.platform.startswith("linux"):
        return None
    with suppress(OSError):
        return ctypes.CDLL("libc.so.6")
    return None
