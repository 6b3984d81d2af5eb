"""Browser components are small ES modules; Streamlit wants each as one inline module."""

from __future__ import annotations

import re
from pathlib import Path

# A top-level statement begins in column 0, as it does in any formatted file.
_IMPORT = re.compile(r"^import\b(?P<what>[^;'\"]*)[\"'](?P<source>[^\"']+)[\"'];?[ \t]*\n?", re.M)
_EXPORT = re.compile(
    r"^export[ \t]+(?!default\b)(?=(?:async|function|class|const|let|var)\b)", re.M
)
_EXPORT_LIST = re.compile(r"^export[ \t]*\{(?P<names>[^}]*)\}[ \t]*(?P<more>[^\n]*)\n?", re.M)
_DEFAULT = re.compile(r"^export[ \t]+default\b", re.M)
_NAMED = re.compile(
    r"^(?:export[ \t]+(?:default[ \t]+)?)?"
    r"(?:(?:async[ \t]+)?function[ \t]*\*?|class|const|let|var)[ \t]+([A-Za-z_$][\w$]*)",
    re.M,
)
_UNPACKED = re.compile(r"^(?:export[ \t]+)?(?:const|let|var)[ \t]+[{\[]([^}\]]*)[}\]]", re.M)


class BundleError(ValueError):
    """A component's modules cannot be joined; the message names the files."""


def bundle(folder: Path, entry: str) -> str:
    """Join a component's ES module and all it imports into one module without imports.

    `folder`: the component's folder; `entry`: the file in it with the `export default`. Imports are
    relative (`import { a } from "../shared/x.js"`) and keep their names, since all files come to
    share one scope; each file is taken once, before its first reader. Raises `BundleError` when two
    files declare one name, on an import cycle, a renamed, default or unknown import, and
    FileNotFoundError for a missing file.
    """
    parts: dict[Path, str] = {}
    owners: dict[str, Path] = {}
    _visit((folder / entry).resolve(), parts, owners, ())
    return "\n".join(parts.values())


def _visit(
    path: Path, parts: dict[Path, str], owners: dict[str, Path], above: tuple[Path, ...]
) -> None:
    if path in above:
        raise BundleError("import cycle: " + " -> ".join(p.name for p in (*above, path)))
    if path in parts:
        return
    source = path.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(source):
        target = _target(path, found)
        _visit(target, parts, owners, (*above, path))
        exported = _exported(target.read_text(encoding="utf-8"))
        for name in _imported_names(path, found["what"]):
            if name not in exported:
                raise BundleError(f"{path.name}: {target.name} exports no {name}")
    for name in _declared(source):
        if owners.setdefault(name, path) != path:
            raise BundleError(f"{name} is declared in {owners[name].name} and in {path.name}")
    parts[path] = (
        f"// {path.parent.name}/{path.name}\n{_without_module_syntax(path, source, above)}"
    )


def _target(path: Path, found: re.Match[str]) -> Path:
    if not found["source"].startswith("."):
        raise BundleError(f"{path.name}: only relative imports, read {found['source']!r}")
    return (path.parent / found["source"]).resolve()


def _imported_names(path: Path, what: str) -> list[str]:
    """Return the names between the braces of an import; none for `import "./x.js"`."""
    if not what.strip():
        return []
    braces = re.fullmatch(r"\s*\{([^}]*)\}\s*from\s*", what)
    names = [name.strip() for name in braces[1].split(",") if name.strip()] if braces else []
    if not braces or any(not re.fullmatch(r"[\w$]+", name) for name in names):
        raise BundleError(f"{path.name}: write 'import {{ a, b }} from', read 'import{what}'")
    return names


def _exported(source: str) -> set[str]:
    inline = {
        name
        for found in _EXPORT.finditer(source)
        for name in _declared(source[found.start() :].split("\n", 1)[0])
    }
    lists = (found["names"].split(",") for found in _EXPORT_LIST.finditer(source))
    return inline | {name.strip() for names in lists for name in names}


def _declared(source: str) -> set[str]:
    unpacked = (
        # In `{ a: b = 1, ...c }` the names are b and c.
        re.split(r"[:=]", item.strip().lstrip("."))[1 if ":" in item else 0].strip()
        for found in _UNPACKED.finditer(source)
        for item in found[1].split(",")
    )
    return set(_NAMED.findall(source)) | {name for name in unpacked if name}


def _without_module_syntax(path: Path, source: str, above: tuple[Path, ...]) -> str:
    for found in _EXPORT_LIST.finditer(source):
        if found["more"].strip(" ;") or " as " in found["names"]:
            raise BundleError(f"{path.name}: re-exports and renamed exports are not joined")
    if above and _DEFAULT.search(source):
        raise BundleError(f"{path.name}: only the entry has a default export")
    source = _EXPORT_LIST.sub("", _IMPORT.sub("", source))
    return _EXPORT.sub("", source).strip() + "\n"
