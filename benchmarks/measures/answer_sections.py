"""The sections that ask questions: four public sets, the seed questions, and the peer beside us."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Hashable, Sequence
from contextlib import contextmanager, redirect_stdout
from statistics import fmean

from benchmarks.measures.answered import (
    Outcome,
    answer_metrics,
    confidence,
    curve,
    failed_outcome,
    floor_metrics,
    handled,
)
from benchmarks.measures.answers import (
    NEAR_ENOUGH,
    backed_answers,
    gives,
    shows_wrong,
    strictly_right,
)
from benchmarks.measures.asking import (
    Asked,
    Corpus,
    TopPassage,
    asking,
    make_corpus,
    reading_top,
    take_in,
)
from benchmarks.measures.data import Question, SourceDocument, load_questions, spread
from benchmarks.measures.judging import Attributed, attributing
from benchmarks.measures.peering import PeerAsked, asking_peer, peer_outcome
from benchmarks.measures.plan import Findings, Plan, failures
from benchmarks.scoring import canonical_texts, citations_of, inexact
from benchmarks.seeds import QUESTIONS, SEEDS, ask_all, metrics_of
from benchmarks.seeds import Outcome as SeedOutcome
from rag.client import Client
from rag.evaluation.attribution import Statement, citation_precision, citation_recall
from rag.evaluation.correctness import best_f1
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.dataset import load_questions as load_seed_questions
from rag.evaluation.response import Response
from rag.evaluation.statistics import (
    Metric,
    count_metric,
    figure_metric,
    paired_metrics,
    share,
    share_metric,
)
from rag.types import Answer

__all__ = ["SeedAsked", "clapnq", "hotpotqa", "peer", "ramdocs", "seeds", "squad2"]

Right = Callable[[Question, str], bool]


class SeedAsked(Asked):
    """What the product said to a seed question, and what is wrong with it."""

    wrong: tuple[str, ...] = ()


def squad2(plan: Plan) -> Findings:
    """Measure short answers and silence, half of the questions having no answer."""
    return _pooled(plan, "squad2", _gives_one)[0]


def clapnq(plan: Plan) -> Findings:
    """Measure long answers and silence, and the recall and precision of their citations."""
    findings, questions, asked = _pooled(plan, "clapnq", _near_one)
    given = {
        question.id: record.answer
        for question, record in zip(questions, asked, strict=True)
        if record.answer is not None and record.answer.status != "not_found"
    }
    weighed = plan.records(
        "clapnq_citations", given, Attributed, lambda: attributing(plan.tools.chat)
    )
    metrics = {
        **findings.metrics,
        "clapnq_citation_recall": figure_metric(weighed, _mean_of(citation_recall)),
        "clapnq_citation_precision": figure_metric(weighed, _mean_of(citation_precision)),
        **failures("clapnq_citations", weighed),
    }
    return Findings(metrics=metrics, curves=findings.curves)


def hotpotqa(plan: Plan) -> Findings:
    """Measure questions whose answer is spread over two documents of a pool."""
    questions = _sample(plan, "hotpotqa", "hotpotqa")
    asked = _asked(plan, "hotpotqa", questions, own_documents=False)
    metrics = answer_metrics("hotpotqa", _outcomes(questions, asked, _gives_one))
    cited = [_cites_all(q, a.answer) for q, a in zip(questions, asked, strict=True)]
    kept = ("hotpotqa_answered", "hotpotqa_answered_right", "hotpotqa_handled")
    return Findings(
        metrics={
            **{name: metrics[name] for name in kept},
            "hotpotqa_both_gold_cited": share_metric(cited),
            **failures("hotpotqa", asked),
        }
    )


def ramdocs(plan: Plan) -> Findings:
    """Measure questions whose documents disagree, each against its own documents."""
    questions = _sample(plan, "ramdocs", "ramdocs", lambda q: bool(q.wrong_answers))
    asked = _asked(plan, "ramdocs", questions, own_documents=True)
    shown = [_backed(q, a.answer) for q, a in zip(questions, asked, strict=True)]
    given = [(q, a.answer) for q, a in zip(questions, asked, strict=True)]
    planted = [(q, answer) for q, answer in given if q.wrong_answers]
    return Findings(
        metrics={
            "ramdocs_right_answers_shown": figure_metric(
                shown, _pooled_share, n=sum(whole for _, whole in shown)
            ),
            "ramdocs_strict_em": share_metric(
                [answer is not None and strictly_right(q, answer) for q, answer in given]
            ),
            "ramdocs_answered": share_metric([_answered(answer) for _, answer in given]),
            "ramdocs_wrong_answer_shown": share_metric(
                [answer is None or shows_wrong(q, answer) for q, answer in planted]
            ),
            **failures("ramdocs", asked),
        }
    )


def seeds(plan: Plan) -> Findings:
    """Ask the seed questions, as `benchmarks/seeds.py` does, without the peer."""
    questions = plan.take("seeds", load_seed_questions(QUESTIONS))

    @contextmanager
    def opening() -> Generator[Callable[[EvalQuestion], SeedAsked]]:
        data = take_in(SEEDS, plan.work / "corpora" / "seeds", embedder=plan.tools.embedder)
        with Client(data, build=plan.tools.build) as client:
            yield lambda question: _seed_asked(question, client)

    named = {question.id: question for question in questions}
    asked = plan.records("seeds", named, SeedAsked, opening)
    outcomes = [
        SeedOutcome(
            question=question,
            wrong=(f"failed: {record.error}",) if record.error else record.wrong,
            seconds=record.seconds,
            answer=record.answer,
            peer=None,
        )
        for question, record in zip(questions, asked, strict=True)
    ]
    return Findings(metrics=metrics_of(outcomes, canonical_texts(SEEDS)) if outcomes else {})


def peer(plan: Plan) -> Findings:
    """Ask plain LlamaIndex some of the same questions, and set ours beside its answers."""
    metrics: dict[str, Metric] = {}
    both: list[tuple[Outcome, Outcome]] = []
    for name, right in (("squad2", _gives_one), ("clapnq", _near_one)):
        questions = _sample(plan, f"peer_{name}", name, lambda q: q.answerable)
        ours = _outcomes(questions, _asked(plan, name, questions, own_documents=False), right)
        asked = plan.records(
            f"peer_{name}",
            {question.id: question for question in questions},
            PeerAsked,
            lambda name=name: asking_peer(plan.tools.peer, _corpus(plan, name).source),
        )
        theirs = [peer_outcome(q, a, right) for q, a in zip(questions, asked, strict=True)]
        metrics |= _beside(f"peer_{name}", ours, theirs) | failures(f"peer_{name}", asked)
        both += zip(ours, theirs, strict=True)
    metrics |= _beside("peer", [ours for ours, _ in both], [theirs for _, theirs in both])
    metrics |= paired_metrics("peer_handled_gain", both, _gain)
    return Findings(metrics=metrics)


def _pooled(plan: Plan, name: str, right: Right) -> tuple[Findings, list[Question], list[Asked]]:
    questions = _sample(plan, name, name, lambda q: q.answerable)
    asked = _asked(plan, name, questions, own_documents=False)
    outcomes = _outcomes(questions, asked, right)
    tops = plan.records(
        f"{name}_top",
        {question.id: question for question in questions},
        TopPassage,
        lambda: reading_top(_corpus(plan, name), plan.tools.build),
    )
    copied = [right(q, top.text) for q, top in zip(questions, tops, strict=True)]
    metrics = {
        **answer_metrics(name, outcomes),
        **floor_metrics(name, copied, outcomes),
        f"{name}_citations_inexact": _inexact(_documents(plan, name), asked),
        **failures(name, asked),
    }
    return Findings(metrics=metrics, curves={name: curve(outcomes)}), questions, asked


def _sample(
    plan: Plan, section: str, name: str, stratum: Callable[[Question], Hashable] = lambda _: 0
) -> list[Question]:
    rows = load_questions(plan.data, name, plan.half)
    return plan.take(section, spread(rows, name=lambda row: row.id, stratum=stratum))


def _asked(
    plan: Plan, name: str, questions: Sequence[Question], *, own_documents: bool
) -> list[Asked]:
    return plan.records(
        name,
        {question.id: question for question in questions},
        Asked,
        lambda: asking(_corpus(plan, name), plan.tools.build, own_documents=own_documents),
    )


def _corpus(plan: Plan, name: str) -> Corpus:
    """Return the corpus of all documents of a set, of both halves."""
    folder = plan.work / "corpora" / name
    return make_corpus(folder, _documents(plan, name), embedder=plan.tools.embedder)


def _documents(plan: Plan, name: str) -> list[SourceDocument]:
    documents = [d for row in load_questions(plan.data, name) for d in row.documents]
    return list({document.id: document for document in documents}.values())


def _inexact(documents: Sequence[SourceDocument], asked: Sequence[Asked]) -> Metric:
    texts = {document.name: document.content for document in documents}
    answers = [record.answer for record in asked if record.answer is not None]
    return count_metric([inexact(c, texts) for answer in answers for c in citations_of(answer)])


def _outcomes(questions: Sequence[Question], asked: Sequence[Asked], right: Right) -> list[Outcome]:
    return [_outcome(q, a.answer, right) for q, a in zip(questions, asked, strict=True)]


def _outcome(question: Question, answer: Answer | None, right: Right) -> Outcome:
    if answer is None:
        return failed_outcome(question.answerable)
    told = _answered(answer) and question.answerable
    return Outcome(
        answerable=question.answerable,
        abstained=not _answered(answer),
        right=told and right(question, Response.of(answer).words),
        confidence=confidence(answer),
    )


def _answered(answer: Answer | None) -> bool:
    return answer is not None and answer.status != "not_found"


def _gives_one(question: Question, told: str) -> bool:
    return any(gives(gold, told) for gold in question.answers)


def _near_one(question: Question, told: str) -> bool:
    return best_f1(question.answers, told) >= NEAR_ENOUGH


def _cites_all(question: Question, answer: Answer | None) -> bool:
    cited = {citation.uri for citation in answer.sources()} if answer is not None else set[str]()
    return {f"{name}.txt" for name in question.gold_document_ids} <= cited


def _backed(question: Question, answer: Answer | None) -> tuple[int, int]:
    texts = {document.name: document.content for document in question.documents}
    return backed_answers(question, answer, texts)


def _mean_of(
    figure: Callable[[Sequence[Statement]], float],
) -> Callable[[Sequence[Attributed]], float]:
    """Return the mean of a figure over answers; one that could not be weighed counts 0."""
    return lambda answers: fmean(figure(answer.statements) for answer in answers) if answers else 0


def _pooled_share(parts: Sequence[tuple[int, int]]) -> float:
    return sum(part for part, _ in parts) / max(1, sum(whole for _, whole in parts))


def _seed_asked(question: EvalQuestion, client: Client) -> SeedAsked:
    with redirect_stdout(sys.stderr):
        outcome = ask_all([question], client, None)[0]
    return SeedAsked(wrong=outcome.wrong, seconds=outcome.seconds, answer=outcome.answer)


def _beside(name: str, ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> dict[str, Metric]:
    metrics: dict[str, Metric] = {}
    for whose, outcomes in (("llamaindex", theirs), ("ours", ours)):
        every = answer_metrics("all", outcomes)
        for kind in ("handled", "answered_right", "abstention_f1", "accuracy"):
            metrics[f"{name}_{kind}_{whose}"] = every[f"all_{kind}"]
    return metrics


def _gain(pairs: Sequence[tuple[Outcome, Outcome]]) -> float:
    return share([handled(ours) for ours, _ in pairs]) - share(
        [handled(theirs) for _, theirs in pairs]
    )
