"""The cells, by name. A new one is a file beside this and a name in this list."""

from sim.cells.attention import LOOK_ADDITIVE, LOOK_DOT, LOOK_GENERAL
from sim.cells.clockwork import CLOCKWORK
from sim.cells.dense import DENSE
from sim.cells.elman import ELMAN
from sim.cells.esn import ESN
from sim.cells.gru import GRU, GRU_RESET_AFTER
from sim.cells.jordan import JORDAN
from sim.cells.jordan_elman import JORDAN_ELMAN
from sim.cells.leaky import LEAKY
from sim.cells.lstm import LSTM, LSTM_COUPLED, LSTM_PEEPHOLE
from sim.cells.lstm_peephole_full import LSTM_PEEPHOLE_FULL
from sim.cells.shown import SHOWN
from sim.graph.cell import RECURRENT, Cell

CELLS: dict[str, Cell] = {
    cell.key: cell
    for cell in (
        ELMAN,
        LSTM,
        LSTM_PEEPHOLE,
        LSTM_COUPLED,
        GRU,
        GRU_RESET_AFTER,
        LSTM_PEEPHOLE_FULL,
        JORDAN,
        JORDAN_ELMAN,
        LEAKY,
        ESN,
        CLOCKWORK,
        # Without a state they are parts of a network, beside others.
        DENSE,
        SHOWN,
        LOOK_DOT,
        LOOK_GENERAL,
        LOOK_ADDITIVE,
    )
}
# Those that can stand alone, by key: what a picker of one cell lists.
LISTED_CELLS = tuple(key for key, cell in CELLS.items() if cell.family == RECURRENT)
