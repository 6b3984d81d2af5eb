"""Served as to a class: the browser's own guard is on, two tabs keep apart, edits overtake."""

import pytest

from tests.browser import settled


@pytest.mark.sampled("path")
@pytest.mark.parametrize("path", ["/", "/compare", "/gradients"])
def test_nothing_of_a_page_is_refused_by_its_content_security_policy(visitors, path):
    page = visitors("/_stcore/health", wait=False)
    page.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation',"
        " (e) => window.refused.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}`))"
    )
    answer = page.goto(f"{visitors.url}{path}")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    settled(page)
    tabs = page.get_by_role("tab")
    for k in range(tabs.count()):
        tabs.nth(k).click()
        settled(page)
    page.wait_for_timeout(300)
    assert page.evaluate("window.refused") == []
    # The guard is on: what comes from elsewhere, or is written into the page, does not run.
    page.evaluate("() => { const s = document.createElement('script');"
                  " s.textContent = 'window.injected = 1'; document.body.append(s); }")  # fmt: skip
    assert page.evaluate("window.injected") is None
    assert page.evaluate("window.refused.length") == 1
    visitors.console_errors[:] = [
        e for e in visitors.console_errors if "inline script" not in e.lower()
    ]


def test_no_font_is_fetched_for_text(visitors):
    page = visitors("/")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    fonts = [name for name in loaded if ".woff2" in name]
    assert len(fonts) == 1 and "MaterialSymbols" in fonts[0]  # the icons
