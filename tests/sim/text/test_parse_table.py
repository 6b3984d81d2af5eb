"""A pasted block as it stands elsewhere: names around it, brackets of NumPy and PyTorch in it."""

import numpy as np
import pytest

from sim.text.errors import InputError
from sim.text.parse import parse_matrix, parse_table

SQUARE = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("text", "rows", "columns", "values"),
    [
        ("1\t2\n3\t4", None, None, SQUARE),
        ("a\tb\n1\t2\n3\t4", None, ("a", "b"), SQUARE),
        ("x\t1\t2\ny\t3\t4", ("x", "y"), None, SQUARE),
        ("\ta\tb\nx\t1\t2\ny\t3\t4", ("x", "y"), ("a", "b"), SQUARE),
        ("t\ta\tb\nx\t1\t2\ny\t3\t4\r\n", ("x", "y"), ("a", "b"), SQUARE),
        ("a b\n1 2\n3 4", None, ("a", "b"), SQUARE),
        ("a, b\n1, 2\n3, 4", None, ("a", "b"), SQUARE),
        ("x 1 2; y 3 4", ("x", "y"), None, SQUARE),
        ("i\tj\tk\n1\t2\t3", None, ("i", "j", "k"), [[1, 2, 3]]),
        ("x1\tx2\n1\t2", None, ("x1", "x2"), [[1, 2]]),
        ("步骤（一）\tＡ\n1\t2", None, ("步骤（一）", "Ａ"), [[1, 2]]),
        ("x [cm]\t(t)\n1\t2", None, ("x [cm]", "(t)"), [[1, 2]]),
        ("\tTaipei\ton\t2nd\nw\t1\t2\t3", ("w",), ("Taipei", "on", "2nd"), [[1, 2, 3]]),
        ("x\n1\n2", None, ("x",), [[1], [2]]),
    ],
)  # fmt: skip
def test_what_is_no_number_is_a_name(text, rows, columns, values):
    table = parse_table(text)
    assert (table.row_names, table.column_names) == (rows, columns)
    assert table.values.tolist() == values
    assert table.values.dtype == np.float64


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("abc", "no_number_at", "Row 1, column 1"),
        ("a b\nc d", "no_number_at", "Row 1, column 1"),
        ("\ta\tb\n0\t1\t2", "empty_cell_at", "Row 1, column 1"),
        ("a\t\n1\t2", "no_number_at", "Row 1, column 1"),
        ("a\tb\n1\tx", "no_number_at", "Row 2, column 2"),
        ("a\tb\n1\t2\t3", "rows_differ", "Row 2 has length 3, row 1 has length 2"),
        # nearly a number is no name: what it says of the number beside it would be lost
        ("50%\t1\n60%\t2", "percent_at", "0.50"),
        ("2,5\t3,1\n1\t2", "decimal_comma_at", "2.5"),
        ("CR 5\nCR 6", "no_number_at", "'CR'"),
        ("USD 5\tUSD 6\n1\t2", "mark_at", "'USD'"),
        ("minus 5\n1 2", "no_number_at", "'minus'"),
        ("nan\tnan\n1\t2", "not_finite_at", "nan"),
        ("l.5\n2", "character_at", "LATIN SMALL LETTER L"),
        ("1O\n2", "character_at", "LATIN CAPITAL LETTER O"),
        ("三\n4", "no_number_at", "三"),
        ("½\n4", "fraction_at", "½"),
        ("①\n4", "character_at", "CIRCLED DIGIT ONE"),
    ],
)
def test_what_is_nearly_a_number_is_refused(text, code, words):
    with pytest.raises(InputError) as caught:
        parse_table(text)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_matrix_has_no_names():
    for text in ("a b\n1 2", "x 1\ny 2"):
        with pytest.raises(InputError) as caught:
            parse_matrix(text)
        assert caught.value.code == "no_number_at"


@pytest.mark.parametrize(
    "text",
    [
        "array([[1., 2.], [3., 4.]])",
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "np.array([[1, 2], [3, 4]])",
        "tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64, requires_grad=True)",
        "tensor([[1., 2.],\n        [3., 4.]], grad_fn=<AddBackward0>)",
        "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', dtype=torch.float16)",
        "Parameter containing:\ntensor([[1., 2.],\n        [3., 4.]], requires_grad=True)",
        "Array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "[array([1., 2.]), array([3., 4.])]",
        "[[np.float64(1.0), np.float64(2.0)], [np.int64(3), np.float32(4.0)]]",
        "[[tensor(1.), tensor(2., requires_grad=True)], [tensor(3), tensor(4)]]",
        "[[1. 2.]\n [3. 4.]]",
        "[[1.\n  2.]\n [3.\n  4.]]",
    ],
)
def test_what_numpy_and_pytorch_print(text):
    assert parse_table(text).values.tolist() == SQUARE
    assert parse_matrix(text).tolist() == SQUARE


@pytest.mark.parametrize("shape", [(1,), (30,), (31,), (1, 1), (3, 40), (40, 3)])
@pytest.mark.parametrize("make", [lambda x: x, lambda x: x * 1e9, lambda x: (9 * x).astype(int)])
def test_whatever_numpy_prints_reads_back(shape, make):
    values = make(np.random.default_rng(5).normal(size=shape))
    for text in (repr(values), repr(values.tolist()), repr(list(values)), str(values)):
        try:
            read = parse_table(text).values
        except InputError as error:  # str of a long vector does not say where a row ends
            assert error.code == "one_row_or_several" and values.ndim == 1
        else:
            np.testing.assert_allclose(read, np.atleast_2d(values), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[1. 2. ... 3.]", "elided"),
        ("tensor([[1., 2., …]])", "elided"),
        ("array([[1., nan]])", "not_finite_at"),
        ("array([[1., -inf]])", "not_finite_at"),
        ("array([True])", "boolean_at"),
        ("array([1.+2.j])", "complex_at"),
        ("tensor(1e-05 *\n [1, 2])", "outside_brackets"),
        ("tensor([[[1.]]])", "too_nested"),
        ("array([], dtype=float64)", "empty_row"),
        ("masked_array(data=[1, --])", "outside_brackets"),
    ],
)
def test_what_was_left_out_of_a_print_is_said(text, code):
    with pytest.raises(InputError) as caught:
        parse_table(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("\t1\n2\t3", 1, 1),
        ("1\t\n2\t3", 1, 2),
        ("1\t2\n\t3", 2, 1),
        ("1\t2\n3\t", 2, 2),
        ("\t\n1\t2", 1, 1),
        ("1\t2\n\t", 2, 1),
        ("1\t2\t3\n4\t\t6", 2, 2),
        ("\N{NO-BREAK SPACE}\t1", 1, 1),
        (" \t1", 1, 1),
        (", 1\n2, 3", 1, 1),
        ("1, \n2, 3", 1, 2),
    ],
)
def test_an_empty_cell_is_named_and_nothing_shifts(text, row, column):
    for read in (parse_table, parse_matrix):
        with pytest.raises(InputError) as caught:
            read(text)
        assert caught.value.code == "empty_cell_at"
        assert (caught.value.fields["row"], caught.value.fields["column"]) == (row, column)


@pytest.mark.parametrize("text", ["\n1\n2", "\r\n1\r\n", "1\n\n2", "\n\t\n"])
def test_an_empty_first_row_is_no_decoration(text):
    with pytest.raises(InputError) as caught:
        parse_table(text)
    assert caught.value.code in ("empty_row", "empty_cell_at", "empty")
