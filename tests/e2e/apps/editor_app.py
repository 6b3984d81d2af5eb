"""A page with nothing but the matrix editor; ?H= units, ?X= inputs, ?read_only=1, ?mask=1."""

import sys
import time
from pathlib import Path

import numpy as np
import streamlit as st

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402
from sim.document.initialise import initialise  # noqa: E402
from sim.document.seen import one_cell  # noqa: E402
from ui.editor import Matrix, matrix_editor  # noqa: E402
from ui.look import theme  # noqa: E402
from ui.session.edits import apply_edits  # noqa: E402

GATES = {"f": "forget gate", "i": "input gate"}

st.set_page_config(layout="wide")
st.html(f"<style>:root {{ {theme.css_variables()} }}</style>")
H, X = int(st.query_params.get("H", 2)), int(st.query_params.get("X", 3))

state = st.session_state
if "scenario" not in state:
    params = initialise(sim.CELLS["lstm"].shapes(X, H), keep_bias={"b_f": 1.0}, seed=4)
    state.scenario = one_cell(cell="lstm", params=params, inputs=[[0.0] * X])
    state.rejected, state.ack = {}, 0


def on_edits(edits):
    time.sleep(float(st.query_params.get("delay", 0)))
    result = apply_edits(state.scenario, edits, state.rejected, state.ack)
    state.scenario, state.rejected, state.ack = (
        result.scenario,
        result.rejected,
        result.applied_seq,
    )


others = st.checkbox("other words")
masks = "mask" in st.query_params


def matrices():
    units = [str(k + 1) for k in range(H)]
    for line, name in GATES.items():
        shared = {"rows": units, "group": f"{line} · {name}", "line": line}
        columns = {"W": [f"x{k + 1}" for k in range(X)], "U": [f"h{k + 1}" for k in range(H)]}
        for group, note in {"W": "from the inputs", "U": "from h", "b": "bias"}.items():
            parameter = f"{group}_{line}"
            yield Matrix(
                parameter,
                state.scenario.params[parameter],
                parameter,
                columns=columns.get(group, ()),
                note=note.upper() if others else note,
                mask=np.triu(np.ones((H, H), bool)) if masks and group == "U" else None,
                **shared,
            )


matrix_editor(
    "editor",
    list(matrices()),
    state.rejected,
    state.ack,
    on_edits,
    read_only="read_only" in st.query_params,
)
st.caption(f"W_f {float(state.scenario.params['W_f'][0, 0])!r} ack {state.ack}")
