"""Whatever is set on screen stands in a link, or in the one list of what does not, with why."""

import ast

from tests.browser import ROOT
from ui.compare.settings import CompareSettings
from ui.gradients.settings import Settings
from ui.links.private import PRIVATE
from ui.shared.setting import settings

WIDGETS = {
    "selectbox", "slider", "select_slider", "toggle", "checkbox", "radio", "segmented_control",
    "pills", "multiselect", "text_input", "text_area", "number_input", "date_input", "time_input",
    "color_picker", "feedback", "file_uploader", "data_editor", "number_field",
}  # fmt: skip
OF_SETTINGS = {"bound", "field", "slider", "pick"}  # methods of a page's settings
ECHO = "ui/reruns/bound.py"  # a field nobody sees, in which the browser repeats a number
OWNERS = {"settings", "choice"}


def calls():
    for file in sorted([*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
                yield file.relative_to(ROOT).as_posix(), node, ast.unparse(node.func).split(".")[-1]


def key_of(call: ast.Call) -> str:
    """A widget's key, or how it begins."""
    (key,) = (one.value for one in call.keywords if one.arg == "key")
    if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
        return key.values[0].value
    assert isinstance(key, ast.Constant), ast.unparse(key)
    return key.value


def owner_of(call: ast.Call) -> str:
    """On what a method is called."""
    return ast.unparse(call.func).rpartition(".")[0]


def test_every_widget_is_of_the_session_or_private_for_a_reason():
    unknown, used, read = [], set(), 0
    for path, call, name in calls():
        if name not in WIDGETS or path == ECHO or owner_of(call) in OWNERS:
            continue
        read += 1
        given = {one.arg for one in call.keywords}
        if None in given or "take" in given:  # **bound(...), or a field's own take
            continue
        key = key_of(call)
        found = {one for one in PRIVATE if key == one or (one[-1] == "_" and key.startswith(one))}
        used |= found
        if not found:
            unknown.append(f"{path}: {key}")
    assert unknown == [] and used == set(PRIVATE) and read > 40


def test_what_a_widget_of_a_page_is_bound_to_stands_in_links():
    known = {name: one.link for kind in (Settings, CompareSettings)
             for name, one in settings(kind).items()}  # fmt: skip
    asked = set()
    for _, call, name in calls():
        of_page = name in OF_SETTINGS and owner_of(call) in OWNERS and call.args
        if of_page and isinstance(call.args[0], ast.Constant):
            asked.add(call.args[0].value)
    assert len(asked) > 25 and {name for name in asked if not known.get(name)} == set()


def test_every_reason_is_a_sentence():
    assert all(len(reason.split()) >= 5 for reason in PRIVATE.values())
