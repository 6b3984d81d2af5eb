"""The rooms keep their order, and nothing points outside the machine."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sim.cells import CELLS

ROOT = Path(__file__).resolve().parents[1]
# The rooms, lowest first: a file imports from its own room and from those before it.
ORDER = [
    "sim/text",
    "sim/graph",
    "sim/cells",
    "sim/run",
    "sim/adjoint",
    "sim/network",
    "sim/document",
    "sim/presets",
    "sim/written",
    "sim/lab",
    "sim",
    "ui/look",
    "ui/words",
    "ui/figures",
    "ui/shared",
    "ui/reruns",
    "ui/memory",
    "ui/hosting",
    "ui/session",
    "ui/widgets",
    "ui/stage",
    "ui/editor",
    "ui/step",
    "ui/compare",
    "ui/gradients",
    "ui/links",
    "ui/handout",
    "ui/frame",
    "pages",
    "streamlit_app.py",
]
ANYWHERE = {"ui"}  # the names of the pages
MOST_FILES = 14  # side by side in a folder
SCREEN = {"streamlit", "starlette", "plotly", "numpy", "segno"}
# room -> what it may import besides the standard library
MAY_IMPORT = {
    "sim": {"sim", "numpy"},
    "ui/hosting/internals.py": {
        "ui",
        "streamlit",
        "google",
        "h11",
        "uvicorn",
        "websockets",
        "plotly",
    },
    "ui/figures": {"sim", "ui", "numpy"},
    "ui/words/markup.py": {"markupsafe"},
    "ui/step/table.py": {"sim", "ui", *SCREEN, "pandas"},
    "ui": {"sim", "ui", *SCREEN},
    "pages": {"sim", "ui", *SCREEN},
}
URL = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)
NAMESPACE = "http://www.w3.org/"
MACHINE_PATH = re.compile(r"/(?:work|home/\w+|Users/\w+|tmp/\w+)/")


def room(file: Path) -> str:
    path = file.relative_to(ROOT).as_posix()
    return next(name for name in MAY_IMPORT if path == name or path.startswith(f"{name}/"))


def imported(file: Path) -> set[str]:
    """The first names of everything a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0] if node.level == 0 else file.parts[len(ROOT.parts)])
    return names


MODULES = [file for name in ("sim", "ui", "pages") for file in sorted((ROOT / name).rglob("*.py"))]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_imports_keep_the_arrow(file):
    allowed = MAY_IMPORT[room(file)] | set(sys.stdlib_module_names)
    assert imported(file) - allowed == set()


def room_of(path: str) -> str:
    """The room that a file, or a module written as a path, stands in."""
    return max((one for one in ORDER if f"{path}/".startswith(f"{one}/")), key=len, default="ui")


def rooms_asked(file: Path) -> set[str]:
    """The rooms that a file of ours imports from, wherever in it."""
    names = set()
    if file.suffix == ".js":
        sources = re.findall(r"""^import\b[^'"]*['"](\.[^'"]+)""", text_of(file), re.M)
        names = {
            (file.parent / source).resolve().relative_to(ROOT).as_posix() for source in sources
        }
    else:
        for node in ast.walk(ast.parse(text_of(file))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        names = {name.replace(".", "/") for name in names}
    return {room_of(name) for name in names if name.split("/")[0] in {"sim", "ui", "pages"}}


OURS = [*MODULES, ROOT / "streamlit_app.py", *sorted((ROOT / "ui").rglob("*.js"))]


def test_rooms_import_from_those_below():
    upwards = {}
    for file in OURS:
        path = file.relative_to(ROOT).as_posix()
        own = room_of(path)
        below = {*ORDER[: ORDER.index(own) + 1], *ANYWHERE} if own in ORDER else set()
        if too_high := rooms_asked(file) - below:
            upwards[path] = too_high
    assert upwards == {}


def test_every_folder_is_a_room():
    folders = {file.parent.relative_to(ROOT).as_posix() for file in OURS} - {"."}
    assert {room for room in map(room_of, folders) if room not in ORDER} <= ANYWHERE
    assert {one for one in folders if room_of(one) == "ui"} == ANYWHERE
    assert {room_of(folder) for folder in folders} - ANYWHERE == {*ORDER[:-1]}
    for top in ("sim", "ui"):
        assert {file.name for file in (ROOT / top).iterdir() if file.is_file()} == {"__init__.py"}


def test_no_folder_is_crowded():
    """A file a topic: the catalogues of words may be many."""
    kinds = {".py", ".js", ".css"}
    files = [
        f for top in ("sim", "ui", "pages") for f in (ROOT / top).rglob("*") if f.suffix in kinds
    ]
    held = Counter(file.parent.relative_to(ROOT).as_posix() for file in files)
    assert {folder: count for folder, count in held.items() if count > MOST_FILES} == {}


def test_a_number_is_typed_into_a_field_of_ours():
    """Streamlit's own drop what they can't read: 0,25 becomes 25 there."""
    droppers = {"number_input", "data_editor", "text_input"}
    found = {
        f"{file.relative_to(ROOT).as_posix()} {node.attr}"
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in droppers
    }
    # One that nobody sees, and a sentence.
    assert found == {"ui/reruns/bound.py text_input", "ui/links/menu/teacher.py text_input"}


def test_a_choice_of_one_cannot_be_let_go():
    """A second click on what is chosen would choose nothing."""
    found = [
        {keyword.arg: getattr(keyword.value, "value", None) for keyword in node.keywords}
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "segmented_control"
    ]
    assert len(found) > 5 and all(keywords.get("required") is True for keywords in found)


def test_what_streamlit_and_plotly_do_not_promise_comes_through_one_door():
    """Of Streamlit the rest has `st.` alone, and nothing of it that begins with "_"."""
    outside = ("streamlit.", "plotly.basedatatypes", "google", "uvicorn", "h11", "websockets")
    asking: dict[str, set[str]] = {}
    for file in [*MODULES, ROOT / "streamlit_app.py"]:
        names = set()
        for node in ast.walk(ast.parse(text_of(file))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Attribute) and ast.unparse(node).startswith("st._"):
                names.add(f"streamlit.{node.attr}")
        if found := {name for name in names if name.startswith(outside)}:
            asking[file.relative_to(ROOT).as_posix()] = found
    asked = asking.pop("ui/hosting/internals.py")
    assert asking == {}
    assert {"streamlit.runtime", "plotly.basedatatypes.BaseFigure"} <= asked


TAG = re.compile(
    r"</?(?:a|b|br|div|h[1-6]|i|iframe|img|li|link|math|meta|ol|p|script|span|style|sub|sup|table|"
    r"t[dhr]|ul)(?=[\s>/]|$)"
)
NO_PAGE = {"ui/figures", "ui/words/markup.py"}  # Plotly's own notation, and where HTML is made
# Whole elements as they stand, with nothing put into them, or what is looked for in a page.
WRITTEN_OUT = {
    "ui/hosting/headers.py",
    "ui/handout/picture/__init__.py", "ui/hosting/lean_page.py", "ui/stage/__init__.py",
    "ui/widgets/clicks/__init__.py", "ui/widgets/transfer/opener.py",
}  # fmt: skip


KNOW_CELLS = ("sim/cells/", "sim/presets/", "sim/lab/")  # which cells there are, by their keys
# A remedy's name, and the words by which a document says what is read out.
WORDS = {
    "ui/gradients/remedies.py": {"leaky"},
    "sim/network/outputs.py": {"dense"},
}
PLAIN = {"shown"}  # a name that is a plain word too


def test_a_cell_is_named_where_it_stands_in_examples_and_in_the_laboratory_alone():
    """Everywhere else what is true of a cell is read off it."""
    named = {}
    for file in OURS:
        path = file.relative_to(ROOT).as_posix()
        if path.startswith(KNOW_CELLS):
            continue
        text = text_of(file)
        if file.suffix == ".js":
            found = set(re.findall(r"""["'`](\w+)["'`]""", text))
        else:
            constants = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
            found = {one.value for one in constants if isinstance(one.value, str)}
        if found := found & CELLS.keys() - PLAIN - WORDS.get(path, set()):
            named[path] = found
    assert named == {}


def test_html_is_made_in_one_place():
    """By `tag`, which escapes; and shown by `html`, which takes nothing else."""
    making, showing = set(), {}
    for file in [*MODULES, ROOT / "streamlit_app.py"]:
        path = file.relative_to(ROOT).as_posix()
        if path.startswith(("sim/", *NO_PAGE)):
            continue
        tree = ast.parse(text_of(file))
        said = {one.value for one in ast.walk(tree) if isinstance(one, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
                text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
                if TAG.search(text) and node not in said:
                    making.add(path)
            elif isinstance(node, ast.Attribute) and ast.unparse(node) == "st.html":
                showing.setdefault("st.html", set()).add(path)
            elif isinstance(node, ast.ImportFrom) and node.module in ("html", "markupsafe"):
                showing.setdefault(node.module, set()).add(path)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("Markup", "escape"):
                showing.setdefault("Markup", set()).add(path)
            elif isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
                showing.setdefault("unsafe", set()).add(path)
    assert making == WRITTEN_OUT
    assert showing == {"st.html": {"ui/widgets/html.py"}}


def tracked() -> list[Path]:
    """Files that belong to the project: Git's, or all of them where there is no repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return [file for file in ROOT.rglob("*") if ".venv" not in file.parts and file.is_file()]
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_what_the_browser_loads_points_nowhere_outside():
    shown = [f for f in ROOT.glob("ui/**/*") if f.suffix in {".js", ".css", ".svg", ".html"}]
    assert shown
    outside = {
        f"{file.relative_to(ROOT)}: {url}"
        for file in shown
        for url in URL.findall(text_of(file))
        if not url.startswith(NAMESPACE.rstrip("/"))
    }
    assert outside == set()


def test_no_file_names_a_place_on_somebodys_machine():
    named = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in tracked()
        if (found := MACHINE_PATH.search(text_of(file)))
    }
    assert named == set()


def test_no_file_holds_an_unfinished_merge():
    marks = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.M)
    assert {str(f.relative_to(ROOT)) for f in tracked() if marks.search(text_of(f))} == set()


def test_only_the_graphs_room_asks_what_an_operation_is_called():
    """Others ask its row of the table, and the browser its tree's kind, form, sign and binding."""
    asked = re.compile(r"\.op\b")
    files = [*ROOT.glob("sim/**/*.py"), *ROOT.glob("ui/**/*.py"), *ROOT.glob("ui/**/*.js")]
    asking = {f.relative_to(ROOT).as_posix() for f in files if asked.search(f.read_text("utf-8"))}
    assert asking and all(name.startswith("sim/graph/") for name in asking), asking
