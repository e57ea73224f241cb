"""graph.py ROOT: check a mapping's floors."""
import ast,sys,collections
from pathlib import Path
root=Path(sys.argv[1]); pkg=root/'generator'
sys.path.insert(0,str(Path(__file__).parent))
from plan import MOVES, FLOORS
mods={}
for p in sorted(pkg.rglob('*.py')):
    n='.'.join(p.relative_to(pkg).with_suffix('').parts)
    mods[n]=p
def new(n):
    return MOVES(n)
def imports(p):
    for node in ast.walk(ast.parse(p.read_text())):
        if isinstance(node,ast.Import):
            for a in node.names: yield a.name
        elif isinstance(node,ast.ImportFrom):
            for a in node.names: yield f'{node.module}.{a.name}'
def resolve(name):
    if not name.startswith('generator.'): return None
    n=name[len('generator.'):]
    while n:
        if n in mods: return n
        if n+'.__init__' in mods: return n+'.__init__'
        n=n.rpartition('.')[0]
    return None
def room(n): return n.split('.')[0]
floor={r:i for i,f in enumerate(FLOORS) for r in f}
up=collections.defaultdict(list); rooms=collections.Counter()
for n,p in mods.items():
    m=new(n)
    if m is None: continue
    r=room(m); rooms[r]+=len(p.read_text().splitlines())
    for i in imports(p):
        t=resolve(i)
        if t is None: continue
        tm=new(t)
        if tm is None: continue
        tr=room(tm)
        if tr==r: continue
        if r not in floor: print('no floor',r); continue
        if tr not in floor: print('no floor',tr, n); continue
        if not floor[tr]>floor[r]: up[(r,tr)].append((n,t))
for k,v in sorted(up.items()):
    print(k); 
    for a in sorted(set(v)): print('   ',a[0],'->',a[1])
print(len(rooms),'rooms'); print(rooms.most_common())
names=collections.Counter(new(n).split('.')[-1] for n in mods if new(n))
print('twice', [ (k,v) for k,v in names.items() if v>1 and k not in('__init__','__main__')])
