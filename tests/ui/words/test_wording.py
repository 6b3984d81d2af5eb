"""Words that a text must not hold, each with the reason, so that none comes back."""

import re

import pytest

from tests.ui.words.test_words import WORDS, catalogue
from ui import words as w

# Patterns; what may follow or stand before is in the pattern itself.
UNWANTED = {
    "en": {
        "lives at one step": "one step alone is not 0",
        "three lines stand against": "three sets of weights stand against four",
    },
    "zh-Hans": {
        "细胞(?!状态)": "a cell of biology: 循环单元, 单元结构, Elman 网络",
        "抽取": "a sample taken out: weights are 由随机种子生成",
        "取决于": "depends on: a loss is 取自 its steps",
        "展开写出": "逐项展开",
        "补救|种办法": "缓解方法, 方法",
        "读出": "reading aloud: 输出层",
        "斜率": "导数 of an activation",
        "记忆线": "记忆通路",
        "循环矩阵": "a circulant matrix: 循环权重矩阵",
        "循环尺度": "循环权重矩阵尺度",
        "课堂": "the room: 讲义",
        "线下": "offline: 虚线以下",
        "(?<![启打])开 ": "开启 before a share",
        "变得很": "变化得很",
        "只在一个时间步上存在": "one step alone is not 0",
        "每行一个(偏置|矩阵)|每行存|[各这]一?行的值|每一行在|同名的一行|这一行": "每个量, 各个量",
        "三行对四行": "三组权重对四组",
        r"1\.2e-7(?! 倍)": "倍 is missing",
        "(?<!随机)种子": "随机种子",
        "覆写": "覆盖",
        "星期": "周五",
        "游标": "光标",
        "泄漏单元": "有漏单元",
        "设定": "设置",
        "存活": "of a living thing: 保留, 传回",
        "^(保留|覆[写盖])的 GRU": "保留旧值的 GRU says what it keeps",
        "活化|机率|档案|预设|萤幕|范例|资讯|连结|网路|列印": "Taiwan's word",
    },
    "zh-Hant": {
        "細胞(?!狀態)": "a cell of biology: 循環單元, 單元結構, Elman 網路",
        "抽取": "a sample taken out: weights are 由隨機種子產生",
        "取決於": "depends on: a loss is 取自 its steps",
        "展開寫出": "逐項展開",
        "補救|種辦法": "緩解方法, 方法",
        "讀出": "reading aloud: 輸出層",
        "斜率": "導數 of an activation",
        "記憶線": "記憶通路",
        "循環矩陣": "a circulant matrix: 循環權重矩陣",
        "循環尺度": "循環權重矩陣尺度",
        "課堂": "the room: 講義",
        "線下": "offline: 虛線以下",
        "(?<![啟打])開 ": "開啟 before a share",
        "變得很": "變化得很",
        "只在一個時間步上存在": "one step alone is not 0",
        "每列一個(偏置|矩陣)|每列存|[各這]一?列的值|每一列在|同名的一行|這一列": "每個量, 各個量",
        "三列對四列": "三組權重對四組",
        r"1\.2e-7(?! 倍)": "倍 is missing",
        "(?<!隨機)種子": "隨機種子",
        "場景": "情境",
        "單元列": "單元條",
        "星期": "週五",
        "洩漏單元": "有漏單元",
        "存活": "of a living thing: 保留, 傳回",
        "激活|概率|默認|運行|示例|設置|鏈接|打印|屏幕|網絡": "the mainland's word",
        "文件|保存|撤銷|字符|數組|噪聲": "the mainland's word",
    },
}  # fmt: skip
# Where the same letters say something else.
ALLOWED = {
    # The option `slope` of the hard sigmoid, by its usual Chinese name.
    ("斜率", "step.slope"),
    ("斜率", "errors.activation_number"),
    ("斜率", "errors.activation_slope"),
}


def unwanted(lang: str, key: str, text: str) -> list[str]:
    return [
        f"{key}: {found[0]}, {why}"
        for pattern, why in UNWANTED[lang].items()
        if (found := re.search(pattern, text)) and (pattern, key) not in ALLOWED
    ]


@pytest.mark.parametrize("lang", w.LANGUAGES)
def test_no_text_holds_a_word_that_misleads(lang):
    assert [one for key, text in catalogue(lang).items() for one in unwanted(lang, key, text)] == []


def test_what_is_allowed_is_there():
    """An exception that no text needs any more would let the word come back unseen."""
    for lang in ("zh-Hans", "zh-Hant"):
        texts = catalogue(lang)
        assert [key for pattern, key in ALLOWED if not re.search(pattern, texts[key])] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh-Hans", "Elman 细胞"), ("zh-Hans", "开 {percent}"), ("zh-Hans", "用种子 {seed} 抽取"),
        ("zh-Hans", "其最大值的 1.2e-7。"), ("zh-Hans", "细胞的每一行在每个时间步的值"),
        ("zh-Hant", "循環矩陣"), ("zh-Hant", "我的場景"), ("zh-Hant", "用種子"),
    ],
)  # fmt: skip
def test_such_a_word_is_found(lang, text):
    assert unwanted(lang, "any.key", text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [("zh-Hans", "细胞状态"), ("zh-Hans", "由随机种子生成"), ("zh-Hans", "打开 {name}"),
     ("zh-Hans", "开启 {percent}"), ("zh-Hans", "最大值的 1.2e-7 倍"), ("zh-Hant", "細胞狀態")],
)  # fmt: skip
def test_a_right_word_is_not(lang, text):
    assert unwanted(lang, "any.key", text) == []


def glossary() -> list[list[str]]:
    text = (WORDS / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def test_the_glossary_keeps_to_it_too():
    rows = glossary()
    assert len(rows) > 40
    for english, simplified, traditional, *_ in rows:
        assert unwanted("zh-Hans", english, simplified) == []
        assert unwanted("zh-Hant", english, traditional) == []


def test_a_term_of_the_glossary_is_used():
    """Each is somewhere in the texts of its language: what nobody says needs no row."""
    for place, lang in enumerate(("zh-Hans", "zh-Hant"), start=1):
        said = "\n".join(catalogue(lang).values())
        terms = {
            re.sub(r" \(.*\)", "", term): row[0]
            for row in glossary()
            for term in row[place].split(", ")
        }
        assert [(term, of) for term, of in terms.items() if term not in said] == []


@pytest.mark.parametrize("lang", w.LANGUAGES)
def test_the_memory_has_one_name(lang):
    """The word of every sentence and head; the technical name stands in one text alone."""
    with w.speaking(lang):
        name = w.t("cells.line_c")
        for key in ("stage.short_c", "score.memory_before", "score.memory_after",
                    "step.chart_states", "stage.adds_state"):  # fmt: skip
            assert name in w.t(key).lower(), key
    technical = {"zh-Hans": "细胞状态", "zh-Hant": "細胞狀態"}.get(lang)
    holding = [key for key, text in catalogue(lang).items() if technical and technical in text]
    assert holding == (["cells.reads_c"] if technical else [])
