"""Old module -> new module (dotted, below the package)."""
M = {
 '__init__':'__init__','__main__':'__main__','pipeline':'pipeline',
 # lang
 'text':'lang.fold','edges':'lang.boundaries','check.wording':'lang.tokens','check.language':'lang.lexicon','numerals':'lang.number_words',
 'amounts':'lang.amounts_find','quantities':'lang.amounts_say','ranges':'lang.ranges','mentions':'lang.dates_find','openings':'lang.scan','dates':'lang.dates','edtf':'lang.edtf',
 'check.markup':'markup.hidden','check.shown':'markup.html','check.styles':'markup.css','check.look':'markup.css_look','check.boxes':'markup.css_boxes','check.markdown':'markup.markdown',
 'check.spans':'lang.spans','check.lookalikes':'lang.lookalikes','check.hedging':'lang.hedging','check.negation':'lang.negation','check.places':'lang.places','once':'lang.once',
 'digits':'lang.digits','check.cascade':'markup.css_cascade','check.grammar':'markup.css_grammar','check.style_sheets':'markup.css_sheets','check.media':'markup.css_media','check.colours':'markup.css_colours','check.transforms':'markup.css_transforms',
 # model
 'vocabulary':'model.vocabulary',
 'model':'model.entities','terms':'model.terms','place':'model.place','editorial':'model.editorial','diagnostics':'model.diagnostics','rules':'model.rules','settings':'model.settings',
 # runtime
 'workers':'runtime.parallel','stopping':'runtime.signals','store':'runtime.store','memo':'runtime.memo','fingerprint':'runtime.digest','cluster':'runtime.cluster',
 'publish.site':'runtime.swap','publish.mark':'runtime.mark','publish.checksums':'runtime.checksums','output':'runtime.output','runtime.names':'runtime.utf8',
 # load
 'read.load':'load.yaml','read.site':'load.mkdocs','read.site_file':'load.mkdocs_settings','read.editorial':'load.records_of_review','read.references':'load.cross_references','read.by_hand':'load.handwritten','read.files':'load.inputs',
 # check
 'check.verify':'check.quotes','check.joined':'check.index','check.cuts':'check.ellipsis','check.clash':'check.values','check.reading':'check.sentence_states',
 'check.repeats':'check.duplicates','check.origins':'check.shared_text','check.reproduced':'check.excerpts','check.telling':'check.salience','check.fingerprint':'check.review_hash',
 'check.misstated':'check.correction_words',
 # diff
 'review.parts':'diff.facts','review.nouns':'diff.sheets','review.wording':'diff.words','review.pairing':'diff.pairing','review.changes':'diff.changes','review.questions':'diff.questions',
 # git
 'review.authors':'git.blame','review.written':'git.file_dates','review.publication':'git.published','review.revisions':'git.revisions','review.signatures':'git.signatures','review.history':'git.history',
 'git.settings':'git.passed_on',
 # report
 'review.waiting':'report.status','review.seen':'report.before_after','review.telling':'report.change_phrases','review.diffs_text':'report.changes_text','review.diffs_html':'report.changes_html','review.diffs_json':'report.changes_json','review.diffs_markdown':'report.changes_markdown',
 'review.diffs':'report.change_forms','review.account':'report.unaccounted','review.reports':'report.findings','review.origins':'report.origins','review.markdown':'report.markdown_text','review.kept':'report.remembered',
 'review.record':'edit.review_file',
 # edit
 'author.remarks':'edit.yaml_comments','author.patch':'edit.yaml_patch','author.starter':'edit.scaffold','author.revision':'edit.write','author.layout':'edit.yaml_layout','author.scalars':'edit.yaml_scalars','author.keys':'edit.yaml_keys',
 'author.quotes':'edit.quote_search','author.extraction.page':'edit.extraction.web_page',
 # view
 'render.edition':'view.context','render.parts':'view.pagination','render.reader':'view.passages','render.figures':'view.svg_time','render.network':'view.svg_network',
 'render.house':'view.jinja','render.pages':'view.all_pages','render.layout':'view.paginated',
 # site
 'publish.machines.web':'site.addresses','publish.machines.head':'site.html_head','publish.search.documents':'site.search.entries',
 # pdf
 'publish.pdf':'pdf.editions','publish.paper.evidence':'pdf.quotations','publish.paper.names':'pdf.name_index','publish.paper.sheets':'pdf.sheet_chapters','publish.paper.made':'pdf.provenance','publish.paper.press':'pdf.processes',
 'publish.data.schema':'data.json_schema','publish.data.entities':'data.follow_the_money',
 'publish.markdown.export':'markdown.files','publish.markdown.pages':'markdown.sheet_pages','publish.markdown.documents':'markdown.source_pages',
 # mkdocs
 'plugin.answer':'mkdocs_plugin.responses',
 # cli
 'commands.account':'cli.sources','commands.author':'cli.edit','commands.findings':'cli.printing','commands.outcome':'cli.exits','commands.publication':'cli.publish',
}
PRE = [
 ('read.','load.'), ('git.','git.'), ('runtime.','runtime.'),
 ('render.views.','view.pages.'), ('render.','view.'),
 ('publish.paper.','pdf.'), ('publish.data.','data.'), ('publish.markdown.','markdown.'),
 ('publish.search.','site.search.'),('publish.machines.','site.'),('publish.','site.'),
 ('plugin.','mkdocs_plugin.'), ('commands.','cli.'),('cli','cli.app'),
 ('author.','edit.'), ('review.','report.'), ('check.','check.'),
]
def MOVES(n):
    if n in M: return M[n]
    for a,b in PRE:
        if n==a: return b
        if a.endswith('.') and n.startswith(a): return b+n[len(a):]
    raise SystemExit('no room for '+n)
# Folders and files that are no Python, below the package.
FOLDERS=[
 ('author/starter','edit/starter'),('check/languages','lang/languages'),('publish/fonts','view/fonts'),('publish/markdown/theme','markdown/theme'),
 ('publish/paper/words','pdf/words'),('publish/search/worker.js','site/search/worker.js'),('publish/typst/card.typ','site/card/card.typ'),('publish/typst','pdf/typst'),
 ('render/assets','view/assets'),('render/messages','view/messages'),('render/templates','view/templates'),('render/theme','view/theme'),
 ('render/references.toml','view/references.toml'),('review/diff.css','report/diff.css'),('rules.toml','model/rules.toml'),
]
ROOMS={
 'markup':'What of a document in HTML or Markdown its readers see, and what is hidden from them.',
 'lang':'What running text is made of: letters, words, figures, dates. It knows no fact and no file.',
 'model':'The nouns that everyone shares: sheets, facts, sources, findings, settings.',
 'diff':'What differs between two states of a fact, a sheet or a sentence; it says nothing about it.',
 'site':'What a website needs beside its pages: search, feeds, structured data, policy.',
 'pdf':'Sets the typeset editions.',
 'data':'Writes the open data.',
 'markdown':'Writes the publication as Markdown for other builders.',
}
REDOC={'site'}
FLOORS=[('__main__',),('cli',),('mkdocs_plugin',),('pipeline',),('report','markdown'),('site','pdf','data'),('edit',),('view',),('git',),('check',),('load',),('diff',),('runtime',),('model',),('markup',),('lang',),('__init__',)]
