"""Every export, opened by a reader that is not ours."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import html
import json
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from generator import pipeline
from generator.check.joined import Checked
from generator.dates import parse
from generator.publish.data import tables, workbook
from generator.publish.data.calendar import icalendar
from generator.publish.data.entities import entities
from generator.publish.data.export import build_time, export
from generator.publish.data.records import Records
from generator.publish.data.schema import project_schema
from generator.publish.data.tables import FIELDS, rows

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(scope="module")
def checked(repository: Path) -> Checked:
    return pipeline.check(repository)


@pytest.fixture(scope="module")
def data(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    export(checked.index, checked.settings, folder)
    return folder


def count(checked: Checked) -> int:
    return sum(len(f.citations) for f in checked.index.project.facts.values())


def test_json_satisfies_its_schema(data: Path, checked: Checked) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((data / "factsheet.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    project = json.loads((data / "factsheet.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(project))
    assert len(project["sheets"]) == len(checked.index.project.sheets)
    one = {"$defs": schema["$defs"], "$ref": "#/$defs/sheet"}
    for sheet in project["sheets"]:
        path = checked.index.project.sheets[sheet["id"]].data_url
        alone = json.loads((data / path).read_text("utf-8"))
        Draft202012Validator(one).validate(alone)


def test_the_tables_are_a_valid_data_package(data: Path) -> None:
    from frictionless import Package

    report = Package(str(data / "tables" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_no_cell_is_a_formula(data: Path) -> None:
    for path in (data / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    if cell and cell[0] in "=@\t\r\n+":
                        pytest.fail(f"{path.name}: {cell}")


FORMULAS = [
    "=1+1",
    "+a",
    "-a",
    "@a",
    "\tx",
    "\rx",
    "\nx",
    " =1",
    "\u00a0=1",
    "\u3000@a",
    "\u200b=1",
]
FORMULAS += ["＝1", "＋a", "－a", "＠a", "\u2060 ＝1", "-1a", "+1=1", "=", "＝"]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_what_a_spreadsheet_would_run_has_an_apostrophe(text: str) -> None:
    assert tables._cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "+1.5", "a=1", "'=1", "1-1", " a", "–5", "", "#1", "é"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert tables._cell(text) == text


def test_a_workbook_holds_the_tables_and_no_formula(
    checked: Checked, data: Path, tmp_path: Path
) -> None:
    """Text as text, whatever it begins with; as long as a cell holds; the same bytes again."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(data / "factsheet.xlsx")
    assert book.sheetnames == [*FIELDS]
    records = Records(checked.index, checked.settings)
    for table, fields in FIELDS.items():
        head, *body = book[table].iter_rows(values_only=True)
        assert [*head] == [name for name, _, _ in fields]
        expected = [tuple(v if v != "" else None for v in row) for row in rows(records, table)]
        assert body == expected
    assert any("é" in str(cell.value) for row in book["facts"].iter_rows() for cell in row)


WORDS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "http://x.org", "12", "1e5", "é’«»", "😀" * 20_000]


def test_a_workbook_takes_words_as_words(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [(*WORDS,)] * 3
    monkeypatch.setattr(workbook, "FIELDS", {"words": [(str(n), "string", "") for n in range(10)]})
    monkeypatch.setattr(workbook, "rows", lambda records, table: iter(told))
    monkeypatch.setattr(workbook, "_MOST_ROWS", 2)
    records = Records(checked.index, checked.settings)
    for name in ("a.xlsx", "b.xlsx"):
        workbook.write_workbook(records, tmp_path / name, build_time())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(tmp_path / "a.xlsx") as file:
        sheets = [file.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
        assert "xl/worksheets/sheet3.xml" not in file.namelist()
    for xml, count in zip(sheets, (3, 2), strict=True):
        assert xml.count("<row ") == count
        assert "<f>" not in xml
        assert "<hyperlink" not in xml
        cells = ElementTree.fromstring(xml).iter(f"{{{SHEET}}}c")
        kinds = {cell.get("t") for cell in cells}
        assert kinds == {"inlineStr"}
    texts = [t.text or "" for t in ElementTree.fromstring(sheets[1]).iter(f"{{{SHEET}}}t")]
    assert texts[10:19] == WORDS[:9]
    assert texts[19] == "😀" * 16_383 + "…"


def test_sqlite_is_sound_and_finds_words_without_accents(data: Path, checked: Checked) -> None:
    connection = sqlite3.connect(data / "factsheet.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    assert connection.execute("SELECT count(*) FROM citations").fetchone() == (count(checked),)
    hits = connection.execute(
        "SELECT address FROM facts WHERE rowid IN "
        "(SELECT rowid FROM facts_fts WHERE facts_fts MATCH 'modele')"
    ).fetchall()
    assert hits
    connection.close()


def test_datasette_shows_names_and_searches(data: Path) -> None:
    app = pytest.importorskip("datasette.app")
    metadata = json.loads((data / "datasette.json").read_text("utf-8"))
    seen = app.Datasette([str(data / "factsheet.sqlite")], metadata=metadata)

    async def ask() -> tuple[Any, ...]:
        await seen.invoke_startup()
        asked = ("facts.json?_search=modele&_shape=array", "facts?_size=1", "citations?_size=1")
        return tuple([await seen.client.get(f"/factsheet/{url}") for url in asked])

    found, page, citations = asyncio.run(ask())
    assert {answer.status_code for answer in (found, page, citations)} == {200}
    texts = [f"{row['text_en']} {row['text_fr']}".lower() for row in found.json()]
    assert texts
    assert all("model" in text or "modèle" in text for text in texts)
    first = re.search(
        r'class="col-sheet[^"]*"><a href="/factsheet/sheets/([^"]+)">([^<]+)<', page.text
    )
    assert first
    names = sqlite3.connect(data / "factsheet.sqlite").execute(
        "SELECT name_en FROM sheets WHERE id = ?", (first[1],)
    )
    assert html.unescape(first[2]) == names.fetchone()[0]
    assert "The fact&#39;s address" in page.text
    assert 'href="/factsheet/seeds/' in citations.text


def test_json_ld_is_rdf_with_annotations(data: Path, checked: Checked) -> None:
    from rdflib import RDF, Graph, Namespace

    graph = Graph().parse(data / "factsheet.jsonld", format="json-ld")
    oa = Namespace("http://www.w3.org/ns/oa#")
    assert len(set(graph.subjects(RDF.type, oa.Annotation))) == count(checked)
    quotes = {str(q) for q in graph.objects(None, oa.exact)}
    wanted = {
        seed.text[start:end]
        for seed_id, found in checked.index.cited_by.items()
        for seed in [checked.index.project.seeds[seed_id]]
        for _, passage in found
        for start, end in passage.spans
    }
    assert quotes == wanted


def test_bibtex_and_csl_hold_every_source(data: Path, checked: Checked) -> None:
    import bibtexparser

    library = bibtexparser.parse_file(str(data / "sources.bib"))
    assert not library.failed_blocks
    items = json.loads((data / "sources.csl.json").read_text("utf-8"))
    seeds = set(checked.index.project.seeds)
    assert {e.key for e in library.entries} == {i["id"] for i in items} == seeds


def test_entities_are_followthemoney(data: Path) -> None:
    pytest.importorskip("followthemoney")
    from followthemoney import model

    lines = (data / "entities.ftm.jsonl").read_text("utf-8").splitlines()
    assert lines
    for line in lines:
        entity = json.loads(line)
        proxy = model.get_proxy(entity, cleaned=False)
        assert proxy.schema.name == entity["schema"]
        for name in entity["properties"]:
            assert name in proxy.schema.properties, (entity["schema"], name)


def test_evidence_verifies_with_its_own_script(
    data: Path, repository: Path, tmp_path: Path
) -> None:
    script = [sys.executable, "-I", str(data / "verify.py"), str(data / "evidence.json")]
    good = subprocess.run(
        [*script, str(repository / "seeds")], capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stdout
    assert good.stdout.endswith("differences: 0\n")
    bundle = (data / "evidence.json").read_text("utf-8")
    altered = json.loads(bundle)
    altered["facts"][0]["citations"][0]["passage"][0] += "x"
    (tmp_path / "evidence.json").write_text(json.dumps(altered), "utf-8")
    bad = subprocess.run(
        [*script[:-1], str(tmp_path / "evidence.json"), str(repository / "seeds")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert bad.returncode == 1


def test_checksums_hold_and_bytes_repeat(data: Path, checked: Checked, tmp_path: Path) -> None:
    lines = (data / "SHA256SUMS").read_text("utf-8").splitlines()
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest
    export(checked.index, checked.settings, tmp_path)
    assert (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines() == lines


def test_a_calendar_has_only_certain_days(
    project: Path,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import icalendar as reader

    (project / "facts/vocabulary.yml").write_text(
        (project / "facts/vocabulary.yml").read_text("utf-8")
        + "  occurred: {label: {en: Date, fr: Date}, type: date, group: identity}\n",
        "utf-8",
    )
    (project / "seeds/more.txt").write_text(
        "The fair, a great one; opened on 3 May 2021 in town.\n"
    )
    digest = hashlib.sha256((project / "seeds/more.txt").read_bytes()).hexdigest()
    (project / "seeds/more.yml").write_text(
        f"id: more\ntitle: More\nlanguage: en\nsha256: {digest}\n", "utf-8"
    )
    (project / "facts/events").mkdir()
    (project / "facts/events/fair.yml").write_text(
        """\
kind: event
name: {en: "Fair, the great; one", fr: Foire}
facts:
  - id: opened
    property: occurred
    value: "2021-05-03"
    text: {en: The fair opened on 3 May 2021., fr: La foire a ouvert le 3 mai 2021.}
    certainty: stated
    citations:
      - {seed: more, quote: "The fair, a great one; opened on 3 May 2021"}
""",
        "utf-8",
    )
    checked = pipeline.check(project)
    assert checked.ok, checked.diagnostics
    export(checked.index, checked.settings, project / "data")
    dated_in_every_way(checked)
    text = (project / "data/events.en.ics").read_bytes()
    named_apart(checked, text.decode())
    (event,) = reader.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Fair, the great; one"
    assert event.decoded("DTSTART").isoformat() == "2021-05-03"
    monkeypatch.chdir(project)
    run(repository / "docs/reference/data/icalendar.md")
    assert capsys.readouterr().out == "2021-05-03 Fair, the great; one\n"
    (project / "facts/corrections.yml").write_text(
        """\
corrections:
  - fact: fair#opened
    kind: retraction
    date: "2026-11-20"
    was: {en: opened on 3 May 2021, fr: ouvert le 3 mai 2021}
    why: {en: It was another fair., fr: "C'était une autre foire."}
""",
        "utf-8",
    )
    withdrawn_everywhere(pipeline.check(project), project / "withdrawn")


# EDTF → first day and the day after the last in a calendar, if it is there at all; date, startDate
# and endDate in entities.
DATED = {
    "2021-05-03": ("20210503 20210504", "2021-05-03", "", ""),
    "2021-05-03/2021-05-06": ("20210503 20210507", "", "2021-05-03", "2021-05-06"),
    "2021-12-31/2022-01-01": ("20211231 20220102", "", "2021-12-31", "2022-01-01"),
    "2024-02-28/2024-02-29": ("20240228 20240301", "", "2024-02-28", "2024-02-29"),
    "0800-12-25": ("08001225 08001226", "0800-12-25", "", ""),
    "9999-12-31": ("99991231", "9999-12-31", "", ""),
    "2021-05": ("", "2021-05", "", ""),
    "2021": ("", "2021", "", ""),
    "2021-05/2021-06": ("", "", "2021-05", "2021-06"),
    "2021-05-03/..": ("", "", "2021-05-03", ""),
    "../2021-05-03": ("", "", "", "2021-05-03"),
    "2021-05-03~": ("", "", "", ""),
    "2021-05-03?/2021-05-06": ("", "", "", "2021-05-06"),
    "2021-21": ("", "", "", ""),
    "202X": ("", "", "", ""),
    "XXXX-05-03": ("", "", "", ""),
    "unknown": ("", "", "", ""),
}


def dated_in_every_way(checked: Checked) -> None:
    """By the fact's value, or by the date under which it stands."""
    project = checked.index.project
    fair = project.sheets["fair"]
    for edtf, (days, *dates) in DATED.items():
        for fields in ({"value": None, "date": parse(edtf)}, {"value": parse(edtf), "date": None}):
            facts = tuple(replace(fact, **fields) for fact in fair.facts)
            sheets = {**project.sheets, "fair": replace(fair, facts=facts * 2)}
            index = replace(checked.index, project=replace(project, sheets=sheets))
            records = Records(index, checked.settings)
            told = icalendar(records, "en", build_time()) or ""
            found = re.findall(r"^DT(?:START|END);VALUE=DATE:(\d+)\r$", told, re.M)
            assert " ".join(found) == days, edtf
            assert told.count("BEGIN:VEVENT") == bool(days)
            (event,) = [
                entity["properties"]
                for entity in map(json.loads, entities(records).splitlines())
                if entity["id"] == "fair"
            ]
            said = [event.get(name, [""]) for name in ("date", "startDate", "endDate")]
            assert said == [[date] for date in dates], edtf


def named_apart(checked: Checked, told: str) -> None:
    """Whose events they are stands in their names; their address is in the calendar's language."""
    assert "URL:" not in told
    settings = replace(checked.settings, site_url="https://x.org/a;b/")
    there = Records(checked.index, settings)
    english, french = (icalendar(there, code, build_time()) or "" for code in ("en", "fr"))
    assert told.count("UID:fair#opened@factsheet\r") == told.count("UID:")
    assert english.count("UID:fair#opened@x.org/a\\;b\r") == told.count("UID:")
    assert english.count("URL:https://x.org/a;b/events/fair/\r") == told.count("UID:")
    assert french.count("URL:https://x.org/a;b/fr/events/fair/\r") == told.count("UID:")


def withdrawn_everywhere(checked: Checked, data: Path) -> None:
    """A fact that was retracted says so wherever it stands, and is counted nowhere as one."""
    from jsonschema import Draft202012Validator

    assert checked.ok, checked.diagnostics
    export(checked.index, checked.settings, data)
    project = json.loads((data / "factsheet.json").read_text("utf-8"))
    Draft202012Validator(json.loads((data / "factsheet.schema.json").read_text("utf-8"))).validate(
        project
    )
    facts = {f["address"]: f for sheet in project["sheets"] for f in sheet["facts"]}
    assert [name for name, fact in facts.items() if fact["retracted"]] == ["fair#opened"]
    assert facts["fair#opened"]["corrections"][0]["why"]["en"] == "It was another fair."
    assert not list(data.glob("*.ics"))
    rows = {}
    for table in ("facts", "dates"):
        with (data / f"tables/{table}.csv").open(encoding="utf-8", newline="") as file:
            rows[table] = list(csv.DictReader(file))
    said = {row["address"]: row["retracted"] for row in rows["facts"]}
    assert (said["fair#opened"], said["factsheet#python"]) == ("true", "false")
    assert "fair#opened" not in {row["fact"] for row in rows["dates"]}
    graph = json.loads((data / "factsheet.jsonld").read_text("utf-8"))["@graph"]
    (claim,) = [node for node in graph if "retracted" in str(node.get("schema:creativeWorkStatus"))]
    assert claim["schema:correction"][0]["@type"] == "schema:CorrectionComment"


# --- their documentation ------------------------------------------------------------------------


def run(page: Path) -> None:
    """The examples in Python of a page of the documentation."""
    for example in re.findall(r"^```python\n(.+?)^```", page.read_text("utf-8"), re.M | re.S):
        exec(compile(example, str(page), "exec"), {})


@pytest.mark.parametrize("page", ["json", "csv", "json-ld", "bibliography", "followthemoney"])
def test_examples_of_the_documentation_run(
    page: str,
    data: Path,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if page == "followthemoney":
        pytest.importorskip("followthemoney")
    (tmp_path / "data").symlink_to(data)
    monkeypatch.chdir(tmp_path)
    run(repository / f"docs/reference/data/{page}.md")
    assert capsys.readouterr().out or page == "json"


def sections(page: Path) -> dict[str, str]:
    """Heading → what stands under it."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page.read_text("utf-8"), re.M | re.S))


def test_every_field_is_documented(repository: Path) -> None:
    folder = repository / "docs/reference/data"
    told = sections(folder / "csv.md")
    assert told.keys() == FIELDS.keys()
    for table, fields in FIELDS.items():
        listed = re.findall(r"^\| `(\w+)` \| (\w+) \| ", told[table], re.MULTILINE)
        assert listed == [(name, type_) for name, type_, _ in fields]
    schema = project_schema()
    told = sections(folder / "json.md")
    shapes = {"project": schema, **schema["$defs"]}
    del shapes["words"]  # told in a sentence
    assert told.keys() == shapes.keys()
    for name, shape in shapes.items():
        assert re.findall(r"^\| `(\w+)` \| ", told[name], re.MULTILINE) == [*shape["properties"]]
    inner = re.findall(r'"(\w+)": ', json.dumps(schema["$defs"]["fact"]["properties"]["value"]))
    keywords = {"oneOf", "type", "properties", "required", "additionalProperties", "const"}
    for name in {*inner} - keywords:
        assert f"`{name}`" in told["fact"] + told["citation"], name
    tables = (folder / "sqlite.md").read_text("utf-8")
    assert all(f"`{table}`" in tables for table in FIELDS)


def test_every_file_has_its_page(data: Path, repository: Path) -> None:
    index = (repository / "docs/reference/data/index.md").read_text("utf-8")
    for path in data.iterdir():
        if path.is_file():
            assert f"`{path.name}`" in index, path.name
