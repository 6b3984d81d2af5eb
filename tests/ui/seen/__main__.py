"""`python -m tests.ui.seen [state ...]`: write down what the pages say and draw now."""

from __future__ import annotations

import sys

from tests.ui.seen.states import STATES
from tests.ui.seen.test_pages_as_seen import FOLDER
from tests.ui.seen.written import lines


def main(names: list[str]) -> None:
    """Write the files of some states, or of all, and take away what is of none."""
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.txt"):
        if file.stem not in STATES:
            file.unlink()
    for name in names or STATES:
        text = "\n".join(lines(STATES[name])) + "\n"
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
