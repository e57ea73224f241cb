"""post.py ROOT: what a rule cannot rewrite."""
import re,sys
from pathlib import Path
root=Path(sys.argv[1]); pkg=root/'generator/factsheet'
def sub(path,*pairs):
    p=root/path; s=p.read_text()
    for a,b in pairs:
        if a not in s: print('NOT FOUND',path,repr(a)[:80]); continue
        s=s.replace(a,b)
    p.write_text(s)
P='generator/factsheet/'
sub(P+'mkdocs_plugin/frame.py',('parents[1] / "render" / "theme"','parents[1] / "view" / "theme"'))
sub(P+'runtime/digest.py',('Path(__file__).parent','Path(__file__).parents[1]'))
sub(P+'lang/lexicon.py',('files("factsheet.check")','files("factsheet.lang")'))
sub(P+'pipeline.py',('Path(__file__).parent / "render" / "assets"','Path(__file__).parent / "view" / "assets"'))
sub(P+'pdf/glyphs.py',('Path(__file__).resolve().parent.parent / "fonts"','Path(__file__).resolve().parents[1] / "view" / "fonts"'))
sub(P+'pdf/typesetter.py',('Path(__file__).resolve().parent.parent / "typst"','Path(__file__).resolve().parent / "typst"'))
sub('pyproject.toml',('packages = ["generator"]\n\n[tool.hatch.build.targets.sdist]','packages = ["generator/factsheet"]\n\n[tool.hatch.build.targets.sdist]'),
    ('source_pkgs = ["generator"]','source_pkgs = ["factsheet"]'),('strict = true\npackages = ["generator"]','strict = true\nmypy_path = "generator"\npackages = ["factsheet"]'),
    ('src = ["."]','src = [".", "generator"]'))
sub('.ci/alone',('import sys, generator\nassert generator.__file__.startswith(sys.argv[1]), generator.__file__','import sys, factsheet\nassert factsheet.__file__.startswith(sys.argv[1]), factsheet.__file__'))

sub(P+'site/cards.py',('_HOUSE = Path(__file__).resolve().parent.parent\n_TEMPLATE = _HOUSE / "typst" / "card.typ"\n_FONTS = _HOUSE / "fonts"','_HOUSE = Path(__file__).resolve().parents[1]\n_FOLDER = _HOUSE / "site" / "card"\n_TEMPLATE = _FOLDER / "card.typ"\n_FONTS = _HOUSE / "view" / "fonts"'),
 ('_HOUSE / "typst" / "packages"','_FOLDER / "packages"'),('root=str(_HOUSE / "typst")','root=str(_FOLDER)'))
sub('pyproject.toml',('"generator/publish/fonts/*.OFL.txt"','"generator/factsheet/view/fonts/*.OFL.txt"')) if 'generator/publish/fonts/*' in (root/'pyproject.toml').read_text() else None
# --- the house's test -------------------------------------------------------------
sys.path.insert(0,str(Path(__file__).parent))
import plan
p=root/'tests/test_architecture.py'; s=p.read_text()
s=s.replace('import generator\n','import factsheet\n').replace('Path(generator.__file__)','Path(factsheet.__file__)')
a=s.index('# From top to bottom;'); b=s.index('ONLY = {')
s=s[:a]+'''# From top to bottom; a room imports itself or lower floors. Rooms of one floor know nothing of each
# other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("mkdocs_plugin",),
    ("pipeline",),
    ("report", "markdown"),
    ("site", "pdf", "data"),
    ("edit",),
    ("view",),
    ("git",),
    ("check",),
    ("load",),
    ("diff",),
    ("runtime",),
    ("model",),
    ("markup",),
    ("lang",),
    ("__init__",),
)
'''+s[b:]
a=s.index('ONLY = {'); b=s.index('LONGEST = 400')
def key(m):
    old=m[1]; n=old.rstrip('/').replace('/','.')
    ROOMS={'commands/':'cli/','plugin':'mkdocs_plugin/','cli':'cli/'}
    if old in ROOMS: return f'"{ROOMS[old]}"'
    try: return '"'+plan.MOVES(n).replace('.','/')+'"'
    except SystemExit: return m[0]
block=s[a:b]
out=[]
for line in block.splitlines(True):
    if ':' in line and '(' in line and line.startswith('    "') and 'STARTER' not in line:
        k,v=line.split(':',1); line=k+':'+re.sub(r'"([a-z_/]+)"',key,v)
    elif line.startswith('    "') and ':' in line:
        k,v=line.split(':',1); line=k+':'+re.sub(r'"([a-z_/]+)"',key,v)
    line=line.replace('("cli/", "cli/")','("cli/",)')
    out.append(line)
s=s[:a]+''.join(out)+s[b:]
a=s.index('def part(module'); b=s.index('def floor(')
s=s[:a]+'''def room(module: Path) -> str:
    """The room of a module, which may stand loose."""
    return module.relative_to(HOUSE).parts[0].removesuffix(".py")


'''+s[b:]
a=s.index('def target(name'); b=s.index('@pytest.mark.parametrize("module", MODULES',a)
s=s[:a]+'''def target(name: str) -> str | None:
    """The room that an import leads to."""
    pieces = name.split(".")
    if pieces[0] != "factsheet" or len(pieces) == 1:
        return None
    first = pieces[1]
    stands = (HOUSE / first).is_dir() or (HOUSE / f"{first}.py").is_file()
    return first if stands else "__init__"  # a name of the package itself, such as __version__


def test_every_room_has_its_floor_and_hardly_any_module_stands_loose() -> None:
    rooms = {it.name for it in HOUSE.iterdir() if it.is_dir() and it.name != "__pycache__"}
    loose = {it.stem for it in HOUSE.glob("*.py")}
    assert loose == {"__init__", "__main__", "pipeline"}
    assert rooms | loose == {name for names in FLOORS for name in names}
    assert len(rooms) <= 18


'''+s[b:]
s=s.replace('here = part(module)','here = room(module)')
s=s.replace('here == "workers"','here == "runtime/parallel"').replace("`workers` copies","`parallel` copies")
s=s.replace('(HOUSE.parent / "facts")','(HOUSE.parents[1] / "facts")')
p.write_text(s)

# --- names of the package elsewhere --------------------------------------------------------------
for p in [*(root/'tests').rglob('*.py'),*(root/'tests').rglob('*.yml'),*(root/'tests').rglob('*.toml')]:
    t=p.read_text('utf-8'); u=t
    u=u.replace('"-m", "generator"','"-m", "factsheet"').replace('-m generator','-m factsheet').replace('find_spec("generator")','find_spec("factsheet")').replace('include=["generator"]','include=["factsheet"]')
    u=re.sub(r'^(\s*)import generator$',r'\1import factsheet',u,flags=re.M).replace('generator.__file__','factsheet.__file__').replace('generator.__path__, "generator."','factsheet.__path__, "factsheet."')
    u=u.replace('package / "generator")','package / "generator/factsheet")')
    u=re.sub(r'^from generator import cli$','from factsheet.cli import app as cli',u,flags=re.M)
    u=re.sub(r'^from generator import ',r'from factsheet import ',u,flags=re.M)
    if u!=t: p.write_text(u,'utf-8')
sub('tests/test_output.py',('HOUSE / "output.py"','HOUSE / "runtime/output.py"'),('HOUSE / "publish/data/verify_evidence.py"','HOUSE / "data/verify_evidence.py"'),('"author/extraction/__main__.py"','"edit/extraction/__main__.py"'),('"publish/paper/press.py"','"pdf/processes.py"'))
sub('tests/test_pythons.py',('TESTS.parent / "generator"','TESTS.parent / "generator/factsheet"'))
sub('tests/test_distribution.py',('HOUSE = REPOSITORY / "generator"','HOUSE = REPOSITORY / "generator/factsheet"'),('assert tops == {"generator"','assert tops == {"factsheet"'))
p=root/'tests/test_distribution.py'; p.write_text(p.read_text().replace('        "generator/factsheet/','        "factsheet/'))
sub('tests/test_children.py',('    "generator", "asyncio"','    "factsheet", "asyncio"'),('"json.tool", "generator"]','"json.tool", "factsheet"]'))
sub(P+'model/rules.py',('files("generator")','files("factsheet.model")'))
sub(P+'load/front_matter.py',('parent.parent / "render" / "theme"','parent.parent / "view" / "theme"'))
