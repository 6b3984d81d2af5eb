"""The cells, by name. A new one is a file beside this and a name in this list."""

from sim.cells.elman import ELMAN
from sim.cells.gru import GRU, GRU_RESET_AFTER
from sim.cells.lstm import LSTM, LSTM_COUPLED, LSTM_PEEPHOLE
from sim.graph.cell import Cell

CELLS: dict[str, Cell] = {
    cell.key: cell for cell in (ELMAN, LSTM, LSTM_PEEPHOLE, LSTM_COUPLED, GRU, GRU_RESET_AFTER)
}
