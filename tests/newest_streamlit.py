"""Does the door hold under the newest Streamlit? `python -m tests.newest_streamlit`, some minutes.

In an environment of its own, thrown away at the end, with the newest Streamlit that pip offers,
whatever requirements.txt allows, run what `ui.hosting.internals` relies on. That may fail: it says
what has to be seen to before the bounds in requirements.txt are moved.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOOR = ROOT / "tests" / "ui" / "hosting"


def needed() -> list[str]:
    """What pip is to install: what the tests need, with any Streamlit."""
    files = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        "streamlit" if line.startswith("streamlit") else line
        for line in lines
        if line and not line.startswith(("#", "-r"))
    ]


def main() -> None:
    """Print which Streamlit it was and what the tests say; the answer is theirs."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python"
        install = [python, "-m", "pip", "install", "--quiet", "--upgrade", *needed()]
        subprocess.run(install, check=True)
        version = "import streamlit; print('Streamlit', streamlit.__version__)"
        subprocess.run([python, "-c", version], check=True)
        tests = sorted(DOOR.glob("test_internals*.py"))
        ran = subprocess.run([python, "-m", "pytest", "-q", "-n", "0", *tests], cwd=ROOT)
    sys.exit(ran.returncode)


if __name__ == "__main__":
    main()
