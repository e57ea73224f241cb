// Runs the search engine, away from the page: it needs WebAssembly, which the page's own policy
// forbids and a worker's, sent with this file, need not. Asked for a query or for more of its
// results, answers with finished results; only the newest question is answered.
import * as pagefind from "./pagefind.js";

const FIRST = 16;
const SHOWN = 8;
const ENTRIES = 3;
const SPACE = /\s+/;
const APOSTROPHES = /[’ʼ‘`´]/g;

let found = [];
let newest = 0;

// A text in pieces, each a string or, where it answers the query, a list of one string.
function pieces(words, marked) {
  const out = [];
  for (const { word, at } of words) {
    const hit = marked.has(at);
    const last = out.at(-1);
    if (out.length && Array.isArray(last) === hit) {
      if (hit) last[0] += " " + word;
      else out[out.length - 1] += " " + word;
    } else {
      if (out.length) hit ? (out[out.length - 1] += " ") : out.push(" ");
      const start = !hit && typeof out.at(-1) === "string" ? out.pop() : "";
      out.push(hit ? [word] : start + word);
    }
  }
  return out;
}

function typeset(word) {
  return word.replace(/(\p{L})'(?=\p{L})/gu, "$1’");
}

// The words of a heading. The engine decodes entities in them once too often; where the index marks
// the heading's end, they are taken from the page's text, without the stop that the engine adds.
function heading(anchor, next, all) {
  if (next?.id !== "_") return anchor.text.split(SPACE).filter(Boolean);
  const words = all.slice(anchor.location, next.location).map(({ word }) => word);
  if (words.length && !/\.\s*$/.test(anchor.text)) words.push(words.pop().replace(/\.$/, ""));
  return words;
}

function result(data) {
  const marked = new Set(data.locations);
  const all = data.content.split(SPACE).map((word, at) => ({ word: typeset(word), at }));
  const anchors = data.anchors.filter((anchor) => /^h[1-6]$/.test(anchor.element));
  const begin = anchors.length ? anchors[0].location : all.length;
  const entries = [];
  anchors.forEach((anchor, n) => {
    const next = n + 1 < anchors.length ? anchors[n + 1].location : all.length;
    const hits = data.weighted_locations.filter(
      ({ location }) => location >= anchor.location && location < next);
    if (!hits.length) return;
    const words = heading(anchor, data.anchors[data.anchors.indexOf(anchor) + 1], all);
    const shown = words.map((word, k) => ({ word: typeset(word), at: anchor.location + k }));
    const score = hits.reduce((sum, hit) => sum + hit.balanced_score, 0);
    entries.push({ id: anchor.id, score, n, text: pieces(shown, marked) });
  });
  entries.sort((a, b) => b.score - a.score || a.n - b.n);
  const title = data.meta.title.split(SPACE).length;
  return {
    link: data.meta.link,
    kind: data.meta.kind,
    title: typeset(data.meta.title),
    excerpt: entries.length ? [] : excerpt(all.slice(title, begin), data.locations, marked),
    entries: entries.slice(0, ENTRIES),
    more: Math.max(0, entries.length - ENTRIES),
  };
}

// The words around the first that answers the query.
function excerpt(words, locations, marked) {
  const first = words.findIndex(({ at }) => marked.has(at));
  const start = Math.max(0, first - 8);
  const out = pieces(words.slice(start, start + 30), marked);
  if (start > 0) out.unshift("… ");
  if (start + 30 < words.length) out.push(" …");
  return out;
}

// Without accents, case and punctuation, as a list of words.
function folded(text) {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

// 2: called by this name; 1: the words are within one name; 0: neither.
function called(data, asked) {
  const names = data.meta.names.split("|").map(folded);
  if (names.some((name) => name.join("") === asked.join(""))) return 2;
  return names.some((name) => asked.every((word) => name.includes(word))) ? 1 : 0;
}

// Whether a hit holds something like what was asked. The engine, rather than find nothing, looks
// for ever shorter beginnings of a word.
function near(data, asked) {
  const words = data.content.split(SPACE);
  return data.locations.some((at) => folded(words[at] ?? "").some((word) => asked.some((term) => {
    let same = 0;
    while (same < term.length && term[same] === word[same]) same += 1;
    return same >= Math.min(term.length, Math.max(3, term.length - 3));
  })));
}

const ready = pagefind.options({
  ranking: {
    pageLength: 0, termFrequency: 0.3, termSimilarity: 5, metaWeights: { title: 0, names: 5 },
  },
});

async function search(query) {
  await ready;
  const hits = (await pagefind.search(query.normalize("NFC").replace(APOSTROPHES, "'"))).results;
  const asked = folded(query);
  const first = await Promise.all(hits.slice(0, FIRST).map((hit) => hit.data()));
  if (!first.some((data) => near(data, asked))) return [];
  const rank = first.map((data, at) => [called(data, asked), at]);
  rank.sort(([a, m], [b, n]) => b - a || m - n);
  return [...rank.map(([, at]) => hits[at]), ...hits.slice(FIRST)];
}

async function answer({ question, query, from }) {
  newest = question;
  if (from === 0) {
    const hits = await search(query);
    if (question !== newest) return;
    found = hits;
  }
  const loaded = await Promise.all(found.slice(from, from + SHOWN).map((hit) => hit.data()));
  if (question !== newest) return;
  postMessage({ question, from, total: found.length, results: loaded.map(result) });
}

onmessage = ({ data }) => {
  answer(data).catch((error) => postMessage({ question: data.question, error: String(error) }));
};
