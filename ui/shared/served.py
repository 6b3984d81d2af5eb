"""A component's script from this server, once, instead of inside every rerun.

Streamlit sends the module and the style of an inline component with each delta: 200 kB for the
stage, which took a third of the time from an edit to its repaint. What Streamlit is given instead
is a few lines that import the real module by a name with its hash, so that a browser keeps it.
"""

from __future__ import annotations

import hashlib
import json

from ui.words import t

PREFIX = "parts"
FILES: dict[str, bytes] = {}

_LOADER = """const module = import(new URL({address}, document.baseURI).href);
let sheet;
export default function (component) {{
  let cleanup, gone = false;
  module.then((loaded) => {{
    if (gone) return;
    if (!sheet) {{ sheet = new CSSStyleSheet(); sheet.replaceSync(loaded.style); }}
    const root = component.parentElement.getRootNode();
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    cleanup = loaded.default(component);
  }}).catch(() => {{
    if (!sheet) component.parentElement.textContent = {failed};
  }});
  return () => {{ gone = true; cleanup?.(); }};
}}
"""


def served(name: str, script: str, style: str) -> str:
    """Keep a component's module for `ui.hosting` to serve; returns the module that loads it.

    `name`: of the file; `script`: an ES module with a default export and none called `style`;
    `style`: its CSS, which the loader puts into the component's root.
    """
    file = kept(name, f"{script}\nexport const style = {json.dumps(style)};\n")
    return _LOADER.format(
        address=json.dumps(f"{PREFIX}/{file}"), failed=json.dumps(t("app.not_loaded"))
    )


def kept(name: str, script: str) -> str:
    """Keep a module for `ui.hosting` to serve below PREFIX; returns its file's name, with its hash.

    `name`: what it begins with; `script`: the module.
    """
    content = script.encode()
    file = f"{name}-{hashlib.sha256(content).hexdigest()[:16]}.js"
    FILES[file] = content
    return file
