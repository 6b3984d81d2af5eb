"""How a chart is set up in the browser: its picture, its buttons, its language."""

from ui.widgets.chart import chart_config
from ui.words import speaking


def test_a_picture_is_made_at_twice_the_size():
    config = chart_config(filename="lstm")
    assert config["toImageButtonOptions"]["scale"] == 2
    assert config["toImageButtonOptions"]["filename"] == "lstm"
    assert config["displaylogo"] is False and "locale" not in config


def test_its_words_come_along_in_another_language():
    with speaking("zh-Hant"):
        config = chart_config()
    assert config["locale"] == "zh-Hant"
    assert config["locales"]["zh-Hant"]["dictionary"]
