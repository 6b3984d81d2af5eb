"""Make scalars.json: sigmoid, tanh and their slopes in 60 digits, by the decimal module."""

from __future__ import annotations

import json
from decimal import Decimal, localcontext

from tests.reference.load import HERE

# Uneven on purpose, dense where branches and roundings change: around 0, at 36.7 (1 - sigmoid
# falls under half an ulp), at 88 and 103 (float32 overflows), out to 700.
MAGNITUDES = [0.0, 1e-300, 1e-17, 3.7e-9, 1e-3, 0.1, 0.49999, 0.7, 1.0, 2.3026, 3.1, 5.55, 9.99,
              17.3, 36.04, 36.74, 37.5, 44.4, 88.72, 90.0, 103.98, 150.2, 299.9, 350.2, 500.1,
              689.77, 699.99, 700.0]  # fmt: skip


def row(z: float) -> dict[str, str]:
    """Return z (repr, exact) and the four values at exactly that double, 60 digits each."""
    with localcontext() as context:
        context.prec = 700  # 1 - tiny must not lose the tiny: exp(-1400) is 1e-608
        exact = Decimal(z)
        e, e2 = (-exact).exp(), (-2 * exact).exp()
        values = {
            "sigmoid": 1 / (1 + e),
            "sigmoid_slope": e / (1 + e) ** 2,
            "tanh": (1 - e2) / (1 + e2),
            "tanh_slope": 4 * e2 / (1 + e2) ** 2,
        }
    return {"z": repr(z)} | {name: f"{value:.59e}" for name, value in values.items()}


if __name__ == "__main__":
    points = sorted({sign * z for z in MAGNITUDES for sign in (-1, 1)})
    lines = ",\n".join(json.dumps(row(z)) for z in points)
    (HERE / "scalars.json").write_text(f"[\n{lines}\n]\n")
