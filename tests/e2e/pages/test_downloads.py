"""Pictures and pages that a visitor takes away stand alone, and show what was on screen."""

import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def at_the_end(visitors):
    """Step 4 of the lecture's cell, at rest, with the downloads open."""
    page = visitors(locale="zh-TW", dark=True)
    stage = page.locator(".gatescope-stage")
    stage.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(".gatescope-stage[data-t='4'][data-playing='false']")
    page.get_by_role("tab").last.click()
    page.wait_for_selector(".gatescope-pictures button")
    return page


def saved(page, selector: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator(selector).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def picture(part: str, kind: str) -> str:
    return f".gatescope-pictures button[data-part={part}][data-format={kind}]"


def test_pictures_stand_alone(at_the_end, visitors, tmp_path):
    page = at_the_end
    for part, said in (("diagram", "7.000"), ("arithmetic", "σ\u0302("), ("score", "輸入閘")):
        drawn = saved(page, picture(part, "svg"), tmp_path)
        assert drawn.name == f"gatescope-lstm-{part}-step-4.svg"
        text = drawn.read_text(encoding="utf-8")
        for foreign in ("var(", "color-mix", " class=", " style=", "foreignObject", "url(http"):
            assert foreign not in text
        root = ET.fromstring(text.split("\n", 1)[1])
        assert said in "".join(root.itertext())
        assert root.find(f"{SVG}rect").get("fill") == "#11141a"  # as dark as the page
        painted = {e.get("fill") for e in root.iter(f"{SVG}text")}
        assert len(painted) > 1 and not any(fill and "(" in fill for fill in painted)
        if part == "score":  # five steps side by side, from the first column to the last
            curve = [e.get("d") for e in root.iter(f"{SVG}path") if "L" in (e.get("d") or "")]
            corners = [float(one.split(" ")[0]) for one in curve[0][1:].split("L")]
            steps = np.diff(corners)
            assert len(corners) == 5 and steps.min() > 0.1 * float(root.get("width"))
            assert steps.max() - steps.min() < 1
        pixels = saved(page, picture(part, "png"), tmp_path).read_bytes()
        size = struct.unpack(">II", pixels[16:24])
        assert size == tuple(2 * int(root.get(side)) for side in ("width", "height"))


def test_the_printable_page_speaks_the_visitors_language(at_the_end, visitors, tmp_path):
    path = saved(at_the_end, ".st-key-handout_page button", tmp_path)
    html = path.read_text(encoding="utf-8")
    assert 'lang="zh-Hant"' in html and "輸入閘" in html
    sheet = at_the_end.context.new_page()
    sheet.route("**/*", lambda route: route.abort())
    sheet.set_content(html)
    # A formula is laid out as one line of marks, not as the words of its elements.
    formula = sheet.locator("math").first.bounding_box()
    assert 8 < formula["height"] < 40 and formula["width"] > 60
    assert sheet.evaluate("performance.getEntriesByType('resource').length") == 0
    table = saved(at_the_end, ".st-key-download_csv button", tmp_path).read_bytes()
    assert table.startswith(b"\xef\xbb\xbft,x[1]")
