"""Where a quote stands, character by character, and what is said when it does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_match import haystack

from generator import pipeline, text
from generator.check import verify as verifying
from generator.check.match import Haystack, Match
from generator.check.nearest import nearest
from generator.check.verify import Answer, Job, Verified, locally, look, verify
from generator.dates import parse
from generator.edges import is_boundary, splits_compound, splits_figure
from generator.model import AsOf, Citation, Exclusion, Place, Role, Verdict
from generator.settings import QuoteRules
from generator.text import Folded, counted_words, fold, long_mark_run

# --- folding ----------------------------------------------------------------------------------

RUNS: tuple[str, ...] = (
    "a|... …|b",
    "... …",
    "a|b|... …",
    '" «~|a|b|" ~»',
    "é e\u0301|t|é e\u0301",
    "Ạ\u030a A\u030a\u0323|é e\u0301|x",
    "a|- —|b|- \u2212|1",
    "a|_ ~_|b|_ \n|c|_ \t_\u2028|d",
    " \u00ad|a| \u00ad|b| \u200b",
    "x|_ \u200b_|y|_ _\u200b_|z",
    'a|" »|_|" «|b',
    'a|.|_|" «_|b',
    '.|.|"_ «_|a',
    'a|"_ «_|b',
    '" «_|a|_" _»|b',
    '" «_|a|" _»|,|b',
    'a|" \u200b\u200b»|b',
    '" «\u200b|a',
    'a|" _\u200b»|_|b',
    'b|_|a| \u200b|"_ «_|c',
    'a|_" _»| \u200b|b|_',
    "x|é e\u0301",
    "a|X|X|b",
    "a|_ ~|\u0315|\u0300|b",
    "1|\u0301|2",
    "fi \ufb01|x|ff \ufb00|ffi \ufb03",
    "' ’|a|' ‹|b|' ʼ",
    "각 \u1100\u1161\u11a8|x",
    "մն \ufb13|x",
)
"""Runs as `folded original`, or one for both; `~` is a no-break space, `_` a space."""


def read(run: str) -> tuple[str, str]:
    folded, _, original = run.partition(" ") if run[:1] != " " else ("", "", run[1:])
    made = {"~": "\u00a0", "_": " "}
    written = "".join(made.get(c, c) for c in original or folded)
    return "".join(made.get(c, c) for c in folded), written


@pytest.mark.parametrize("runs", RUNS)
def test_every_stretch_leads_back_to_what_it_came_from(runs: str) -> None:
    """Whole runs only: nothing begins or ends between two of the dots of an ellipsis."""
    pairs = [read(run) for run in runs.split("|")]
    folded = Folded("".join(original for _, original in pairs))
    assert folded.text == "".join(one for one, _ in pairs)
    starts, ends = {}, {}
    at = came = 0
    for one, original in pairs:
        if one:
            starts[at], ends[at + len(one)] = came, came + len(original)
        at, came = at + len(one), came + len(original)
    for start in range(at):
        for end in range(start + 1, at + 1):
            wanted = (starts[start], ends[end]) if start in starts and end in ends else None
            assert folded.span(start, end) == wanted, (start, end)


def test_a_short_text_is_folded_without_its_ends() -> None:
    assert fold(" «\u00a0Été\u00a0» …\n") == '"Été" ...'
    assert fold("\u00ad") == ""
    assert fold("a\u0315\u0300") == fold("à\u0315") == "à\u0315"
    assert Folded("").text == ""


def test_the_table_is_what_is_done() -> None:
    """Each row of the published table, tried on what it names."""
    table = {name: (given, becomes) for name, given, becomes in text.FOLD_TABLE}
    assert list(table) == [
        *("white-space", "double-quotes", "single-quotes", "guillemet-space", "dashes"),
        *("ellipsis", "ligatures", "zero-width", "composition"),
    ]
    for name in ("double-quotes", "single-quotes", "dashes", "ellipsis"):
        given, becomes = table[name]
        assert {fold(one) for one in given.split(" ")} == {becomes}
    assert table["double-quotes"][0] == "“ ” „ ‟ « » ＂ 〝 〞 〟"
    assert table["single-quotes"][0] == "‘ ’ ‚ ‛ ‹ › ʼ ＇"
    dashes = [0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D]
    assert [ord(one) for one in table["dashes"][0].split(" ")] == dashes
    ligatures = [*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18)]
    assert [ord(one) for one in table["ligatures"][0].split(" ")] == ligatures
    assert fold("\ufb00\ufb06\ufb17") == "ffst\u0574\u056d"
    assert table["zero-width"] == (
        "U+00AD U+200B U+200E U+200F U+061C U+2060 U+FEFF",
        "nothing",
    )
    for code in table["zero-width"][0].split(" "):
        assert fold(f"a{chr(int(code[2:], 16))}b") == "ab"
    assert table["white-space"] == (
        "any run of white space, no-break spaces and line breaks too",
        "one space",
    )
    assert fold("a\u00a0\u2009\n\u3000b") == "a b"
    assert table["guillemet-space"] == ("white space just inside « »", "nothing")
    assert table["ligatures"][1] == "their letters"
    assert table["composition"] == (
        "a letter and its combining accent",
        "the accented letter (NFC)",
    )


@pytest.mark.parametrize("base", ["a", "aé ", "中", "あ", "ab\u0301c"])
def test_a_long_run_of_marks_is_seen_where_it_begins(base: str) -> None:
    assert long_mark_run(base + "\u0301" * 64) is None
    assert long_mark_run(base + "\u0301" * 65 + "x") == len(base)
    assert long_mark_run(base + "\u0301" * 40 + "x" + "\u0301" * 40) is None
    assert long_mark_run("\u0301" * 63 + "\u302e" * 2) == 0
    assert long_mark_run("\u0e01" * 70) is None
    assert long_mark_run("\u0301" * 30 + "\u1e00" + "\u0301" * 40) is None


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ("", 0),
        ("a", 1),
        ("il n'est pas là", 4),
        ("non-violent et l’IA_x", 3),
        ("__ _ a", 1),
        ("人工知能", 4),
        ("AI人工", 2),
        ("हिन्दी भाषा", 2),
        ("in\u00adter\u200bnational", 1),
        ("e\u0301te\u0301", 1),
        ("a . b\u00ad", 2),
        ("X x", 2),
        ("X x 人", 3),
        ("XX 人", 2),
        ("… !? —", 0),
        ("10 000", 2),
        ("ไทย", 3),
        ("\u3005\u312f\u0e81", 3),
    ],
)
def test_words_are_counted(given: str, count: int) -> None:
    assert counted_words(given) == count


def test_words_come_without_punctuation() -> None:
    assert text.words("L’IA, (non-violent) — 3,5 !") == ["L’IA", "non-violent", "3", "5"]
    assert [c for c in "a_1é\u0300\u0301\u200c\u200d-' 中" if text.is_letter(c)] == list(
        "a_1é\u0300\u0301\u200c\u200d中"
    )
    assert [c for c in "Xa\u0301\u0903\u20dd\u200c\u200d\u200b" if text.is_mark(c)] == list(
        "\u0301\u0903\u20dd\u200c\u200d"
    )


# --- edges ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("impossible", []),
        ("a b", [1, 2]),
        ("l'IA", [2]),
        ("qu'il", [3]),
        ("jusqu'ici", [6]),
        ("lorsqu'on", [7]),
        ("quoiqu'on", [7]),
        ("abcdefqu'on", []),
        ("abquoiqu'on", []),
        ("万12", []),
        ("万a", [1]),
        ("nell'aria", [5]),
        ("dall'alto", [5]),
        ("degli", []),
        ("degl'anni", [5]),
        ("L'IA", [2]),
        ("aujourd'hui", []),
        ("O'Brien", []),
        ("n'est", []),
        ("don't", []),
        ("x l'a", [1, 2, 4]),
        ("a·b a‧b", [3, 4]),
        ("AT&T", []),
        ("a@b", []),
        ("a-b", [1, 2]),
        ("a,b", [1, 2]),
        ('ק"ג', []),
        ('a"b', [1, 2]),
        ('ק"b', [1, 2]),
        ("U.S.", [3]),
        ("a.b", []),
        ("finie.Elle", [5, 6]),
        ("A.b", []),
        ("C++ C# Canal+", [2, 3, 4, 6, 7]),
        ("C+", []),
        ("1+", []),
        ("中文", [1]),
        ("中a", [1]),
        ("a中", [1]),
        ("12万", []),
        ("三百", []),
        ("三人", [1]),
        ("百人一", [1, 2]),
        ("中.文", [1, 2]),
        ("中'a", [1, 2]),
        ("a'中", [1, 2]),
        ("e\u0323x", []),
        ("a\u200db", []),
        ("! \u0300a!", [1, 4]),
        ("(\u0300.)", [2, 3]),
        ("(\u0301.)", [2, 3]),
        ("👍\U0001f3fd x", [2, 3]),
        ("\u1780\u17d2\u1781", []),
        ("カ\uff9e", []),
        ("\U0001f1eb\U0001f1f7\U0001f1ec\U0001f1e7", [2]),
        ("a\U0001f1eb\U0001f1f7\U0001f1ec", [1, 3]),
        ("\U0001f1eba", [1]),
    ],
)
def test_every_place_at_which_a_quote_may_begin_or_end(given: str, places: list[int]) -> None:
    found = [at for at in range(1, len(given)) if is_boundary(given, at)]
    assert found == places
    assert is_boundary(given, 0)
    assert is_boundary(given, len(given))
    assert is_boundary(given, len(given) + 1)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("non-violent", [3, 4]),
        ("a\u2011b", [1, 2]),
        ("a\u00ad\nb", [1, 2, 3]),
        ("a-\n  b", [1, 2, 3, 4, 5]),
        ("a- \nb", [1, 2, 3, 4]),
        ("a- b", []),
        ("a -b", []),
        ("a—b", []),
        ("a\u200b-\u200bb", [1, 2, 3, 4]),
        ("-a", []),
        ("a-", []),
        ("a-1", [1, 2]),
        ("a-b-c", [1, 2, 3, 4]),
        ("a--b", []),
        ("x" * 70 + "-y", [70, 71]),
        ("x-" + "y" * 70, [1, 2]),
    ],
)
def test_every_place_beside_a_hyphen(given: str, places: list[int]) -> None:
    assert [at for at in range(len(given) + 1) if splits_compound(given, at)] == places


@pytest.mark.parametrize(
    "figure",
    [
        *("14,3", "1.000.000", "10 000", "-12,6 %", "+3", "±5", "$ 3", "€3", "US$3", "3 €"),
        *("3 milliards", "14,3 milliards d'euros", "3 million de dollars", "5 km", "10 km/h"),
        *("12:30", "2019/2020", "1½", "3 ½", "5 °C", "50%", "10 GHz", "2,5 тыс", "3 млрд"),
        *("百万", "3百万", "5만", "10 GB", "3 kcal", "7 ألف", "5 Kč", "١٢٬٣", "9′"),
    ],
)
def test_a_figure_stays_whole(figure: str) -> None:
    given = f"ab {figure} cd"
    inside = [at for at in range(len(given) + 1) if splits_figure(given, at)]
    begin, end = 4, 3 + len(figure)
    if figure == "百万":  # no digits: words
        assert inside == []
    else:
        assert inside == list(range(begin, end))


@pytest.mark.parametrize(
    "words",
    [
        "thousand million milliers tausend Millionen mio THOUSAND",
        "Milliarde milliarden mrd mil millón millones bilhão mila milione miliardi",
        "duizend miljoen tysiące milionów miljoner bin milyon milyar",
        "тыс тысяч млн миллионов тисяч мільярдів",
        "χιλιάδες εκατομμύρια nghìn tỷ ribu triliun tisíc",
        "mii miliarde ezer millió milliárd tuhatta miljardia",
        "ألف מיליון करोड़ हजार euros dollars kr zł рублей Kč Ft lei CHF JPY CNY",
        "cm m² m kg g t dL l ha MHz kWh kB Go mph ft lb oz dB hPa kcal kJ ms s min h",
        "พัน หมื่น บาท 百 円 圓 만 조",
    ],
)
def test_what_a_figure_counts_is_part_of_it(words: str) -> None:
    for word in words.split():
        given = f"(3 {word}) 3 {word[:-1]}z"
        inside = [at for at in range(len(word) + 4) if splits_figure(given, at)]
        assert inside == list(range(2, len(word) + 3)), word


def test_what_only_stands_beside_a_figure() -> None:
    for given in (
        "a 3 b",
        "3 milliardaires",
        "3 kmx",
        "(3)",
        "(3 X)",
        "(X 3)",
        "(3X)",
        "3 eurosx",
        "x 3 -",
    ):
        assert not any(
            splits_figure(given, at)
            for at in range(len(given) + 1)
            if not (given[at - 1 : at].isdigit() and given[at : at + 1].isdigit())
        ), given
    assert [at for at in range(7) if splits_figure("14,3 x", at)] == [1, 2, 3]
    far = "x" * 200 + " 14,3 " + "y" * 200
    assert [at for at in range(len(far)) if splits_figure(far, at)] == [202, 203, 204]


# --- finding ----------------------------------------------------------------------------------


def found(source: str, quote: str, prefix: str | None = None, suffix: str | None = None) -> Match:
    return haystack(source).find(quote, prefix, suffix)


def test_where_a_quote_stands() -> None:
    source = "Un mot. «\u00a0Le chat dort\u00a0»…\nFin."
    assert found(source, "Le chat dort") == Match(Verdict.EXACT, ((10, 22),))
    assert found(source, '"Le chat dort"...') == Match(Verdict.TYPOGRAPHIC, ((8, 25),))
    assert found(source, " Le  chat dort ") == Match(Verdict.TYPOGRAPHIC, ((10, 22),))
    assert found(source, "mot […] chat dort") == Match(Verdict.ABSENT, rule="quote-too-short")
    assert found(source, "Un mot […] chat dort") == Match(Verdict.EDITED, ((0, 6), (13, 22)))
    assert found(source, "Un mot […] chat dort […]") == Match(Verdict.EDITED, ((0, 6), (13, 22)))
    assert found(source, "chat dort [bien]") == Match(Verdict.ABSENT, rule="quote-too-short")
    assert found(source, "Le chat dort [bien]") == Match(Verdict.EDITED, ((10, 22),))
    assert found(source, "Le chien dort") == Match(Verdict.ABSENT, rule="quote-not-found")
    assert found(source, "chat dort. Fin") == Match(Verdict.ABSENT, rule="quote-not-found")


def test_an_ellipsis_at_the_end_is_no_full_stop() -> None:
    assert found("Il dort encore…", "Il dort encore.").rule == "quote-inside-word"
    assert found("Il dort encore…", "Il dort encore..").rule == "quote-inside-word"
    assert found("Il dort encore…", "Il dort encore...").verdict is Verdict.TYPOGRAPHIC


@pytest.mark.parametrize(
    ("source", "quote", "rule", "place"),
    [
        ("Elle dort bientôt là", "dort bientôt l", "quote-inside-word", (5, 19)),
        ("Elle dort bientôt là", "le dort bientôt", "quote-inside-word", (2, 17)),
        ("Elle dort bientôt là", "Elle dort bien", "quote-inside-word", (0, 14)),
        ("un non-lieu dit-on hier", "lieu dit-on hier", "quote-inside-word", (7, 23)),
        ("on a dit non-lieu ici", "a dit non", "quote-inside-word", (3, 12)),
        ("il a 14,3 ans ici", "il a 14", "quote-inside-figure", (0, 7)),
        ("il a 14,3 ans ici", "3 ans ici", "quote-inside-figure", (8, 17)),
        ("<!-- a b c --> et d", "a b c", "quote-in-markup", (5, 10)),
        ("un… deux trois", "un. deux trois", "quote-not-found", None),
        ("mot… un deux", ". un deux", "quote-too-short", None),
        ("a… un deux trois", ". un deux trois", "quote-inside-word", None),
    ],
)
def test_why_a_quote_is_refused(
    source: str, quote: str, rule: str, place: tuple[int, int] | None
) -> None:
    match = found(source, quote)
    assert match.verdict is Verdict.ABSENT
    assert (match.rule, match.places) == (rule, (place,) if place else ())
    assert not match.spans


def test_the_first_place_that_was_refused_is_named() -> None:
    source = "xun deux trois, <!-- un deux trois -->"
    assert found(source, "un deux trois").places == ((1, 14),)
    assert found(source, "un deux trois").rule == "quote-inside-word"
    assert found(source + " un deux trois", "un deux trois").spans == ((39, 52),)


def test_words_beside_it_choose_the_place() -> None:
    source = "Lundi, un deux trois ici.\nMardi, un deux trois là.\nun deux trois"
    assert found(source, "un deux trois") == Match(
        Verdict.AMBIGUOUS, rule="quote-ambiguous", places=((7, 20), (33, 46), (51, 64))
    )
    for prefix, suffix, span in (
        ("Lundi,", None, (7, 20)),
        ("Mardi,", None, (33, 46)),
        ("di,\n ", "ici", (7, 20)),
        (None, "là", (33, 46)),
        (None, "là.", (33, 46)),
        ("ici. Mardi,", None, (33, 46)),
        ("là.", "", (51, 64)),
        ("", "ici.", (7, 20)),
    ):
        assert found(source, "un deux trois", prefix, suffix) == Match(Verdict.EXACT, (span,))
    for prefix, suffix in (("Jeudi,", None), (None, "Mardi"), ("Lundi,", "là"), ("Mar", None)):
        match = found(source, "un deux trois", prefix, suffix)
        assert match == Match(Verdict.ABSENT, rule="quote-context", places=((7, 20),))


def test_at_most_five_places_are_named_of_many() -> None:
    source = "\n".join(f"{'abcdefghij'[n]}. un deux trois" for n in range(9))
    assert len(found(source, "un deux trois").places) == 5


def test_copies_in_one_context_are_counted() -> None:
    """The context is what stands in the line, 60 characters of it; a line alone has others."""
    line = "Le soir, un deux trois, dit-il."
    assert found("\n".join([line] * 3), "un deux trois") == Match(
        Verdict.EXACT, ((9, 22),), copies=2
    )
    near, far = "é" * 57 + " ", "é" * 58 + " "
    for between, verdict in ((near, Verdict.AMBIGUOUS), (far, Verdict.EXACT)):
        one, other = (f"{c} {between}un deux trois {between}{c}" for c in "ab")
        assert found(f"{one}\n{other}", "un deux trois").verdict is verdict
    alone = "a\n\nun deux trois\n\nb\n\nun deux trois\n\n"
    assert found(alone, "un deux trois").verdict is Verdict.AMBIGUOUS
    line = "un deux trois\n" + "x" * 70
    assert found(f"a\n{line}\nb\n{line}", "un deux trois").verdict is Verdict.AMBIGUOUS
    same = "a\nun deux trois\nb" + "\n" * 70
    assert found(same + same, "un deux trois").copies == 1
    assert found("un deux trois.\nun deux trois.", "un deux trois").copies == 1
    assert found("un deux trois.\nun deux trois!", "un deux trois").verdict is Verdict.AMBIGUOUS
    assert found(".un deux trois\n!un deux trois", "un deux trois").verdict is Verdict.AMBIGUOUS


def test_a_document_that_repeats_itself_is_not_searched_for_ever() -> None:
    many = "un deux trois. " * 210
    assert found(many, "un deux trois").verdict.passes is False
    assert found("xun deux trois. " * 2000 + "un deux trois", "un deux trois").verdict.passes
    vain = found("xun deux trois. " * 2001 + "un deux trois", "un deux trois")
    assert (vain.verdict, vain.rule) == (Verdict.ABSENT, "quote-inside-word")
    line = "Le soir, un deux trois.\n"
    assert found(line * 300, "un deux trois").copies == 200


def test_a_cut_is_as_long_as_is_allowed() -> None:
    """300 characters, and a space on each side."""
    for size, verdict in ((300, Verdict.EDITED), (301, Verdict.ABSENT)):
        source = f"un deux {'x' * size} cinq six"
        assert found(source, "un deux […] cinq six").verdict is verdict
    twice = "un deux six sept un deux x cinq six"
    assert found(twice, "un deux […] cinq six").verdict is Verdict.AMBIGUOUS


def test_parts_follow_each_other_in_one_line() -> None:
    assert found("a b c d e f", "d e […] a b").verdict is Verdict.ABSENT
    assert found("a b\nc d e f", "a b […] d e").verdict is Verdict.ABSENT
    assert found("a b c d e f\n", "a b […] e f") == Match(Verdict.EDITED, ((0, 3), (8, 11)))
    assert found("a b xe f e f", "a b […] e f") == Match(Verdict.EDITED, ((0, 3), (9, 12)))
    assert found("a b c d e f", "a b […] c d […] e f").spans == ((0, 3), (4, 7), (8, 11))
    assert found("a b c d", "a b […] b c").verdict is Verdict.ABSENT
    assert found("xa b c d a b e", "a b […] c d").rule == "quote-inside-word"
    line = "a b … c d. "
    assert found(line * 3, "a b […] c d").verdict is Verdict.AMBIGUOUS
    assert found("un deux trois", "[Il dit] [que] […]").rule == "quote-too-short"
    assert found("[a b] c d e f", "[a b] c d e").verdict is Verdict.EXACT
    assert found("« a » [b] c d e", "«a» [b] c d").verdict is Verdict.TYPOGRAPHIC
    assert found(f"a b [{'x' * 200}] c d", f"a b [{'x' * 200}] c").verdict is Verdict.EXACT
    assert found("a b c d e", f"a b [{'x' * 201}] c d").rule == "quote-not-found"


def test_parts_stand_between_the_given_words_too() -> None:
    source = "Lundi, a b x c d ici. Mardi, a b x c d là."
    for prefix, suffix, at in (("Lundi,", None, 7), ("Mardi,", None, 29), (None, "là", 29)):
        match = found(source, "a b […] c d", prefix, suffix)
        assert match == Match(Verdict.EDITED, ((at, at + 3), (at + 6, at + 9)))
    assert found(source, "a b […] c d", "Jeudi,").rule == "quote-context"


def test_no_part_may_be_looked_for_too_far() -> None:
    quote = "a b […] c d"
    assert found(f"a b xc d {'y' * 320} c d", quote).verdict is Verdict.ABSENT
    assert found(f"a b {'x' * 400} a b c d", quote).verdict is Verdict.EDITED
    assert found("a b\n" * 199 + "a b c d", quote).verdict is Verdict.EDITED
    assert found("a b\n" * 200 + "a b c d", quote).verdict is Verdict.ABSENT
    assert found("a\nb x c d", quote).verdict is Verdict.ABSENT
    assert found("a b x c\nd", quote).verdict is Verdict.ABSENT


def test_places_may_overlap() -> None:
    assert found("人人人人", "人人人").verdict is Verdict.AMBIGUOUS


def test_a_refused_place_of_the_whole_is_told_before_one_of_the_parts() -> None:
    match = found("xa b [c] d e", "a b [c] d e")
    assert (match.rule, match.places) == ("quote-inside-word", ((1, 12),))


def test_few_words_are_too_few() -> None:
    stack = Haystack(haystack("un deux trois quatre").seed, QuoteRules(min_words=4))
    assert stack.find("un deux trois").rule == "quote-too-short"
    assert stack.find("un deux trois [et] […] [plus]").rule == "quote-too-short"
    assert stack.find("un deux trois quatre").verdict is Verdict.EXACT
    assert (stack.seed.text, stack.folded.text) == ("un deux trois quatre",) * 2


def test_a_figure_is_known_from_its_surroundings_in_any_place() -> None:
    for far in ("", "mot " * 40):
        source = f"{far}il coûte quatorze millions d'euros ici {far}"
        assert found(source, "il coûte quatorze").rule == "quote-inside-figure"
        assert found(source, "millions d'euros ici").rule == "quote-inside-figure"
        assert found(source, "il coûte quatorze millions d'euros").verdict is Verdict.EXACT
    assert found("quatorze millions d'euros ici", "millions d'euros ici").rule == (
        "quote-inside-figure"
    )


# --- what is said -----------------------------------------------------------------------------


def refusal(source: str, quote: str, **given: Any) -> str:
    """All that is said of a refused quote."""
    stack = haystack(source)
    citation = Citation("doc", quote, Place("facts/x.yml", 7, 9), **given)
    (answer,) = look(Job(stack.seed, stack.rules, (citation,)))
    found = answer.refusal
    assert found
    assert found.place == citation.place
    assert not answer.verdict.passes
    assert (answer.spans, answer.line) == ((), 0)
    more = "".join(f" ({r.place} {r.message})" for r in found.related)
    return f"{found.rule}: {found.message} {found.hint}{more}" + (
        f" ~ {found.nearest}" if found.nearest else ""
    )


@pytest.mark.parametrize(
    ("quote", "given", "said"),
    [
        (
            "chat dort",
            {},
            "quote-too-short: The quote “chat dort” has fewer than 3 words. "
            "Quote enough to mean something.",
        ),
        (
            "le chat dort",
            {},
            "quote-ambiguous: “le chat dort” stands in 2 different contexts of doc. "
            "Quote more words, or add `prefix:` or `suffix:` with the words beside it. "
            "(seeds/doc.txt:2:9 “Titre\\n Lundi, le chat dort ici.\\nMardi, le chat dort là-b”) "
            "(seeds/doc.txt:3:8 “ndi, le chat dort ici.\\nMardi, le chat dort là-bas, mon "
            "non-ami, a 14,3 a”)",
        ),
        (
            "le chat dort",
            {"prefix": "Jeudi,"},
            "quote-context: “le chat dort” stands in doc, but not between the given prefix and "
            "suffix. Correct `prefix:` and `suffix:`, or remove them. "
            "(seeds/doc.txt:2:9 “Titre\\n Lundi, le chat dort ici.\\nMardi, le chat dort là-b”)",
        ),
        (
            "ami, a 14,3",
            {},
            "quote-inside-word: “ami, a 14,3” begins or ends inside a word of doc. "
            "Quote whole words. "
            "(seeds/doc.txt:3:37 “le chat dort là-bas, mon non-ami, a 14,3 ans "
            "<!-- il a cent ans -->\\nFi”)",
        ),
        (
            "ami, a 14",
            {},
            "quote-inside-word: “ami, a 14” begins or ends inside a word of doc. "
            "Quote whole words. "
            "(seeds/doc.txt:3:37 “le chat dort là-bas, mon non-ami, a 14,3 ans "
            "<!-- il a cent ans -->”)",
        ),
        (
            "non-ami, a 14",
            {},
            "quote-inside-figure: “non-ami, a 14” begins or ends inside a figure of doc. "
            "Quote the whole figure, with its sign, scale and unit. "
            "(seeds/doc.txt:3:33 “rdi, le chat dort là-bas, mon non-ami, a 14,3 "
            "ans <!-- il a cent ans -->”)",
        ),
        (
            "il a cent ans",
            {},
            "quote-in-markup: “il a cent ans” stands in markup of doc that readers do not see. "
            "Quote words that the document shows. "
            "(seeds/doc.txt:3:58 “mon non-ami, a 14,3 ans <!-- il a cent ans -->\\nFin de tout.”)",
        ),
    ],
)
def test_what_is_said_of_a_refused_quote(quote: str, given: dict[str, str], said: str) -> None:
    source = (
        "Titre\n Lundi, le chat dort ici.\n"
        "Mardi, le chat dort là-bas, mon non-ami, a 14,3 ans <!-- il a cent ans -->\nFin de tout."
    )
    assert refusal(source, quote, **given) == said


def test_the_nearest_words_are_shown() -> None:
    source = "Titre\nCe matin, le petit chat noir dort dans la cour.\nFin"
    assert refusal(source, "le petit chien noir dort") == (
        "quote-not-found: “le petit chien noir dort” is not in doc. "
        "Nearest words differ: “chien” → “chat”; “” → “dans”. "
        "~ seeds/doc.txt:2:11: le petit chat noir dort dans"
    )
    assert refusal(source, "le petit chat noir\ndort dans un jardin vert").startswith(
        "quote-not-found: “le petit chat noir\\ndort dans un jardin vert” is not in doc. "
        "Nearest words differ: “un jardin vert” → "
    )
    assert refusal(source, "rien de tel ici zzz") == (
        "quote-not-found: “rien de tel ici zzz” is not in doc. "
        "Copy the words from the document, character for character."
    )
    assert refusal(source, "Ce matin,le petit chat") == (
        "quote-not-found: “Ce matin,le petit chat” is not in doc. Nearest words differ: "
        "“matin,le” → “matin, le”. ~ seeds/doc.txt:2:1: Ce matin, le petit chat"
    )
    long = "mot " * 30 + "fin"
    assert f"“{long[:80]}…” is not" in refusal(source, long)


def test_differences_are_few_and_short() -> None:
    words = "un deux trois quatre cinq six sept huit neuf dix onze douze treize"
    said = refusal(f"Titre\n{words}", "UN deux TROIS quatre CINQ six SEPT huit neuf dix")
    assert "differ: “UN” → “un”; “TROIS” → “trois”; “CINQ” → “cinq”. ~" in said
    long = "x" * 70
    said = refusal(
        f"un deux trois quatre cinq six {long} sept huit",
        f"deux trois quatre cinq six {long}y sept",
    )
    assert f"“{'x' * 60}…” → “{'x' * 60}…”" in said


def test_a_difference_far_into_a_long_quote_is_not_looked_for() -> None:
    for words, told in ((299, "“zz” → “yy”."), (300, "Copy the words from the document")):
        same = " ".join("abcdefghij"[at % 10] for at in range(words))
        said = refusal(f"{same} yy", f"{same} zz")
        assert told in said
        assert ("Nearest words differ" in said) == (words == 299)


def test_how_near_the_nearest_words_are() -> None:
    stack = haystack("Titre\nun deux trois quatre\nFin")
    near = nearest("un deux troix quatre", stack)
    assert near
    assert 90 < near[0] < 100
    assert near[1:] == (Place("seeds/doc.txt", 2, 1), "un deux trois quatre")
    assert nearest("deux troi", stack) == (
        100.0,
        Place("seeds/doc.txt", 2, 4),
        "deux trois",
    )
    assert nearest("Titr", haystack("Titre")) == (100.0, Place("seeds/doc.txt"), "Titre")
    start = nearest("itre un deux", haystack("Titre un deux trois"))
    assert start
    assert start[1:] == (Place("seeds/doc.txt"), "Titre un deux")
    assert nearest("", stack) is None
    assert nearest("  ", stack) is None
    assert nearest("zzzz wwww kkkk", stack) is None
    assert nearest("x" * 27, haystack("x" * 26)) is None
    assert nearest("x" * 26, haystack("x" * 26))
    far = haystack("a" * 199_995 + " un deux trois")
    assert nearest("un deux trois", far) is None
    assert nearest("b" * 1000 + "zzz", haystack("b" * 1000))
    assert nearest("b" * 999 + "zzz", haystack("b" * 999)) is None


# --- all citations ----------------------------------------------------------------------------


def test_every_citation_gets_its_passage(project: Path) -> None:
    known = pipeline.check(project).index.project
    told: list[tuple[int, int]] = []
    seed = known.seeds["example"]
    quote = "It checks 100 % of the quotes before anything is published"
    excluded = Exclusion(quote=quote, reason="x", place=Place("seeds/example.yml", 9, 9))  # type: ignore[call-arg]
    known = replace(known, seeds={"example": replace(seed, exclusions=(excluded,))})
    given: list[list[Job]] = []

    def engine(work: Any, jobs: Any, /, *, told: Any = None) -> Any:
        given.append(list(jobs))
        return locally(work, jobs, told=told)

    verified = verify(known, QuoteRules(), lambda *done: told.append(done), engine)
    assert [job.seed.id for job in given[0]] == ["example"]
    quotes = [citation.quote for citation in given[0][0].citations]
    facts = [c.quote for _, c in known.citations()]
    assert quotes == [
        *facts,
        *(c.quote for q in known.questions.values() for c in q.asked_in),
        quote,
    ]
    assert told[-1] == (1, 1)
    assert list(verified.passages) == list(known.facts)
    assert list(verified.asked) == list(known.questions)
    for address, fact in known.facts.items():
        assert [p.citation for p in verified.passages[address]] == list(fact.citations)
        for passage in verified.passages[address]:
            begin, end = passage.spans[0][0], passage.spans[-1][1]
            assert fold(seed.text[begin:end]) == fold(passage.citation.quote)
            assert passage.line == seed.line_of(begin)
            assert passage.role is seed.role_at(passage.line)
    assert verified.verdicts.total() == len(quotes)
    assert (verified.skipped, verified.found) == (0, [])
    without = verify(replace(known, seeds={}), QuoteRules())
    assert without.skipped == len(quotes) - 1
    assert without.passages == dict.fromkeys(known.facts, ())
    assert without.verdicts == Counter()


def test_an_answer_says_where_and_in_what_part_of_the_document() -> None:
    stack = haystack("Titre un deux\nLe soir, un deux trois.\nLe soir, un deux trois.\nFin")
    seed = replace(stack.seed, roles=((1, 1, Role.HEADLINE), (2, 2, Role.FAQ)))
    quotes = ("Titre un deux", "soir, un deux trois", "rien de tel")
    citations = tuple(Citation("doc", quote, Place("f")) for quote in quotes)
    first, second, third = look(Job(seed, stack.rules, citations))
    assert first == Answer(Verdict.EXACT, ((0, 13),), 1, Role.HEADLINE)
    assert second == Answer(Verdict.EXACT, ((17, 36),), 2, Role.FAQ, 1)
    assert (third.verdict, third.role) == (Verdict.ABSENT, Role.BODY)
    assert third.refusal
    assert isinstance(Verified().verdicts, Counter)


def test_an_answer_in_context() -> None:
    """Prefix and suffix are heeded; a passage over two lines begins on the first."""
    stack = haystack("Lundi, un deux trois ici.\nMardi, un deux trois là.\nFin de\ntout cela")
    citations = (
        Citation("doc", "un deux trois", Place("f"), suffix="là"),
        Citation("doc", "un deux trois", Place("f"), prefix="Lundi,"),
        Citation("doc", "Fin de tout", Place("f")),
    )
    answers = look(Job(stack.seed, stack.rules, citations))
    assert [(a.verdict.passes, a.line) for a in answers] == [(True, 2), (True, 1), (True, 3)]


def test_what_is_cited_in_vain_is_told_and_the_rest_goes_on(project: Path) -> None:
    known = pipeline.check(project).index.project
    seed = known.seeds["example"]
    address, fact = next(iter(known.facts.items()))
    (good, *_) = fact.citations
    bad = Citation("example", "rien de tout cela", Place("f", 3))
    lost = Citation("elsewhere", "rien de tout cela", Place("f", 4))
    sheet = known.sheets[fact.sheet]
    facts = (replace(fact, citations=(lost, bad, good)),)
    question = replace(next(iter(known.questions.values())), asked_in=(lost, good, bad))
    as_of = AsOf(parse("2020"), ("rien de tel ici", good.quote))
    excluded = Exclusion("x", Place("seeds/example.yml", 9), quote="rien du tout là")
    metadata = replace(seed, as_of=as_of, exclusions=(excluded,), place=Place("seeds/example.yml"))
    doubled = replace(metadata, text=f"{seed.text}\n{seed.text}")
    verified = verify(
        replace(
            known,
            sheets={sheet.id: replace(sheet, facts=facts)},
            seeds={"example": doubled},
            questions={question.id: question},
        ),
        QuoteRules(),
    )
    assert verified.skipped == 2
    assert [p.citation for p in verified.passages[address]] == [bad, good]
    assert [p.citation for p in verified.asked[question.id]] == [good, bad]
    assert verified.passages[address][1].copies == 1
    assert [(d.rule, str(d.place)) for d in verified.found] == [
        ("quote-not-found", "f:3:1"),
        ("quote-not-found", "f:3:1"),
        ("quote-not-found", "seeds/example.yml:9:1"),
        ("quote-not-found", "seeds/example.yml:1:1"),
    ]
    assert verified.verdicts == {Verdict.ABSENT: 4, Verdict.EXACT: 3}


def test_what_was_found_is_known_again_by_all_that_it_depends_on(project: Path) -> None:
    known = pipeline.check(project).index.project
    seed = known.seeds["example"]
    citation = next(known.citations())[1]
    job = Job(seed, QuoteRules(), (citation, citation))
    made = {seed.place.path: "a", citation.place.path: "b"}
    names = {
        verifying._name(one, replace(known, made_of=given))
        for one, given in (
            (job, made),
            (replace(job, citations=(citation,)), made),
            (replace(job, rules=QuoteRules(min_words=4)), made),
            (job, {**made, seed.place.path: "c"}),
            (job, {**made, citation.place.path: "c"}),
            (
                replace(job, seed=replace(seed, place=Place("seeds/x.yml"))),
                {**made, "seeds/x.yml": "a"},
            ),
        )
    }
    assert len(names) == 5
    assert "" not in names
    for path in made:
        lacking = {key: value for key, value in made.items() if key != path}
        assert verifying._name(job, replace(known, made_of=lacking)) == ""
