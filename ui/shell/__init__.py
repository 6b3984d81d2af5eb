"""What lies around every page in the browser, ahead of the first run: style, first paint, line."""

from __future__ import annotations

import json
from pathlib import Path

from ui import theme
from ui.assets import PREFIX, kept
from ui.components import bundle
from ui.words import LANGUAGES, words

FOLDER = Path(__file__).parent
WORDS = {lang: words("shell", lang) for lang in LANGUAGES}
STYLE = "\n".join(
    (folder / name).read_text(encoding="utf-8")
    for folder, name in ((FOLDER.parent, "main.css"), (FOLDER, "shell.css"))
)
SCRIPT = bundle(FOLDER, "shell.js") + f"\nstart({json.dumps(WORDS, ensure_ascii=False)});\n"


def markup() -> str:
    """HTML for the end of Streamlit's page: after its own styles, which would win otherwise."""
    file = kept("shell", SCRIPT)
    style = f"<style>:root {{ {theme.css_variables()} }}\n{STYLE}</style>"
    return f'{style}<script type="module" src="./{PREFIX}/{file}"></script>'
