"""What lies around every page in the browser, ahead of the first run: style, first paint, line."""

from __future__ import annotations

import json
from pathlib import Path

from ui.hosting.internals import INDEX
from ui.look import FOLDER as LOOK
from ui.look import layout, theme
from ui.look.cells import cell_rules
from ui.shared.bundle import bundle
from ui.shared.served import FILES, PREFIX, kept
from ui.words import LANGUAGES, words
from ui.words.markup import Markup, joined, style, tag

FOLDER = Path(__file__).parent
WORDS = {lang: words("shell", lang) for lang in LANGUAGES}
STYLE = "\n".join(
    (
        (LOOK / "main.css").read_text(encoding="utf-8"),
        layout("always"),
        (FOLDER / "shell.css").read_text(encoding="utf-8"),
    )
)
SCRIPT = bundle(FOLDER, "shell.js") + f"\nstart({json.dumps(WORDS, ensure_ascii=False)});\n"


# Streamlit's scripts of what stands at the top of a page. It asks for each when it first draws one,
# behind that of the charts, which keeps the browser busy for a second or two.
FIRST = ("BidiComponent", "Selectbox", "Checkbox")


def markup() -> Markup:
    """HTML for the end of Streamlit's page: after its own styles, which would win otherwise."""
    file = kept("shell", SCRIPT)
    look = style(f":root {{ {theme.css_variables()} }}\n{cell_rules()}\n{STYLE}")
    return joined(look, preloads(), tag("script", type="module", src=f"./{PREFIX}/{file}"))


def preloads() -> Markup:
    """Links that have the browser fetch FIRST and the stage at once; none for what is not there."""
    scripts = INDEX.parent / "static" / "js"
    found = (sorted(scripts.glob(f"{name}.*.js")) for name in FIRST)
    files = [f"static/js/{one[0].name}" for one in found if len(one) == 1]
    files += [f"{PREFIX}/{name}" for name in FILES if name.startswith("stage-")]
    return joined(*(tag("link", rel="modulepreload", href=f"./{file}") for file in files))
