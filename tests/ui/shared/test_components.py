"""Streamlit gets one module that runs, or whoever wrote it an error that names the files."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ui.shared import served
from ui.shared.bundle import BundleError, bundle

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def write(tmp_path):
    """`write({"stage/main.js": "..."})` puts files into a folder and returns it."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


GOOD = {
    "stage/main.js": (
        'import { twice } from "./twice.js";\n'
        'import {\n  show,\n  LIMIT,\n} from "../shared/format.js";\n\n'
        "export default function (component) {\n"
        "  // import { nothing } in a comment\n"
        "  return show(twice(component)) + LIMIT;\n}\n"
    ),
    "stage/twice.js": (
        "import { one } from '../shared/one.js'\nexport function twice(x) { return one * 2 * x; }\n"
    ),
    "shared/format.js": (
        'import { one } from "./one.js";\n'
        "export const LIMIT = 100 + one;\n"
        "const { sqrt: root } = Math;\n"
        "export const show = (x) => root(x * x);\n"
    ),
    "shared/one.js": "const one = 1;\nexport { one };\n",
}


def test_each_file_once_before_its_reader(write):
    joined = bundle(write(GOOD) / "stage", "main.js")
    assert joined.count("const one = 1;") == 1
    order = [joined.index(s) for s in ("const one", "function twice", "const LIMIT", "default")]
    assert order == sorted(order)
    exports = [line for line in joined.splitlines() if line.startswith(("import", "export"))]
    assert exports == ["export default function (component) {"]
    assert str(ROOT) not in joined and "/tmp" not in joined


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_joined_module_runs(write):
    folder = write(GOOD)
    (folder / "joined.mjs").write_text(bundle(folder / "stage", "main.js"))
    (folder / "run.mjs").write_text(
        'import main from "./joined.mjs";\nconsole.log(main(-3) === 6 + 101);\n'
    )
    run = ["node", str(folder / "run.mjs")]
    assert subprocess.run(run, capture_output=True, text=True, timeout=30).stdout == "true\n"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"m.js": 'import { a } from "./m.js";\n'}, "cycle: m.js -> m.js"),
        (
            {
                "m.js": 'import { a } from "./a.js";\n',
                "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
                "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
            },
            "cycle: m.js -> a.js -> b.js -> a.js",
        ),
        (
            {
                "m.js": 'import { a } from "./a.js";\nconst b = 1;\n',
                "a.js": "export function a() {}\nlet b;\n",
            },
            "b is declared in a.js and in m.js",
        ),
        (
            {
                "m.js": 'import { a } from "./a.js";\nconst { x: b, c } = a;\n',
                "a.js": "export class a {}\nconst [c] = [1];\n",
            },
            "c is declared in a.js and in m.js",
        ),
        (
            {"m.js": 'import { a as b } from "./a.js";\n', "a.js": "export const a = 1;\n"},
            "m.js: write 'import { a, b } from'",
        ),
        ({"m.js": 'import a from "./a.js";\n', "a.js": ""}, "m.js: write 'import"),
        ({"m.js": 'import * as a from "./a.js";\n', "a.js": ""}, "m.js: write 'import"),
        ({"m.js": 'import { a } from "./a.js";\n', "a.js": "const a = 1;\n"}, "a.js exports no a"),
        ({"m.js": 'import { a } from "plotly";\n'}, "only relative imports, read 'plotly'"),
        ({"m.js": "const a = 1;\nexport { a as b };\n"}, "renamed exports"),
        (
            {
                "m.js": 'import { a } from "./a.js";\n',
                "a.js": "export const a = 1;\nexport default function () {}\n",
            },
            "a.js: only the entry has a default export",
        ),
    ],
)
def test_what_cannot_be_joined_is_an_error(write, files, message):
    with pytest.raises(BundleError) as raised:
        bundle(write(files), "m.js")
    assert message in str(raised.value)


def test_a_missing_file_is_an_error(write):
    with pytest.raises(FileNotFoundError):
        bundle(write({"m.js": 'import { a } from "./a.js";\n'}), "m.js")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_every_component_of_ours_is_one_valid_module(tmp_path):
    entries = [
        file
        for file in ROOT.glob("ui/**/*.js")
        if any(line.startswith("export default") for line in file.read_text().splitlines())
    ]
    for entry in entries:
        joined = tmp_path / f"{entry.stem}.mjs"
        joined.write_text(bundle(entry.parent, entry.name), encoding="utf-8")
        check = subprocess.run(
            ["node", "--check", str(joined)], capture_output=True, text=True, timeout=30
        )
        assert check.returncode == 0, check.stderr


def test_a_module_is_kept_under_its_own_hash():
    one, again, other = (served.kept("a", script) for script in ("let a;", "let a;", "let b;"))
    assert one == again != other and one.startswith("a-") and one.endswith(".js")
    assert (served.FILES[one], served.FILES[other]) == (b"let a;", b"let b;")
