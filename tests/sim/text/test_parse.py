"""Typed text becomes the number that was meant, or an error that teaches."""

import contextlib
import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.text import parse
from sim.text.errors import InputError
from sim.text.limits import BROWSER, Limits
from sim.text.parse import parse_matrix, parse_number, parse_table, parse_vector
from sim.text.write import format_number

finite = st.floats(allow_nan=False, allow_infinity=False)
TWO_BY_THREE = [[3.0, 1.0, 0.0], [4.0, 1.0, 0.0]]
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (" 3.5 ", 3.5),
        ("3.", 3),
        (".5", 0.5),
        ("+2", 2),
        ("-2", -2),
        (f"{MINUS}2.5e{MINUS}3", -0.0025),
        (f"{EN_DASH}3", -3),
        ("1E3", 1000),
        ("２．５", 2.5),
        ("３。５", 3.5),
        ("－０．５", -0.5),
        ("\u3000７\u3000", 7),
        (f"{NBSP}7{NBSP}", 7),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("5e-324", 5e-324),
        ("0e-999", 0),
    ],
)
def test_reads_a_number(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty_cell", "found nothing"),
        ("abc", "no_number", "read 'abc'"),
        ("2,5", "decimal_comma", "2.5, not 2,5"),
        ("２，５", "decimal_comma", "2.5, not 2,5"),
        ("1,2,3", "comma_in_number", "comma"),
        ("nan", "not_finite", "finite"),
        ("-Infinity", "not_finite", "finite"),
        ("∞", "not_finite", "finite"),
        ("1e999", "overflow", "too large"),
        ("1e-999", "underflow", "write 0"),
        ("0x10", "not_decimal", "decimal digits"),
        ("1_000", "underscore", "1000, not 1_000"),
        ("True", "boolean", "1 or 0"),
        ("1+2j", "complex", "real"),
        ("1 2", "several_numbers", "one number"),
        (f"1{NBSP}000", "character", "U+00A0 NO-BREAK SPACE"),
        (f"3{EN_DASH}4", "no_number", "expected"),
        ("--1", "no_number", "expected"),
        ("٣", "character", "U+0663 ARABIC-INDIC DIGIT THREE"),
        ("½", "fraction", "not a fraction"),
        ("__import__('os')", "no_number", "expected"),
        ("9" * 401, "text_too_long", "at most 400"),
    ],
)
def test_refuses_what_is_no_number(text, code, words):
    with pytest.raises(InputError) as caught:
        parse_number(text)
    assert caught.value.code == code
    assert words.lower() in str(caught.value).lower()


@pytest.mark.parametrize("value", [None, 3, 3.5, True, b"3", ["3"]])
def test_refuses_what_is_no_text(value):
    for read in (parse_number, parse_table, parse_vector, parse_matrix):
        with pytest.raises(InputError) as caught:
            read(value)
        assert caught.value.code == "not_text"


@pytest.mark.parametrize(
    "text",
    [
        "3 1 0; 4 1 0",
        "3 1 0\n4 1 0",
        "3 1 0\r\n4 1 0\r\n",
        "3 1 0;\n4 1 0;\n",
        "  3   1 0 ;4 1  0 ",
        "3,1,0; 4,1,0",
        "3, 1, 0; 4, 1, 0",
        "3 ,1 ,0\n4 ,1 ,0",
        "3\t1\t0\n4\t1\t0\n",
        "3 \t 1\t0\n4\t1\t0",
        "[[3, 1, 0], [4, 1, 0]]",
        "[[3,1,0],[4,1,0]]",
        "[3 1 0; 4 1 0]",
        "[[3. 1. 0.]\n [4. 1. 0.]]",
        "[[3 1\n  0]\n [4 1 0]]",
        "(3,1,0), (4,1,0)",
        "[3,1,0];[4,1,0]",
        "３，１，０；４，１，０",
        "３、１、０；４、１、０；",
        "【【３，１，０】，【４，１，０】】",
        "３\u3000１\u3000０；４\u3000１\u3000０",
    ],
)
def test_reads_rows(text):
    read = parse_matrix(text)
    assert read.tolist() == TWO_BY_THREE
    assert read.dtype == np.float64


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("7", [[7]]),
        ("2, 5", [[2, 5]]),
        ("2, 5; 3, 1", [[2, 5], [3, 1]]),
        ("[2,5]", [[2, 5]]),
        ("(1,1),(2,2)", [[1, 1], [2, 2]]),
        ("2，5", [[2, 5]]),
        ("1,0;0,-1", [[1, 0], [0, -1]]),
        ("1.5,2", [[1.5, 2]]),
        ("1;2;3", [[1], [2], [3]]),
        (f"3 {MINUS}4 {EN_DASH}5", [[3, -4, -5]]),
    ],
)
def test_reads_where_a_comma_can_only_separate(text, rows):
    assert parse_matrix(text).tolist() == rows


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("2,5", "comma", "Row 1: '2,5'"),
        ("2,5;3,1", "comma", "Row 1: '2,5'"),
        ("2, 5; 3,1", "comma", "Row 2: '3,1'"),
        ("2,5 3,1", "comma", "Row 1: '2,5'"),
        ("2,5, 3,1", "comma", "Row 1: '2,5,'"),
        ("1,05", "comma", "can be one number or several"),
        ("1,000,000", "comma", "can be one number or several"),
        ("1,234,567", "comma", "can be one number or several"),
        ("1.234,5", "comma", "can be one number or several"),
        ("1,234.5", "comma", "can be one number or several"),
        ("2,5\t3,1", "decimal_comma_at", "Row 1, column 1: write a decimal point"),
        ("1\t\t3\n4\t5\t6", "empty_cell_at", "Row 1, column 2: expected a number, found nothing"),
        ("1\t2\t\n4\t5", "empty_cell_at", "Row 1, column 3"),
        ("1,,3", "empty_cell_at", "Row 1, column 2"),
        ("1, 2,", "empty_cell_at", "Row 1, column 3"),
        ("1 2; 3 abc", "no_number_at", "Row 2, column 2: expected a number, read 'abc'"),
        ("1 nan", "not_finite_at", "Row 1, column 2"),
        ("1 2; 1e999 4", "overflow_at", "Row 2, column 1: 1e999 is too large"),
        ("1 2; 3", "rows_differ", "Row 2 has length 1, row 1 has length 2"),
        ("1\n\n2", "empty_row", "Row 2 is empty"),
        ("[]", "empty_row", "Row 1 is empty"),
        ("[[1,2],[]]", "empty_row", "Row 2 is empty"),
        ("", "empty", "nothing"),
        (" \n ", "empty", "nothing"),
        ("[1 2", "bracket_missing", "] is missing"),
        ("1 2]", "bracket_alone", "no partner"),
        ("[(1 2])", "bracket_alone", "no partner"),
        ("[[1],2]", "outside_brackets", "',2'"),
        ("[1],,[2]", "outside_brackets", "',,'"),
        ("arrow([1, 2])", "outside_brackets", "'arrow'"),
        ("[[[1]]]", "too_nested", "brackets within"),
        (f"1{NBSP}000 2", "character_at", "Row 1, column 1"),
    ],
)
def test_refuses_a_doubtful_table(text, code, words):
    with pytest.raises(InputError) as caught:
        parse_matrix(text)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_an_error_carries_its_place_and_text():
    with pytest.raises(InputError) as caught:
        parse_matrix("1 2; 3 abc")
    assert caught.value.fields == {"row": 2, "column": 2, "text": "abc"}


def test_a_long_wrong_text_is_shortened():
    with pytest.raises(InputError) as caught:
        parse_matrix("x" * 300)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("text", ["1 2 3", "1;2;3", "[1,2,3]", "1\n2\n3\n", "1,2,3"])
def test_a_vector_is_a_row_or_a_column(text):
    assert parse_vector(text).tolist() == [1, 2, 3]


def test_a_table_is_no_vector():
    with pytest.raises(InputError) as caught:
        parse_vector("1 2; 3 4")
    assert caught.value.code == "not_a_vector"


def test_sizes_are_capped():
    small = Limits(X=2, H=2, Y=2, T=2, elements=4, characters=20)
    assert parse_matrix("1 2; 3 4", small).shape == (2, 2)
    with pytest.raises(InputError) as caught:
        parse_matrix("1 2 3 4 5", small)
    assert caught.value.code == "too_many_numbers"
    with pytest.raises(InputError) as caught:
        parse_matrix("1 2 3 4 5 6 7 8 9 10 11", small)
    assert caught.value.code == "text_too_long"


@pytest.mark.parametrize(
    "text",
    ["1" * 399_999, "1 " * 199_999, "[" * 399_999, "," * 399_999, "1_" * 199_999, ";" * 399_999],
)
def test_hostile_text_is_answered_quickly(text):
    start = time.process_time()
    with pytest.raises(InputError):
        parse_matrix(text, BROWSER)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e16, "1e16"),
        (1e-7, "1e-7"),
        (-2.5, "-2.5"),
        (np.float64(7), "7"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
    ],
)
def test_formats_shortly(value, text):
    assert format_number(value) == text


@given(finite)
def test_a_formatted_number_reads_back(value):
    assert parse_number(format_number(value)) == value


@given(
    st.lists(st.lists(finite, min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from(["\t", " ", ", ", "，"]),
    st.sampled_from(["\n", ";", " ; ", "\r\n", "；"]),
)
def test_a_formatted_table_reads_back(rows, column, row):
    text = row.join(column.join(map(format_number, cells)) for cells in rows)
    assert parse_matrix(text).tolist() == rows


@given(st.text(max_size=60))
def test_any_text_gives_numbers_or_an_input_error(text):
    try:
        read = parse_matrix(text)
    except InputError:
        return
    assert np.isfinite(read).all()
    assert min(read.shape) >= 1


@given(st.text(alphabet="0123456789.,;-+e \t\n[]()", max_size=30))
def test_nearly_right_text_gives_numbers_or_an_input_error(text):
    try:
        read = parse_matrix(text)
    except InputError:
        return
    assert np.isfinite(read).all()


@pytest.mark.parametrize(
    "text",
    [
        "1" + " " * 390_000 + "2",
        "1" * 390_000 + " , 2",
        "[1]" + " " * 390_000 + "x[2]",
        "[" * 390_000,
        "1;" * 195_000,
        "1 \t" * 120_000,
    ],
    ids=["blanks", "digits", "between brackets", "brackets", "rows", "tabs"],
)
def test_a_long_text_takes_no_long_time(text):
    """One that is read again from each of its characters would take minutes."""
    start = time.process_time()
    with contextlib.suppress(InputError):
        parse_matrix(text)
    assert time.process_time() - start < 5


HOSTILE = [
    "()", "(1)", "[()]", "a;", "a\n", "1\u200b", "\u20131", "1,0", "...", "1'234", "1\u00a0",
    "tensor(1", "array([1],dtype=", "np.float64(1", "[1\n ", "1.1.",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_is_looked_through_twice(piece):
    """Where a pattern starts again at each of 400,000 characters, this test does not end."""
    for before, after in (("", ""), ("array([", "])")):
        text = before + piece * (BROWSER.characters // len(piece) - 9) + after
        with contextlib.suppress(InputError):
            parse_table(text)
    for text in (piece * (400 // len(piece)), "1" * 300 + piece):
        with contextlib.suppress(InputError):
            parse_number(text)


@pytest.mark.parametrize("text", ["1" + " " * 397 + "x", "1" + " ;" * 198 + "x"])
def test_a_long_number_takes_no_long_time(text):
    start = time.process_time()
    for _ in range(20):
        with pytest.raises(InputError):
            parse_number(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("mark", ["()", "[1],", "1;", "1\n", "1,", "1 1 "])
def test_what_is_mostly_marks_is_counted_before_it_is_taken_apart(monkeypatch, mark):
    """To take it apart takes half a second for the largest text."""
    limits = replace(BROWSER, elements=10)
    with pytest.raises(InputError) as caught:
        parse_matrix(mark * 11, limits)
    assert caught.value.code != "text_too_long"
    monkeypatch.setattr(parse, "split_rows", lambda text: pytest.fail("taken apart"))
    with pytest.raises(InputError, match="at most 10"):
        parse_matrix(mark * 23, limits)


def test_as_many_numbers_as_may_be_are_read_in_any_brackets():
    limits = replace(BROWSER, elements=10)
    for text in ("[[1]" + ",[1]" * 9 + "]", "1\n" * 10, "1;" * 10 + "\n" * 99):
        assert parse_matrix(text, limits).shape == (10, 1)
    assert parse_matrix(", ".join("1" * 10), limits).shape == (1, 10)
