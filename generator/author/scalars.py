"""Writes a YAML value in the style, and with the line breaks, of the value that it replaces."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from generator.author.alignment import opcodes
from generator.output import visible

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_FLOW_INDICATORS = frozenset(",[]{}?")
# What readers other than this project's would not take for a text.
_TYPED = re.compile(r"""(?xi)
    [-+]? (?: 0x[0-9a-f_]+ | 0o[0-7_]+ | 0b[01_]+
            | [0-9][0-9_,]* (?:\.[0-9_]*)? (?:e[-+]?[0-9]+)? | \.[0-9_]+ (?:e[-+]?[0-9]+)?
            | [0-9]+ (?::[0-9]+)+ (?:\.[0-9]*)? | \.inf )
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} .* | \.nan | ~ | = | <<
    | null | true | false | yes | no | on | off | [yn]
""")
_ESCAPE = re.compile(r"\\(?:\\|(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|_))")
_ODD_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[^\\\"nt/ ]")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it stands in a file.

    Attributes:
        start, end: where it stands in the file's text.
        style: its first character when that is a quotation mark, `|` or `>`; otherwise empty.
        flow: whether it stands between brackets.
        raw: the text from `start` to `end`.
        value: what it reads as.
        lead: what must stand before anything that is written in the place of nothing.
    """

    start: int
    end: int
    style: str
    flow: bool
    raw: str
    value: str
    lead: str = ""


def written(scalar: Scalar, value: str, line_end: str) -> str:
    """A new value in the old one's style, or in quotation marks when that style cannot hold it."""
    if value == scalar.value:
        return scalar.raw
    text: str | None = None
    if scalar.style in ("|", ">"):
        text = _block(scalar, value, line_end)
    elif scalar.style == "'":
        text = _single(scalar, value, line_end)
    elif not scalar.style and _fits_plain(value, scalar):
        text = _flowed(scalar, value, line_end)
    return scalar.lead + text if text is not None else _double(scalar, value, line_end)


def quoted(scalar: Scalar, value: str, _line_end: str = "") -> str:
    """A new value in double quotation marks on one line, which can hold any text."""
    comment = re.match(r"[|>][-+0-9]*([ \t]+#[^\r\n\x85\u2028\u2029]*)", scalar.raw)
    return scalar.lead + f'"{_escaped(value, {})}"' + (comment[1] if comment else "")


def guarded(value: str) -> str:
    """A text in double quotation marks that is as safe to print as it is to paste."""
    odd = {char for char in value if char in "#:" or visible(char) != char}
    return f'"{_escaped(value, {char: _by_number(char) for char in odd})}"'


def fits_plain(value: str, *, flow: bool) -> bool:
    """Whether a text can stand without quotation marks and still read as a text everywhere."""
    return _fits_plain(value, Scalar(0, 0, "", flow, "", ""))


def canonical(scalar: Scalar, *, flow: bool) -> str:
    """A value in the plainest style that every reader of YAML takes for the same.

    A text is never broken over lines; one that holds line breaks is a literal block, whose lines
    come without indentation.
    """
    value = scalar.value
    if scalar.style == '"' and _ODD_ESCAPE.search(scalar.raw) and not _BREAK.search(scalar.raw):
        return scalar.raw  # what an editor made visible stays so
    if fits_plain(value, flow=flow) or (not value and not scalar.style):
        return value
    loose = flow and _FLOW_INDICATORS & set(value)
    if not scalar.style and not loose and _TYPED.fullmatch(value):
        return value  # a number, a date or the like to other readers, and meant to be one
    if "\n" in value and not flow and (block := _literal(value)) is not None:
        return block
    if _showable(value) and ('"' in value or "\\" in value):
        return f"'{value.replace(chr(39), chr(39) * 2)}'"
    return f'"{_escaped(value, {})}"'


# --- styles -----------------------------------------------------------------------------------


def _literal(value: str) -> str | None:
    """A text with line breaks as a literal block, or None."""
    lines = value.removesuffix("\n").split("\n")
    if not lines[0] or lines[0][0] == " " or not lines[-1]:
        return None
    if any(line[-1:] == " " or not _showable(line) for line in lines):
        return None
    return "\n".join(["|" if value.endswith("\n") else "|-", *lines])


def _fits_plain(value: str, scalar: Scalar) -> bool:
    """Whether a value can stand without quotation marks; doubtful ones are said not to."""
    if not value or value != value.strip() or value[0] in _INDICATORS or not _showable(value):
        return False
    if ": " in value or " #" in value or value.endswith(":"):
        return False
    if scalar.flow and (_FLOW_INDICATORS & set(value) or re.search(r":(?![\w/])", value)):
        return False
    return not _TYPED.fullmatch(value) or bool(_TYPED.fullmatch(scalar.value))


def _single(scalar: Scalar, value: str, line_end: str) -> str | None:
    if not _showable(value):
        return None
    return _flowed(scalar, f"'{value.replace(chr(39), chr(39) * 2)}'", line_end)


def _double(scalar: Scalar, value: str, line_end: str) -> str:
    if scalar.style in ("|", ">"):
        return quoted(scalar, value)
    forms = _ESCAPE.findall(scalar.raw) if scalar.style == '"' else ()
    as_before = {
        "\xa0" if form == "_" else chr(int(form[1:], 16)): "\\" + form for form in forms if form
    }
    return scalar.lead + _flowed(scalar, f'"{_escaped(value, as_before)}"', line_end)


def _block(scalar: Scalar, value: str, line_end: str) -> str | None:
    """A value as the indented lines of a literal or folded block, or None."""
    header, *lines = _BREAK.split(scalar.raw)
    indent = next(
        (line[: len(line) - len(line.lstrip(" "))] for line in lines if line.strip(" ")), ""
    )
    body = value.rstrip("\n")
    trailing = len(value) - len(body)
    paragraphs = body.split("\n")
    if not indent or not body or not _showable(body.replace("\n", "")) or not paragraphs[0]:
        return None
    if any(p[0] in " \t" or p[-1] in " \t" for p in paragraphs if p):
        return None
    if trailing != len(scalar.value) - len(scalar.value.rstrip("\n")):
        head = re.match(r"[|>][0-9]?", header.replace("-", "").replace("+", ""))
        assert head is not None  # the style is its first character
        rest = header.lstrip("|>0123456789+-")
        chomp = "-" if not trailing else "+" if trailing > 1 or "+" in header[:3] else ""
        header = head.group() + chomp + rest
    if scalar.style == "|":
        new = paragraphs
    elif len(paragraphs) == 1 and "\n" not in scalar.value.rstrip("\n"):
        new = _broken(body, [line.strip(" ") for line in lines if line.strip(" ")])
    else:
        new = re.sub("\n+", lambda run: run.group() + "\n", body).split("\n")
    text = line_end.join([header, *(indent + line if line else "" for line in new)])
    return text + line_end * (trailing - 1 if "+" in header[:3] else 0)


def _flowed(scalar: Scalar, text: str, line_end: str) -> str:
    """A text broken into lines where the old one was."""
    lines = _BREAK.split(scalar.raw)
    if len(lines) == 1:
        return text
    indent = lines[1][: len(lines[1]) - len(lines[1].lstrip(" "))]
    return (line_end + indent).join(_broken(text, [line.strip(" \t") for line in lines]))


def _broken(text: str, before: list[str]) -> list[str]:
    """A text cut at single spaces, after the words after which the old lines ended."""
    old = [word for line in before for word in line.split(" ")]
    new = text.split(" ")
    ends: list[int] = []
    count = 0
    for line in before[:-1]:
        count += len(line.split(" "))
        ends.append(count)
    cuts = set()
    for tag, i1, i2, j1, j2 in opcodes(old, new):
        for end in ends:
            if i1 < end <= i2:
                inside = j1 + (end - i1)
                cuts.add(inside if tag == "equal" else j2 if end == i2 else min(inside, j2))
    lines, at = [], 0
    for cut in sorted(cuts):
        # A break stands for one space between two words, never beside another space.
        if at < cut < len(new) and new[cut - 1] and new[cut] and new[cut - 1][-1:] != "\t":
            lines.append(" ".join(new[at:cut]))
            at = cut
    return [*lines, " ".join(new[at:])]


# --- characters -------------------------------------------------------------------------------


def _showable(text: str) -> bool:
    """Whether a text can be written without escapes: no control, no break, no odd separator."""
    return all(char == "\xa0" or char == " " or _plain_character(char) for char in text)


def _plain_character(char: str) -> bool:
    return char != "\ufeff" and unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp", "Cn")


def _escaped(text: str, as_before: dict[str, str]) -> str:
    """A text for double quotation marks; what was written as an escape before stays one."""
    pieces = []
    for char in text:
        if char in as_before:
            pieces.append(as_before[char])
        elif char in '"\\':
            pieces.append("\\" + char)
        elif char == " " or _plain_character(char):
            pieces.append(char)
        elif char in "\n\t":
            pieces.append({"\n": "\\n", "\t": "\\t"}[char])
        else:
            pieces.append(_by_number(char))
    return "".join(pieces)


def _by_number(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
