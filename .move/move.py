"""move.py ROOT: lays the package's modules into the rooms of plan.py, with every import and name."""
import ast,re,subprocess,sys
from pathlib import Path
sys.path.insert(0,str(Path(__file__).parent))
import plan
root=Path(sys.argv[1]); pkg=root/'generator'
MOVES=plan.MOVES
def git(*a): return subprocess.run(['git','-C',str(root),*a],check=True,capture_output=True,text=True).stdout
tracked=git('ls-files').splitlines()
mods={}
for f in tracked:
    if f.startswith('generator/') and f.endswith('.py'):
        mods['.'.join(Path(f).relative_to('generator').with_suffix('').parts)]=f
packages={n.removesuffix('.__init__') for n in mods if n.endswith('.__init__')}|{''}
NEW={}
dropped=[]
for n in mods:
    m=MOVES(n)
    if m in NEW.values(): dropped.append(n); continue   # the docstring of a room that went into another
    NEW[n]=m
def newname(old):
    """The new dotted name of a module or package (without __init__)."""
    if old in mods: return MOVES(old)
    if old+'.__init__' in mods: return MOVES(old+'.__init__').removesuffix('.__init__')
    return None
problems=[]
IDENT=re.compile(r'[A-Za-z_]\w*')
def rewrite(path,text):
    tree=ast.parse(text); lines=text.splitlines(True)
    starts=[0]
    for l in lines: starts.append(starts[-1]+len(l.encode()))
    data=text.encode()
    edits=[]; renames={}
    for node in ast.walk(tree):
        if isinstance(node,ast.ImportFrom) and node.module and (node.module=='generator' or node.module.startswith('generator.')):
            base=node.module.removeprefix('generator').lstrip('.')
            groups={}
            for a in node.names:
                full=(base+'.'+a.name).lstrip('.')
                target=newname(full)
                if target is not None:
                    parent,_,name=target.rpartition('.')
                    alias=a.asname or (a.name if name!=a.name else None)
                    if a.asname is None and name!=a.name: renames[a.name]=name
                    if a.asname==name: alias=None
                else:
                    parent=newname(base) if base else ''
                    name=a.name; alias=a.asname
                groups.setdefault(parent,[]).append([name,alias,a.name,target is not None and a.asname is None])
            edits.append((node,groups))
        elif isinstance(node,ast.Import):
            for a in node.names:
                if a.name.startswith('generator'): problems.append(f'{path}:{node.lineno} import {a.name}')
    # which renames can be made
    names={}
    bound=set()
    for node in ast.walk(tree):
        if isinstance(node,ast.Name):
            names.setdefault(node.id,[]).append(node)
            if isinstance(node.ctx,(ast.Store,ast.Del)): bound.add(node.id)
        elif isinstance(node,ast.arg): bound.add(node.arg)
        elif isinstance(node,(ast.FunctionDef,ast.ClassDef)): bound.add(node.name)
        elif isinstance(node,ast.ImportFrom):
            for a in node.names: 
                if not (node.module or '').startswith('generator'): bound.add(a.asname or a.name)
        elif isinstance(node,ast.Import):
            for a in node.names: bound.add((a.asname or a.name).split('.')[0])
    others=set()
    for node,groups in edits:
        for g in groups.values():
            for name,alias,old,is_mod in g:
                if old not in renames: others.add(alias or name)
    ok={}
    for old,new in renames.items():
        if old in bound or new in bound or new in names or new in others or list(renames.values()).count(new)>1 or new in __builtins__.__dict__ if hasattr(__builtins__,'__dict__') else False:
            problems.append(f'{path}: {old} -> {new} kept as alias')
        else: ok[old]=new
    out=[]
    for node,groups in edits:
        s=starts[node.lineno-1]+node.col_offset; e=starts[node.end_lineno-1]+node.end_col_offset
        pad=' '*node.col_offset
        stm=[]
        for parent,items in groups.items():
            module='factsheet'+('.'+parent if parent else '')
            stm.append(f'from {module} import '+', '.join((n if (al is None or (is_mod and old in ok)) else f'{n} as {al}') for n,al,old,is_mod in items))
        out.append((s,e,('\n'+pad).join(stm)))
    for old in ok:
        for node in names.get(old,[]):
            s=starts[node.lineno-1]+node.col_offset
            out.append((s,s+len(old.encode()),ok[old]))
    for s,e,t in sorted(out,reverse=True):
        data=data[:s]+t.encode()+data[e:]
    return data.decode()
# --- strings -----------------------------------------------------------------
DOTTED=re.compile(r'\bgenerator((?:\.[a-z_]\w*)+)')
def dotted(m):
    pieces=m[1].lstrip('.').split('.')
    for k in range(len(pieces),0,-1):
        t=newname('.'.join(pieces[:k]))
        if t is not None: return 'factsheet.'+'.'.join([*( [t] if t else []),*pieces[k:]])
    return m[0]
def mapped_path(rel):
    """The new path, below the package, of a file or folder below the old one."""
    p=rel.removesuffix('/')
    if p.endswith('.py'):
        n='.'.join(Path(p).with_suffix('').parts)
        return NEW[n].replace('.','/')+'.py' if n in NEW else None
    for a,b in plan.FOLDERS:
        if p==a or p.startswith(a+'/'): return b+p[len(a):]
    n='.'.join(Path(p).parts)
    t=newname(n)
    return t.replace('.','/') if t is not None else None
PATHS=re.compile(r'\bgenerator/([\w./-]*[\w])')
def paths(m):
    rel=m[1]
    t=mapped_path(rel)
    if t is None and mapped_path(rel+'.py'): t=mapped_path(rel+'.py').removesuffix('.py')
    if t is None: return m[0]
    return 'generator/factsheet/'+t
TEXT={'.py','.toml','.md','.yml','.yaml','.txt','.j2','.css','.js','.typ','.json','.cfg','.in','.html',''}
changed={}
for f in tracked:
    p=root/f
    if f.startswith(('.lock/','seeds/','facts/')) or p.is_symlink() or p.suffix not in TEXT: continue
    try: text=p.read_text('utf-8')
    except (UnicodeDecodeError,FileNotFoundError): continue
    if 'generator' not in text: continue
    new=text
    if p.suffix=='.py' or text.startswith('#!/usr/bin/env python'):
        try: new=rewrite(f,new)
        except SyntaxError as e: problems.append(f'{f}: {e}')
    new=PATHS.sub(paths,DOTTED.sub(dotted,new))
    if new!=text: p.write_text(new,'utf-8')
# --- files --------------------------------------------------------------------
for n in dropped: git('rm','-qf',mods[n])
for f in tracked:
    if not f.startswith('generator/') or not (root/f).exists(): continue
    t=mapped_path(f.removeprefix('generator/'))
    if t is None: problems.append('no room for '+f); continue
    target=root/'generator/factsheet'/t
    target.parent.mkdir(parents=True,exist_ok=True)
    git('mv',f,str(target.relative_to(root)))
for folder,doc in plan.ROOMS.items():
    p=root/'generator/factsheet'/folder/'__init__.py'
    p.parent.mkdir(parents=True,exist_ok=True)
    if not p.exists() or folder in plan.REDOC: p.write_text(f'"""{doc}"""\n')
print('\n'.join(problems))
