"""The engine: recurrent cells in NumPy, every number of a run kept, no word of screens."""

from sim.cell import Cell, Line
from sim.cells import CELLS
from sim.clamp import Clamp
from sim.errors import InputError
from sim.gradients import Gradients, backward
from sim.jacobians import jacobians
from sim.run import forward, step
from sim.trace import Trace

__all__ = [
    "CELLS", "Cell", "Clamp", "Gradients", "InputError", "Line", "Trace", "backward", "forward",
    "jacobians", "step",
]  # fmt: skip
