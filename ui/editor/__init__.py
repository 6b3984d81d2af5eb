"""The matrix editor: named matrices and vectors side by side, every number typed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from ui.shared.bundle import bundle
from ui.words import in_this_language, language, words
from ui.words.refusals import Refusals, told

FOLDER = Path(__file__).parent

_component = st.components.v2.component(
    "gatescope_editor",
    css=(FOLDER / "editor.css").read_text(encoding="utf-8"),
    js=bundle(FOLDER, "editor.js"),
)


@dataclass(frozen=True)
class Matrix:
    """One matrix or vector to show.

    Args:
        array: its name in the document, where an edit points: "W_f".
        values: (rows, columns) or (rows,), finite.
        label: "W_f"; what follows the underscore becomes a subscript.
        rows: a label for each row.
        columns: a label for each column; of a vector none or one.
        note: a few words beside the label, such as "from the inputs".
        group: heading that it shares with its neighbours of the same group.
        line: whose colour heads the group, such as "f".
        mask: which entries the cell has, of the values' shape; None for all. The others stay 0.
    """

    array: str
    values: np.ndarray
    label: str
    rows: Sequence[str]
    columns: Sequence[str] = ()
    note: str = ""
    group: str = ""
    line: str = ""
    mask: np.ndarray | None = None

    def payload(self) -> dict[str, object]:
        """What the browser gets."""
        values = np.asarray(self.values, dtype=float)
        vector = values.ndim == 1
        return {
            "array": self.array,
            "values": (values[:, None] if vector else values).tolist(),
            "vector": vector,
            "label": self.label,
            "rows": list(self.rows),
            "columns": list(self.columns) or [""],
            "note": self.note,
            "group": self.group,
            "line": self.line,
            "mask": None if self.mask is None else self.mask.tolist(),
        }


def matrix_editor(
    key: str,
    matrices: Sequence[Matrix],
    rejected: Refusals,
    ack: int,
    on_edits: Callable[[list], None],
    words: Mapping[str, str] | None = None,
    read_only: bool = False,
    rev: int | str | None = None,
    place: int = 0,
) -> None:
    """Show matrices to edit.

    key: of the component; its state is `{"edits": [...]}`
    matrices: in order; neighbours of one group stand side by side
    rejected: what was refused, as `ui.session.edits` returns it
    ack: the last edit of THIS component that was applied or refused
    on_edits: called with the edits not yet acknowledged, before the page is drawn again
    words: what the browser says; None for the catalogue's
    read_only: show only
    place: number of the document, which every edit names
    rev: becomes `data-rev` of the root when this data is drawn; None for `ack`
    """

    def forward() -> None:
        on_edits(st.session_state[key].get("edits") or [])

    _component(
        key=key,
        data={
            "matrices": [matrix.payload() for matrix in matrices],
            "rejected": told(rejected),
            "ack": ack,
            "words": dict(words or _catalogue()),
            "lang": language(),
            "read_only": read_only,
            "place": place,
            "rev": ack if rev is None else rev,
        },
        default={"edits": []},
        on_edits_change=in_this_language(forward),
    )


def _catalogue() -> dict[str, str]:
    return words("editor")
