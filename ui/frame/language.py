"""The languages of a visit: a menu in the header of every page, and what the browser must know."""

from __future__ import annotations

import streamlit as st

from ui.reruns.bound import bound
from ui.words import ENGLISH, LANGUAGES, language, offered, t

NONE = ""
# The browser picks Chinese glyphs, and a screen reader its voice, by the language of the page.
_page_language = st.components.v2.component(
    "gatescope_language",
    js="""export default function ({ data }) {
  document.documentElement.lang = data.lang;
}
""",
)


def chosen() -> tuple[str, str | None]:
    """The session's language, and the second one for names, None for none.

    What the visitor chose, else `?lang=` and `?names=`, else the browser's locale; English for
    anything that is not offered.
    """
    wishes = (*_asked("language", "lang"), st.context.locale)
    lang = next((lang for wish in wishes if (lang := offered(wish))), ENGLISH)
    wish = next((one for one in _asked("names", "names") if one is not None), None)
    second = offered(wish)
    return lang, second if second != lang else None


def _asked(key: str, parameter: str) -> tuple[str | None, str | None]:
    """What was chosen on the page, then what its address says."""
    return st.session_state.get(key), st.query_params.get(parameter)


def tell_browser() -> None:
    """Let the whole page be in the session's language."""
    _page_language(key="page_language", data={"lang": language()})


def menu() -> None:
    """Choose the language, and whether gates and states are named in a second one too."""
    lang, second = chosen()
    with st.popover(
        LANGUAGES[lang], key="language_menu", icon=":material/language:", type="tertiary"
    ):
        st.radio(
            t("app.language_choose"), list(LANGUAGES), format_func=LANGUAGES.get,
            **bound("language_chosen", lang, _choose, folded=True),
        )  # fmt: skip
        others = [one for one in LANGUAGES if one != lang]
        st.radio(
            t("app.language_terms"), [NONE, *others],
            format_func=lambda one: LANGUAGES[one] if one else t("app.language_no_terms"),
            **bound(
                "language_terms", second or NONE, _name_also, in_words=True, folded=True,
            ),
        )  # fmt: skip


def _choose(lang: str) -> None:
    st.session_state["language"] = lang


def _name_also(lang: str) -> None:
    st.session_state["names"] = lang
