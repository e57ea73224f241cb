"""One record behind BibTeX and CSL-JSON, read back by programs that are not ours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator.check.joined import Checked
from generator.dates import parse
from generator.publish.data.bibliography import bibtex, csl
from generator.publish.data.records import Records
from generator.render.references import (
    LANGIDS,
    Name,
    Reference,
    address,
    bibtex_entry,
    csl_item,
    langid_of,
    name_of,
)

PEOPLE = {  # as a document may name a person → family, given, particle, suffix
    "Jane Doe": ("Doe", "Jane", "", ""),
    "Doe, Jane": ("Doe", "Jane", "", ""),
    "Yann LeCun": ("LeCun", "Yann", "", ""),
    "J. R. R. Tolkien": ("Tolkien", "J. R. R.", "", ""),
    "J.R.R. Tolkien": ("Tolkien", "J.R.R.", "", ""),
    "Ludwig van Beethoven": ("Beethoven", "Ludwig", "van", ""),
    "van Beethoven, Ludwig": ("Beethoven", "Ludwig", "van", ""),
    "Beethoven, Ludwig van": ("Beethoven", "Ludwig", "van", ""),
    "Charles de la Vallée Poussin": ("Vallée Poussin", "Charles", "de la", ""),
    "Martin Luther King Jr.": ("King", "Martin Luther", "", "Jr."),
    "King, Jr., Martin Luther": ("King", "Martin Luther", "", "Jr."),
    "King, Martin Luther, Jr.": ("King", "Martin Luther", "", "Jr."),
    "Sammy Davis, Jr.": ("Davis", "Sammy", "", "Jr."),
    "Thomas Pynchon III": ("Pynchon", "Thomas", "", "III"),
    "García Márquez, Gabriel": ("García Márquez", "Gabriel", "", ""),
    "Seán O’Casey": ("O’Casey", "Seán", "", ""),
    "Jean-Paul Sartre": ("Sartre", "Jean-Paul", "", ""),
    "  Jane \n Doe ": ("Doe", "Jane", "", ""),
}
WHOLE = [  # never taken apart
    "Reuters",
    "Le Monde",
    "The Associated Press",
    "Agence France-Presse",
    "Meta AI",
    "Meta, Inc.",
    "Meta and Google",
    "Barnes and Noble",
    "Smith & Sons",
    "Department of Health",
    "University of Oxford",
    "World Health Organization",
    "Jane Doe, John Smith",
    "Jane Doe and John Smith",
    "Doe, Jane, John Smith, Others",
    "others",
    "王小明",
    "محمود درويش",
    "bell hooks",
    "50% Club",
    "{Braces} of {TeX",
    "back\\slash",
    "Doe,",
    ", Jr.",
    "A b c D e F g H",
]


@pytest.mark.parametrize("author", PEOPLE)
def test_a_person_has_parts(author: str) -> None:
    assert tuple(name_of(author)) == ("", *PEOPLE[author])


@pytest.mark.parametrize("author", WHOLE)
def test_any_other_name_is_one_whole(author: str) -> None:
    assert name_of(author) == Name(author)


def test_a_sheet_says_who_is_a_person() -> None:
    assert name_of("Jane Doe", person=False) == Name("Jane Doe")
    assert name_of("Post Malone", person=True).family == "Malone"
    assert name_of("Reuters", person=True) == Name("Reuters")


def reference(**fields: Any) -> Reference:
    return Reference(**{"key": "k", "type": "document", "title": "T", "language": "en", **fields})


# --- dates, languages, addresses --------------------------------------------------------------

DATES = {  # EDTF → date, year, month of BibTeX; issued of CSL
    "2025-11-12": ("2025-11-12", "2025", "nov", {"date-parts": [[2025, 11, 12]]}),
    "2025-11": ("2025-11", "2025", "nov", {"date-parts": [[2025, 11]]}),
    "2025": ("2025", "2025", "", {"date-parts": [[2025]]}),
    "2025~": ("2025~", "", "", {"date-parts": [[2025]], "circa": True}),
    "2025-11-12%": ("2025-11-12%", "", "", {"date-parts": [[2025, 11, 12]], "circa": True}),
    "2025-11?": ("2025-11?", "", "", {"date-parts": [[2025, 11]], "circa": True}),
    "2025-21": ("2025-21", "2025", "", {"date-parts": [[2025]], "season": 1}),
    "2025-24": ("2025-24", "", "", {"date-parts": [[2025]], "season": 4}),
    "2025-33": ("", "2025", "", {"literal": "2025-33"}),
    "2025-XX": ("2025-XX", "2025", "", {"date-parts": [[2025]]}),
    "202X": ("202X", "", "", {"literal": "202X"}),
    "19XX": ("19XX", "", "", {"literal": "19XX"}),
    "2024/2025": ("2024/2025", "", "", {"date-parts": [[2024], [2025]]}),
    "2024-03-01/2024-03-05": (
        *("2024-03-01/2024-03-05", "2024", "mar"),
        {"date-parts": [[2024, 3, 1], [2024, 3, 5]]},
    ),
    "2024/..": ("2024/..", "", "", {"literal": "2024/.."}),
    "2025-~11": ("", "", "", {"date-parts": [[2025, 11]], "circa": True}),
    "XXXX-11-12": ("", "", "", None),
    "unknown": ("", "", "", None),
}


@pytest.mark.parametrize("edtf", DATES)
def test_a_date_says_no_more_than_is_known(edtf: str) -> None:
    it = reference(issued=parse(edtf))
    date, year, month, issued = DATES[edtf]
    entry = bibtex_entry(it)
    assert field(entry, "date") == date
    assert field(entry, "year") == year
    assert (f"  month = {month},\n" in entry) == bool(month)
    assert csl_item(it).get("issued") == issued


def field(entry: str, name: str) -> str:
    found = re.search(rf"^  {name} = \{{(.*)\}},$", entry, re.MULTILINE)
    return found[1] if found else ""


def test_a_language_has_its_name_in_babel() -> None:
    told = {"en": "english", "en-GB": "british", "FR": "french", "fr-CH": "french"}
    told |= {"de-AT": "naustrian", "pt-BR": "brazilian", "zh": "", "und": "", "tlh-x-klingon": ""}
    assert {tag: langid_of(tag) for tag in told} == told
    assert all(tag == tag.lower() and name.isalpha() for tag, name in LANGIDS.items())
    assert "language" not in bibtex_entry(reference())
    assert field(bibtex_entry(reference(language="zh-Hans")), "language") == "zh-Hans"


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("https://x.org/a%20b", "https://x.org/a%20b"),
        ("https://x.org/a_b~c#d&e$f", "https://x.org/a_b~c#d&e$f"),
        ("https://x.org/{a}", "https://x.org/%7Ba%7D"),
        ("https://x.org/a\\b", "https://x.org/a%5Cb"),
        ("https://x.org/é", "https://x.org/é"),
        ('https://x.org/"^`', "https://x.org/%22%5E%60"),
    ],
)
def test_an_address_is_read_as_it_is(url: str, there: str) -> None:
    assert address(url) == there
    assert field(bibtex_entry(reference(url=url)), "url") == there


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("a -- b", "a -{-} b"),
        ("a---b", "a-{-}{-}b"),
        ("''x''", "'{'}x'{'}"),
        ("``x", "`{`}x"),
        ("!`Qué ?`", "!{`}Qué ?{`}"),
        ("<<x>>", "<{<}x>{>}"),
        ("a,, b", "a,{,} b"),
        ("well-known, it's", "well-known, it's"),
    ],
)
def test_no_two_characters_are_drawn_as_one(text: str, there: str) -> None:
    assert field(bibtex_entry(reference(note=text)), "note") == there


@pytest.mark.parametrize("name", ["Ann and Bob", "A AND B", "others", "and", "Smith, and Jones"])
def test_a_publisher_with_an_and_is_one(name: str) -> None:
    assert field(bibtex_entry(reference(publisher=name)), "publisher") == f"{{{name}}}"
    assert field(bibtex_entry(reference(work=name)), "organization") == f"{{{name}}}"


def test_any_other_publisher_has_no_braces_of_its_own() -> None:
    for name in ("Anders & Andersen", "Le Monde", "Brothers"):
        assert not field(bibtex_entry(reference(publisher=name)), "publisher").startswith("{")


# --- foreign readers --------------------------------------------------------------------------

TEXTS = st.text(
    st.sampled_from("ab Z é%&$#_{}~^\\\"'«–,and@\n=")
    | st.characters(codec="utf-8", exclude_categories=["C"]),
    min_size=1,
    max_size=30,
).filter(str.strip)


@given(st.lists(TEXTS, max_size=4), TEXTS, TEXTS)
def test_any_words_stay_in_their_field(authors: list[str], title: str, publisher: str) -> None:
    """By the rules of BibTeX itself: braces that balance, whatever stands before them."""
    it = reference(title=title, publisher=publisher, authors=tuple(map(name_of, authors)))
    entry = bibtex_entry(it)
    depth = 0
    for at, char in enumerate(entry):
        depth += (char == "{") - (char == "}")
        assert depth > 0 or at in (entry.index("@"), len(entry) - 1) or at < entry.index("{")
    assert depth == 0
    several = field(entry, "author")
    outside, depth = "", 0
    for char in several:
        depth += (char == "{") - (char == "}")
        outside += char if not depth else "x"
    assert len(re.split(r"(?i)\sand\s", outside)) == max(1, len(authors))
    assert len(csl_item(it).get("author", [])) == len(authors)


ALL = [
    reference(key=f"p{n}", authors=(name_of(author),), title=f"50% of {{{author}}}: a “b” & c_d")
    for n, author in enumerate([*PEOPLE, *WHOLE])
]
ALL.append(
    reference(
        key="several",
        authors=tuple(map(name_of, ["Jane Doe", "Meta and Google", "Ludwig van Beethoven"])),
        publisher="50% A & B_c #1 and Sons -- x",
        issued=parse("2025-11-12"),
        url="https://x.org/a%20b?c=d_e",
        language="fr",
    )
)


def test_pybtex_reads_each_author() -> None:
    database = pytest.importorskip("pybtex.database")
    text = "\n".join(map(bibtex_entry, ALL))
    entries = database.parse_string(text, "bibtex").entries
    assert [*entries] == [it.key for it in ALL]
    for it in ALL:
        people = entries[it.key].persons["author"]
        assert len(people) == len(it.authors)
        for person, name in zip(people, it.authors, strict=True):
            if name.literal:
                assert not person.first_names + person.prelast_names + person.lineage_names
                continue
            assert " ".join(person.first_names + person.middle_names) == name.given
            assert " ".join(person.prelast_names) == name.particle
            assert " ".join(person.last_names) == name.family
            assert " ".join(person.lineage_names) == name.suffix
    several = entries["several"].fields
    assert (several["year"], several["month"], several["date"]) == (
        *("2025", "November"),
        "2025-11-12",
    )
    assert (several["url"], several["langid"]) == ("https://x.org/a%20b?c=d_e", "french")
    text = pytest.importorskip("pybtex.richtext").Text
    assert text.from_latex(several["publisher"]).render_as("text") == "50% A & B_c #1 and Sons -- x"


def test_bibtexparser_reads_all() -> None:
    import bibtexparser

    library = bibtexparser.parse_string("\n".join(map(bibtex_entry, ALL)))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [it.key for it in ALL]


def test_pandoc_reads_all(tmp_path: Path) -> None:
    """Both forms, also the words of a date that has no parts."""
    pandoc = shutil.which("pandoc")
    if not pandoc:
        pytest.skip("pandoc is not installed")
    vague = [reference(key=f"d{n}", issued=parse(d)) for n, d in enumerate(("202X", "2024/.."))]
    (tmp_path / "a.bib").write_text("\n".join(map(bibtex_entry, ALL)), "utf-8")
    (tmp_path / "a.json").write_text(json.dumps([csl_item(it) for it in ALL]), "utf-8")
    for form, name in (("bibtex", "a.bib"), ("biblatex", "a.bib"), ("csljson", "a.json")):
        command = [pandoc, "-f", form, "-t", "csljson", name]
        told = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
        items = {item["id"]: item for item in json.loads(told)}
        assert [*items] == [it.key for it in ALL]
        for it in ALL:
            read = [name.get("literal", name.get("family")) for name in items[it.key]["author"]]
            sure = [re.sub("[{}]|'", "", name.literal or name.family) for name in it.authors]
            assert [re.sub("[{}]|['’]", "", name) for name in read] == [
                name.replace("’", "") for name in sure
            ]
        assert items["several"]["publisher"] == "50% A & B_c #1 and Sons -- x"
        assert items["several"]["issued"] == {"date-parts": [[2025, 11, 12]]}
    (tmp_path / "a.json").write_text(json.dumps([csl_item(it) for it in vague]), "utf-8")
    (tmp_path / "a.md").write_text('---\nnocite: "@*"\nbibliography: a.json\n---\n', "utf-8")
    command = [pandoc, "--citeproc", "-t", "plain", "a.md"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    assert all(words in told.decode() for words in ("202X", "2024/.."))


def test_citeproc_reads_all() -> None:
    citeproc = pytest.importorskip("citeproc.source.json")
    source = citeproc.CiteProcJSON([csl_item(it) for it in ALL])
    assert set(source) == {it.key for it in ALL}
    several = source["several"]
    assert [dict(name).get("family") for name in several.author] == ["Doe", None, "Beethoven"]
    assert (several.issued.year, several.issued.month, several.issued.day) == (2025, 11, 12)
    assert str(several.title) == "T"


# --- through the whole program ----------------------------------------------------------------

AUTHORS = ["Jane Doe", "Meta and Google", "Ludwig van Beethoven", "50% {Club} & Co"]


@pytest.fixture
def several(project: Path) -> Checked:
    """A project whose first source has several authors, and whose other sources have none."""
    path = min(project.glob("seeds/*.yml"))
    lines = [line for line in path.read_text("utf-8").splitlines() if "author:" not in line]
    path.write_text("\n".join([*lines, f"author: {json.dumps(AUTHORS)}", ""]), "utf-8")
    checked = pipeline.check(project)
    assert checked.ok, checked.diagnostics
    return checked


def test_several_authors_stay_several(several: Checked) -> None:
    from generator.publish.data.entities import entities
    from generator.publish.data.linked import json_ld
    from generator.publish.data.tables import rows
    from generator.publish.machines.graph import graph
    from generator.publish.machines.web import Times

    records = Records(several.index, several.settings)
    seed = next(s for s in several.index.project.seeds.values() if s.authors)
    assert seed.authors == tuple(AUTHORS)
    assert records.seed(seed)["author"] == AUTHORS
    item = next(item for item in json.loads(csl(records)) if item["id"] == seed.id)
    assert item["author"] == [
        {"family": "Doe", "given": "Jane"},
        {"literal": "Meta and Google"},
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"literal": "50% {Club} & Co"},
    ]
    assert (
        r"author = {Doe, Jane and {Meta and Google} and van Beethoven, Ludwig and "
        r"{50\% \{Club\} \& Co}}"
    ) in bibtex(records)
    document = json.loads(entities(records).splitlines()[0])
    assert document["properties"]["author"] == AUTHORS
    node = next(
        n for n in json.loads(json_ld(records))["@graph"] if n["@id"].endswith(f"{seed.id}/")
    )
    assert node["schema:author"] == AUTHORS
    row = next(row for row in rows(records, "seeds") if row[0] == seed.id)
    assert "|".join(AUTHORS) in row
    pages = {page.url: page for page in pipeline.pages(several, "en")}
    for url in ("sources/", f"sources/{seed.id}/"):
        html = " ".join(section.html for section in pages[url].sections)
        assert "Authors" in html
        assert "Jane Doe, Meta and Google, Ludwig van Beethoven, and 50% {Club} &amp; Co" in html
    said = str(graph(pipeline.web(several, "en", Times()), pages[f"sources/{seed.id}/"], pages))
    assert repr(AUTHORS) in said


@pytest.mark.parametrize("author", ["[]", "{a: b}", "[[Jane Doe]]", '[""]', '[" "]'])
def test_what_names_no_author_is_refused(project: Path, author: str) -> None:
    path = min(project.glob("seeds/*.yml"))
    lines = [line for line in path.read_text("utf-8").splitlines() if "author:" not in line]
    path.write_text("\n".join([*lines, f"author: {author}", ""]), "utf-8")
    checked = pipeline.check(project)
    assert not checked.ok
    assert {d.place.line for d in checked.diagnostics} == {len(lines) + 1}
