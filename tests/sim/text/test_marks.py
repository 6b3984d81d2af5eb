"""Marks of sign and scale, and characters one cannot see: read rightly, or refused by name."""

import unicodedata

import pytest

from sim.text.characters import DASHES, named
from sim.text.errors import InputError
from sim.text.mistakes import _GENERAL, _SPECIFIC
from sim.text.parse import parse_matrix, parse_number, parse_table, parse_vector
from tests.raised import raised
from ui.words import LANGUAGES, speaking
from ui.words.errors import message

DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u202a\u202c\u2066\u2068\u2069"
TURNING = "\u202b\u202d\u202e\u2067\u00ad"
SPACES = "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u1680"
OTHER_DIGITS = "٣۳३৩๓᠓𝟑𝟛③⑶❸Ⅲ〣"
LOOK_ALIKE = ["1е5", "1Е5", "1О", "З.5", "1O", "O1", "l5", "I.5", "1٫5", "1·5", "1‚5", "1․5", "5ʼ"]

# text -> code, and what the message has to say
MARKED = {
    "(1.50)": ("accounting", "−1.50"),
    "（1.5）": ("accounting", "−1.5"),
    "( 1.5 )": ("accounting", "−1.5"),
    "(-1.5)": ("brackets", "(-1.5)"),
    "-(1.5)": ("brackets", "-(1.5)"),
    "$(1.5)": ("brackets", "$(1.5)"),
    "(50%)": ("brackets", "(50%)"),
    "1.5-": ("sign_behind", "−1.5"),
    "1.5−": ("sign_behind", "−1.5"),
    "1.5 –": ("sign_behind", "−1.5"),
    "1.5+": ("sign_behind", "1.5"),
    "50%": ("percent", "0.50"),
    "５０％": ("percent", "0.50"),
    "-12.5 %": ("percent", "−0.125"),
    "5‰": ("percent", "0.005"),
    "1.5 CR": ("mark", "'CR'"),
    "1.5DR": ("mark", "'DR'"),
    "CR 1.5": ("mark", "'CR'"),
    "$3": ("mark", "'$'"),
    "3€": ("mark", "'€'"),
    "￥3": ("mark", "'￥'"),
    "¥-3": ("mark", "'¥'"),
    "NT$3": ("mark", "'NT$'"),
    "1.5k": ("mark", "'k'"),
    "5万": ("mark", "'万'"),
    "±1": ("mark", "'±'"),
    "≈1": ("mark", "'≈'"),
    "<1": ("mark", "'<'"),
    "20°": ("mark", "'°'"),
    "'1": ("mark", "'''"),
    "1/2": ("fraction", "1/2"),
    "1⁄2": ("fraction", "1⁄2"),
    "½": ("fraction", "½"),
    "2½": ("fraction", "2½"),
    "5²": ("power", "5²"),
    "10⁻³": ("power", "10⁻³"),
    "1.5×10^3": ("power", "1.5×10^3"),
    "1.5x10³": ("power", "1.5x10³"),
    "10**3": ("power", "10**3"),
    "2^3": ("power", "2^3"),
    "1e": ("exponent", "1e"),
    "1e+": ("exponent", "1e+"),
    "1e1.5": ("exponent", "1e1.5"),
    "1'234": ("grouping", "1234"),
    "1’234.5": ("grouping", "1234.5"),
    "1 234": ("several_numbers", "1 234"),
    "...": ("left_out", "..."),
}


def refused(text: str, parse=parse_number) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_of_sign_or_scale_is_never_passed_over(text):
    code, said = MARKED[text]
    error = refused(text)
    assert (error.code, said in str(error)) == (code, True), str(error)
    for lang in LANGUAGES:
        with speaking(lang):
            assert said.strip("'") in message(error), lang
    # the same in a cell of a block, alone in a column, and where names may stand
    for parse in (parse_matrix, parse_table):
        for block in (f"1\t2\n{text}\t4", f"{text}\t2", f"2\t{text}"):
            assert refused(block, parse).code == f"{code}_at" or code == "left_out", block
        if code != "several_numbers":
            assert refused(f"{text}\n{text}", parse), text


@pytest.mark.parametrize("block", ["a\t(1,50)\n", "2\t(1,50)\n3\t4", "x\ty\n2\t（1,50）"])
def test_a_decimal_comma_in_brackets_keeps_its_sign(block):
    error = refused(block, parse_table)
    assert error.code == "accounting_at" and "write −1.50" in str(error)


@pytest.mark.parametrize("mark", ["(1.5)", "(1,50)", "(1,234.50)", "(1.234,50)", "（1.5）"])
@pytest.mark.parametrize("block", ["{0}", "{0}\n{0}", "{0}\t2\n3\t{0}", "1 {0} 3", "{0}\r\n4"])
def test_a_number_in_brackets_is_no_row_of_its_own(mark, block):
    for parse in (parse_matrix, parse_table, parse_vector):
        assert refused(block.format(mark), parse)


@pytest.mark.parametrize("text", ["[(1.5)]", "((1.5), (2.5))", "[(1.5), (2.5)]", "[1, (2)]"])
def test_a_number_in_brackets_within_brackets_is_refused_too(text):
    assert refused(text, parse_matrix).code == "accounting_at"


@pytest.mark.parametrize("text", ["(1, 2), (3, 4)", "(1,2),(3,4)", "(1 2) (3 4)", "((1,2),(3,4))"])
def test_rows_in_round_brackets_stay_rows(text):
    assert parse_matrix(text).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("mark", DROPPED, ids=named)
def test_what_has_no_width_is_read_where_it_says_nothing(mark):
    for text in (
        f"{mark}-2.5",
        f"-2.5{mark}",
        f"-{mark}2.5",
        f" {mark} -2.5{mark * 3}",
        f"-2.5{mark}e0",
    ):
        assert parse_number(text) == -2.5
        assert parse_matrix(f"1\t{text}").tolist() == [[1, -2.5]]
    for text in (f"2{mark}5", f"2.{mark}5"):
        assert named(mark) in str(refused(text))


@pytest.mark.parametrize("mark", TURNING + "\x00\x07\x1f\u2800\ufe0f\u0301\ue000", ids=named)
def test_what_cannot_be_seen_is_named(mark):
    for text in (f"1{mark}2", f"{mark}12") if mark != "\u2800" else (f"1{mark}2",):
        error = refused(text)
        for lang in LANGUAGES:
            with speaking(lang):
                assert f"U+{ord(mark):04X} " in message(error), lang


@pytest.mark.parametrize("space", SPACES, ids=named)
def test_a_space_of_any_width_is_nothing_around_a_number_and_named_in_it(space):
    assert parse_number(f"{space}1.5{space}{space}") == 1.5
    assert parse_matrix(f"{space}1\t2{space}").tolist() == [[1, 2]]
    assert unicodedata.name(space) in str(refused(f"1{space}234"))


@pytest.mark.parametrize("dash", "−﹣－" + DASHES, ids=named)
def test_a_dash_before_a_number_is_a_minus_and_between_two_it_is_refused(dash):
    for text in (f"{dash}2.5", f" {dash}2.5", f"-25e{dash}1", f"{dash}.25e1"):
        assert parse_number(text) == -2.5
    assert parse_matrix(f"1 {dash}2\n{dash}3 4").tolist() == [[1, -2], [-3, 4]]
    for text in (f"3{dash}4", f"{dash}{dash}4", f"-{dash}4", dash, f"{dash} 4"):
        assert refused(text)


@pytest.mark.parametrize("digit", OTHER_DIGITS, ids=named)
def test_digits_of_other_scripts_are_named(digit):
    for text in (digit, f"1{digit}", f"{digit}.5"):
        assert unicodedata.name(digit) in str(refused(text))


@pytest.mark.parametrize("text", LOOK_ALIKE)
def test_what_only_looks_like_a_part_of_a_number_is_named(text):
    strange = next(c for c in text if c not in "0123456789.e")
    assert named(strange) in str(refused(text))


def test_every_sentence_of_the_parser_is_said_by_some_text():
    said = {code for code, _ in MARKED.values()}
    others = {
        "empty_cell": "", "no_number": "abc", "overflow": "1e999", "underflow": "1e-999",
        "decimal_comma": "2,5", "comma_in_number": "1,2,3", "not_finite": "nan",
        "underscore": "1_0", "not_decimal": "0x1", "boolean": "true", "complex": "1j",
        "character": "1\u200b2", "text_too_long": "1" * 401,
    }  # fmt: skip
    tables = {
        "not_text": None, "too_many_numbers": "1 " * 20_000, "number_too_long_at": "1" * 401,
        "empty": " ", "elided": "1 ... 2", "empty_row": "1\n\n2", "rows_differ": "1 2\n3",
        "comma": "2,5", "bracket_alone": "1]", "bracket_missing": "[1", "too_nested": "[[[1]]]",
        "outside_brackets": "x = [1]", "one_row_or_several": f"[{'1 ' * 40}\n {'1 ' * 40}]",
    }  # fmt: skip
    assert {code: refused(text).code for code, text in others.items()} == {c: c for c in others}
    found = {code: refused(text, parse_matrix) for code, text in tables.items()}
    assert {code: error.code for code, error in found.items()} == {c: c for c in tables}
    codes = said | set(others) | {code.removesuffix("_at") for code in tables} | {"not_a_vector"}
    parsers = ("sim/text/parse.py", "sim/text/separators.py", "sim/text/printed.py")
    known = {code for one in raised() if one.file in parsers for code in one.codes or ()}
    assert codes == known | {code for code, _ in (*_SPECIFIC, *_GENERAL)} | {
        "empty_cell", "character", "no_number",
    }  # fmt: skip
    for error in found.values():
        sentences = set()
        for lang in LANGUAGES:
            with speaking(lang):
                sentences.add(message(error))
        assert len(sentences) == len(LANGUAGES)
