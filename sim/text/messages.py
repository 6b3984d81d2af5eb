"""What is wrong with a typed or pasted text: a code, and its sentence in English.

Another mistake's sentence stands where it is raised. The other languages are in `ui.words`.
"""

from __future__ import annotations

AT = "_at"  # ends the codes of mistakes in one cell of a table
AT_CELL = "Row {row}, column {column}: "

MESSAGES = {
    "not_text": "Expected text, got {kind}",
    "text_too_long": "Expected at most {most} characters, got {count}",
    "too_many_numbers": "Expected at most {most} numbers",
    # of an address of an entry
    "entry_text": "Expected an entry such as W_f.1.2, read '{text}'",
    "entry_array": "{text}: there is no array of this name",
    "entry_places": "{text}: expected an entry such as {example}",
    "entry_bounds": "{text}: the last entry is {last}",
    # of one number
    "empty_cell": "Expected a number, found nothing",
    "no_number": "Expected a number, read '{text}'",
    "number_too_long": "Expected a number, read '{text}'",
    "overflow": "{text} is too large: at most 1.8e308",
    "underflow": "{text} is too close to 0: write 0",
    "decimal_comma": "Write a decimal point, not a comma: {hint}, not {text}",
    "comma_in_number": "Expected one number, read '{text}' with a comma in it",
    "not_finite": "Expected a finite number, read '{text}'",
    "underscore": "Write the digits without underscores: {hint}, not {text}",
    "grouping": "Write the digits together: {hint}, not {text}",
    "not_decimal": "Write the number in decimal digits, read '{text}'",
    "boolean": "Write 1 or 0, not '{text}'",
    "complex": "Expected a real number, read '{text}'",
    "several_numbers": "Expected one number, read '{text}'",
    "accounting": "{text} is how spreadsheets write {hint}: write {hint}, or no brackets",
    "brackets": "Write the number without brackets, read '{text}'",
    "sign_behind": "Write the sign before the number: {hint}, not {text}",
    "percent": "Write a decimal number: {hint}, not {text}",
    "fraction": "Write a decimal number, not a fraction, read '{text}'",
    "power": "Write powers of ten with an e, such as 1.5e3, read '{text}'",
    "exponent": "Write a whole number after the e, such as 1e3, read '{text}'",
    "mark": "Write the number alone, without '{mark}', read '{text}'",
    "character": "Expected one number, read '{text}' with {name} in it",
    "left_out": "'{text}' stands for numbers that were left out",
    # of a table
    "empty": "Expected numbers, read nothing",
    "elided": "'...' stands for numbers that were left out: print all of them, then paste",
    "one_row_or_several": (
        "Lines in one pair of brackets can be one row or several: "
        "write one line, or a ; between rows"
    ),
    "empty_row": "Row {row} is empty",
    "rows_differ": "Row {row} has length {count}, row 1 has length {expected}",
    "not_a_vector": "Expected one row or one column, read {rows} rows of {columns}",
    "comma": (
        "Row {row}: '{text}' can be one number or several. Write a decimal point, "
        "or a blank after each comma that separates"
    ),
    "bracket_alone": "A bracket {bracket} has no partner",
    "bracket_missing": "A bracket {bracket} is missing",
    "too_nested": "Expected rows in brackets, read brackets within them",
    "outside_brackets": "Expected rows in brackets, read '{text}'",
}


def known(code: str) -> bool:
    """Whether the English sentence of a code stands here."""
    return code in MESSAGES or code.removesuffix(AT) in MESSAGES


def template(code: str) -> str:
    """The English sentence of a code, with its {placeholders}; KeyError for an unknown code."""
    if code in MESSAGES:
        return MESSAGES[code]
    sentence = MESSAGES[code.removesuffix(AT)]
    if not sentence.startswith("{"):
        sentence = sentence[0].lower() + sentence[1:]
    return AT_CELL + sentence
