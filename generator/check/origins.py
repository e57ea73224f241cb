"""Finds documents, and parts of them, that share their wording: together they are one origin.

Sentences are compared by the runs of words they hold; the rarest of them lead to the few pairs that
may be alike among all sentences of all documents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from itertools import chain, combinations
from math import ceil
from operator import or_

from generator.check.markup import hidden_spans, touches
from generator.check.sentences import Sentence, sentences, sentences_of
from generator.check.spans import Span
from generator.model import Index, Passage, Role, Seed
from generator.text import fold, words
from generator.workers import spread

RUN = 3
"""Words of a run."""

LEAST = 8
"""Words from which a sentence has a wording of its own; shorter ones may be alike by chance."""

SHARED = 0.6
"""Share of its runs that the shorter of two sentences must have in common with the other."""

SAME = 0.5
"""Share of a document's words in such sentences from which it is no origin of its own."""

_VARIANTS = 64
"""Wordings that are looked up by one run they hold: a bound on time and memory."""

_LISTED = 20_000
"""Pairs of documents that are listed; a fact's own documents are always held against each other."""

_BITS = 251
_CHUNK = 2_000  # wordings that a process takes at once
_LIKE = 20_000  # pairs of like wordings that are found in such a chunk
_NO_WORDING = (Role.BOILERPLATE, Role.NAVIGATION, Role.READER_COMMENT)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two documents that share wording.

    Attributes:
        share_a, share_b: share of each document's words, from 0 to 1, that stand in shared wording.
        spans: (in a, in b) of sentences that are alike, in the order of a: each of a once with the
            first such of b, and each of b that is left with the first such of a.
    """

    seed_a: str
    seed_b: str
    share_a: float
    share_b: float
    spans: tuple[tuple[Span, Span], ...]

    @property
    def one_origin(self) -> bool:
        """Whether one of the documents mostly repeats the other."""
        return max(self.share_a, self.share_b) >= SAME


@dataclass(frozen=True)
class Origins:
    """Where the documents share wording, and on how many origins each fact stands.

    Attributes:
        overlaps: pairs of documents that share wording, the most alike first.
        repetition: share of each document's words that repeats an earlier part of itself.
        counts: fact address → (documents, origins).
        uncompared: wordings that were not held against all others, since too many are nearly alike.
        unlisted: whether more pairs of documents share wording than are listed.
    """

    overlaps: tuple[Overlap, ...]
    repetition: Mapping[str, float]
    counts: Mapping[str, tuple[int, int]]
    uncompared: int = 0
    unlisted: bool = False

    def of(self, address: str) -> tuple[int, int]:
        """(documents, origins) of a fact."""
        return self.counts.get(address, (0, 0))

    @cached_property
    def single_origin(self) -> list[str]:
        """Addresses of the facts that stand on one origin alone."""
        return [address for address, (_, origins) in self.counts.items() if origins == 1]


def origins(index: Index) -> Origins:
    """Where the documents of a project share wording, and what follows for each fact."""
    wording = _Wording(index.project.seeds.values())
    found = {
        address: [p for p in index.passages.get(address, ()) if p.verdict.passes]
        for address in index.project.facts
    }
    together = (sorted({p.citation.seed for p in passages}) for passages in found.values())
    overlaps, unlisted = wording.overlaps(
        {pair for seeds in together for pair in combinations(seeds, 2)}
    )
    joined = {(o.seed_a, o.seed_b) for o in overlaps if o.one_origin}
    counts = {address: _counted(passages, joined, wording) for address, passages in found.items()}
    return Origins(overlaps, wording.repetition(), counts, wording.alike.uncompared, unlisted)


@dataclass
class _Document:
    """A document's sentences, and for those with a wording of their own its number."""

    seed: Seed
    sentences: tuple[Sentence, ...]
    wordings: dict[int, int] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return sum(self.sizes.values())


@dataclass(slots=True)
class _Pair:
    """Sentences that two documents share: each has one partner, however many it is like.

    Sentences that stand often in both would otherwise make as many pairs as their product.
    """

    forward: dict[int, int] = field(default_factory=dict)
    backward: dict[int, int] = field(default_factory=dict)

    def add(self, in_a: list[int], in_b: list[int]) -> None:
        """Adds sentences of one document that are like those of the other."""
        for one, others, into in ((in_a, in_b, self.forward), (in_b, in_a, self.backward)):
            if one[-1] not in into:  # else they all are known already
                for n in one:
                    into.setdefault(n, others[0])

    def spans(self) -> list[tuple[int, int]]:
        """The pairs, in order."""
        partners = set(self.forward.values())
        rest = [(n, m) for m, n in self.backward.items() if m not in partners]
        return sorted([*self.forward.items(), *rest])


class _Wording:
    """Every wording of every document, and which are alike."""

    def __init__(self, seeds: Iterable[Seed]) -> None:
        self.documents: dict[str, _Document] = {}
        numbers: dict[tuple[str, ...], int] = {}
        for seed in seeds:
            document = self.documents[seed.id] = _Document(seed, sentences(seed))
            for n, own in _own(seed.text, seed.language):
                if seed.role_at(document.sentences[n].line) not in _NO_WORDING:
                    document.wordings[n] = numbers.setdefault(own, len(numbers))
                    document.sizes[n] = len(own)
        self.alike = _alike(tuple(numbers))

    def overlaps(self, wanted: Set[tuple[str, str]]) -> tuple[tuple[Overlap, ...], bool]:
        """Pairs of documents that share wording, the most alike first; whether some are left out.

        Args:
            wanted: pairs, in order of name, that are never left out.
        """
        holders = self._holders()
        pairs: dict[tuple[str, str], _Pair] = {}
        room, unlisted = _LISTED, False
        for wording, own in holders.items():
            for like in (wording, *sorted(self.alike.get(wording, ()))):
                others = holders[like]
                among: Iterable[tuple[str, str]] = ((a, b) for a in own for b in others if a < b)
                if room <= 0 and len(own) * len(others) > len(pairs) + len(wanted):
                    unlisted = True  # only those that are listed, or are to be, still matter
                    listed = dict.fromkeys((*pairs, *sorted(wanted)))
                    among = [(a, b) for a, b in listed if a in own and b in others]
                for a, b in among:
                    if (a, b) not in pairs:
                        if room <= 0 and (a, b) not in wanted:
                            unlisted = True
                            continue
                        room -= 1
                        pairs[a, b] = _Pair()
                    pairs[a, b].add(own[a], holders[like][b])
        found = (self._overlap(a, b, pair.spans()) for (a, b), pair in pairs.items())
        order = sorted(found, key=lambda o: (-max(o.share_a, o.share_b), o.seed_a, o.seed_b))
        return tuple(order), unlisted

    def repetition(self) -> dict[str, float]:
        """Share of each document's words that stand in sentences like an earlier one."""
        found = {}
        for name, document in self.documents.items():
            before: set[int] = set()
            again = 0
            for n, wording in document.wordings.items():
                if wording in before or before & self.alike.get(wording, frozenset()):
                    again += document.sizes[n]
                before.add(wording)
            found[name] = again / document.words if document.words else 0.0
        return found

    def around(self, passage: Passage) -> frozenset[int]:
        """The wordings of the sentences that hold a passage, or of those beside a short one."""
        document = self.documents[passage.citation.seed]
        own = document.sentences
        first = max(0, bisect_right(own, passage.start, key=lambda s: s.start) - 1)
        last = bisect_left(own, passage.end, key=lambda s: s.start) - 1
        held = {document.wordings[n] for n in range(first, last + 1) if n in document.wordings}
        if not held:
            beside = [
                n
                for n in (first - 1, last + 1)
                if 0 <= n < len(own) and own[n].line in (own[first].line, own[last].line)
            ]
            held = {document.wordings[n] for n in beside if n in document.wordings}
        return frozenset(held | {like for w in held for like in self.alike.get(w, ())})

    def _holders(self) -> dict[int, dict[str, list[int]]]:
        """For each wording, the documents that hold it and the numbers of their sentences."""
        found: dict[int, dict[str, list[int]]] = {}
        for name, document in self.documents.items():
            for n, wording in document.wordings.items():
                found.setdefault(wording, {}).setdefault(name, []).append(n)
        return found

    def _overlap(self, a: str, b: str, shared: list[tuple[int, int]]) -> Overlap:
        one, other = self.documents[a], self.documents[b]
        in_a, in_b = {n for n, _ in shared}, {m for _, m in shared}
        return Overlap(
            a,
            b,
            sum(one.sizes[n] for n in in_a) / one.words,
            sum(other.sizes[m] for m in in_b) / other.words,
            tuple((one.sentences[n].span, other.sentences[m].span) for n, m in shared),
        )


# A preview asks again after each change, most of which change no document.
_KEPT = 16_384  # documents


@lru_cache(maxsize=_KEPT)
def _own(text: str, language: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The sentences of a text with a wording of their own, by number, each in its words."""
    hidden, cut = hidden_spans(text), sentences_of(text, language)
    seen = ((n, it) for n, it in enumerate(cut) if not touches(hidden, it.start, it.end))
    found = ((n, _words(text[it.start : it.end])) for n, it in seen)
    return tuple((n, own) for n, own in found if len(own) >= LEAST)


class _Alike(dict[int, frozenset[int]]):
    """Wordings and those like them.

    Attributes:
        uncompared: how many were not compared, since those before are like too many.
    """

    uncompared = 0


@lru_cache(maxsize=1)
def _alike(wordings: tuple[tuple[str, ...], ...]) -> _Alike:
    """For each wording, the others that share most of its runs of words.

    Two that share as many runs as is asked of the shorter one also share one of its rarest: of so
    many that no more than the others may be missing. So only those who hold a rare run of it are
    compared with a wording (prefix filtering: Chaudhuri, Ganti and Kaushik, “A Primitive Operator
    for Similarity Joins in Data Cleaning”, ICDE 2006).
    """
    often = Counter(run for own in wordings for run in set(_runs(own)))
    numbers: dict[str, int] = {}
    sizes: list[int] = []
    shared: list[list[int]] = []  # of each wording, its runs that others hold too
    holders: dict[int, list[int]] = defaultdict(list)
    for n, own in enumerate(wordings):
        runs = dict.fromkeys(_runs(own))
        sizes.append(len(runs))
        held = [run for run in runs if often[run] > 1]
        shared.append([numbers.setdefault(run, len(numbers)) for run in held])
        for run in shared[n]:
            if len(holders[run]) < _VARIANTS:
                holders[run].append(n)
    times = {number: often[run] for run, number in numbers.items()}
    sets = [frozenset(runs) for runs in shared]
    # One number for each, with a bit for each run: a look at it settles nearly all comparisons.
    marked = [reduce(or_, (1 << run % _BITS for run in runs), 0) for runs in shared]

    def near(chunk: range) -> tuple[list[tuple[int, int]], int]:
        pairs: list[tuple[int, int]] = []
        for n in chunk:
            if len(pairs) > _LIKE:
                return pairs, chunk.stop - n
            asked = ceil(SHARED * sizes[n])
            if len(shared[n]) < asked:
                continue
            own, rare = sets[n], sorted(shared[n], key=times.__getitem__)
            met = set(chain.from_iterable(holders[run] for run in rare[: len(rare) - asked + 1]))
            marks, least = marked[n], asked - len(own) + marked[n].bit_count()
            like = [
                m for m in met if (marks & marked[m]).bit_count() >= least and sizes[m] >= sizes[n]
            ]
            pairs += [(n, m) for m in like if m != n and len(own & sets[m]) >= asked]
        return pairs, 0

    found: dict[int, set[int]] = defaultdict(set)
    chunks = [range(at, min(at + _CHUNK, len(sets))) for at in range(0, len(sets), _CHUNK)]
    uncompared = 0
    for pairs, more in spread(near, chunks):
        uncompared += more
        for n, m in pairs:
            found[n].add(m)
            found[m].add(n)
    alike = _Alike((n, frozenset(others)) for n, others in sorted(found.items()))
    alike.uncompared = uncompared
    return alike


def _runs(own: tuple[str, ...]) -> list[str]:
    return [" ".join(own[n : n + RUN]) for n in range(len(own) - RUN + 1)]


def _share_wording(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _most(set(_runs(one)), set(_runs(other)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words(fold(text)))


def _counted(
    passages: list[Passage], joined: set[tuple[str, str]], wording: _Wording
) -> tuple[int, int]:
    """How many documents a fact stands on, and how many of them are origins of their own.

    Only the documents that the fact cites are joined to each other, never through a third: two
    articles of their own that a digest repeats are still two.
    """
    if len(passages) < 2:
        return len(passages), len(passages)
    first = {p.citation.seed: p.citation.seed for p in passages}  # of each, one of its origin

    def same(a: str, b: str) -> None:
        kept, lost = sorted((first[a], first[b]))
        if kept != lost:
            first.update({seed: kept for seed, of in first.items() if of == lost})

    for a, b in combinations(sorted(first), 2):
        if (a, b) in joined:
            same(a, b)
    held: dict[int, str] = {}  # wording of a sentence that holds a passage → a document
    quotes: list[tuple[str, frozenset[str]]] = []
    for passage in passages:
        seed = passage.citation.seed
        for number in wording.around(passage):
            same(seed, held.setdefault(number, seed))
        own = _words(passage.citation.quote)
        if len(own) >= LEAST:
            quotes.append((seed, frozenset(_runs(own))))
    for (a, one), (b, other) in combinations(quotes, 2):
        if first[a] != first[b] and _most(one, other):
            same(a, b)
    return len(first), len(Counter(first.values()))


def _most(one: Set[str], other: Set[str]) -> bool:
    """Whether the shorter of two has most of its runs of words in common with the other."""
    return len(one & other) >= SHARED * min(len(one), len(other))
