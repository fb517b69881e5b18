"""Word knowledge the guards share: irregular forms, opposites, converse verbs.

Everything is looked up through `canonical`, so that "bought", "purchased" and "buys" are one word.
"""

from __future__ import annotations

from functools import lru_cache

from rag.answering.guards.synonyms import SYNONYMS
from rag.words import STOP_WORDS, content_stems

__all__ = ["CONVERSES", "OPPOSITES", "canonical", "is_past"]

_IRREGULAR = """
arose arisen=arise; ate eaten=eat; became=become; began begun=begin; bought=buy; bore borne=bear;
broke broken=break; brought=bring; built=build; came=come; caught=catch; chose chosen=choose;
cut=cut; dealt=deal; drew drawn=draw; drove driven=drive; fell fallen=fall; felt=feel;
fled=flee; flew flown=fly; forbade forbidden=forbid; forgot forgotten=forget; fought=fight;
found=find; froze frozen=freeze; gave given=give; went gone goes=go; got gotten=get;
grew grown=grow; heard=hear; held=hold; hid hidden=hide; kept=keep; knew known=know; laid=lay;
led=lead; left=leave; lent=lend; lost=lose; made=make; meant=mean; met=meet; overtook=overtake;
paid=pay; proven=prove; ran=run; rang rung=ring; rose risen=rise; said=say; sang sung=sing;
sat=sit; saw seen=see; sent=send; shook shaken=shake; shot=shoot; shown=show; shrank shrunk=shrink;
slept=sleep; sold=sell; sought=seek; spent=spend; spoke spoken=speak; stole stolen=steal;
stood=stand; struck=strike; swam swum=swim; swore sworn=swear; taught=teach; threw thrown=throw;
told=tell; took taken=take; thought=think; understood=understand; undertook undertaken=undertake;
withdrew withdrawn=withdraw; woke woken=wake; won=win; wore worn=wear; wrote written=write;
put=put; set=set; let=let; hit=hit; shut=shut; spread=spread; beat beaten=beat;
 bred=breed; fed=feed; sank sunk=sink; sprang sprung=spring; spun=spin; slid=slide;
hung=hang; lit=light; bound=bind; dug=dig; stuck=stick; oversaw overseen=oversee; men=man;
women=woman; children=child; people=person; lives=life; feet=foot; analyses=analysis; died=die;
dying=die; lying=lie; tied=tie; further=far; better=good; worse=bad; worst=bad; best=good;
employer employers=hirer
"""

_OPPOSITES = """
increase:decrease rise:fall grow:shrink expand:contract raise:lower gain:loss before:after
more:less more:fewer most:least high:low higher:lower highest:lowest first:last early:late
earlier:later earliest:latest accept:reject approve:reject include:exclude included:excluded
allow:forbid open:close success:failure succeed:fail profit:loss win:lose above:below over:under
north:south east:west northern:southern eastern:western left:right up:down upper:lower
inside:outside internal:external enter:leave arrive:depart begin:end birth:death born:die love:hate
strong:weak stronger:weaker hot:cold warm:cool warmer:cooler fast:slow faster:slower
buy:sell import:export support:oppose confirm:deny positive:negative public:private legal:illegal
active:passive major:minor majority:minority maximum:minimum long:short longer:shorter large:small
larger:smaller largest:smallest bigger:smaller biggest:smallest best:worst better:worse good:bad
rich:poor young:old younger:older youngest:oldest hard:soft heavy:light wet:dry deep:shallow
wide:narrow safe:dangerous true:false male:female man:woman king:queen father:mother son:daughter
husband:wife brother:sister boy:girl parent:child employer:employee tenant:landlord lender:borrower
buyer:seller supplier:customer plaintiff:defendant former:current past:future ancient:modern
rare:common rural:urban domestic:foreign temporary:permanent partial:full partly:fully minimum:most
start:stop strengthen:weaken improve:worsen improve:deteriorate accelerate:slow ahead:behind
add:remove attack:defend build:destroy create:destroy praise:criticize cause:prevent
encourage:discourage appear:disappear connect:disconnect advantage:disadvantage
agree:disagree continue:stop continue:end guilty:innocent acquit:convict hire:dismiss
appoint:dismiss surplus:deficit asset:liability optimistic:pessimistic voluntary:mandatory
maximum:average minimum:average unanimous:majority unanimously:majority
morning:evening morning:afternoon morning:night afternoon:evening absent:present first:final
pass:fail carry:defeat dismiss:uphold dismiss:allow claim:deny admit:deny
fiscal:calendar gross:net mean:median average:median nominal:real first:later sooner:later
optional:mandatory optional:compulsory voluntary:compulsory often:rarely frequently:rarely
always:never usually:rarely
victory:defeat victorious:defeated victor:loser outside:within maintain:abandon
simple:complex easy:difficult expensive:cheap dear:cheap alive:dead above:under day:night
greater:smaller greater:less little:much few:many since:until following:preceding with:without
lead:lag top:bottom left-wing:right-wing
"""

_CONVERSES = """
buy:sell give:receive lend:borrow teach:learn lead:follow win:lose precede:follow send:receive
own:belong hire:join defeat:lose rent:let import:export
"""


def _irregular() -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in _IRREGULAR.replace("\n", " ").split(";"):
        forms, _, base = entry.strip().partition("=")
        table.update(dict.fromkeys(forms.split(), base))
    return table


_BASES = _irregular()
_NO_VERBS = frozenset(
    """need seed feed weed deed heed reed speed breed indeed hundred sacred naked better worse worst
    best people children men women lives feet analyses further employer
    employers""".split()  # noqa: SIM905 - a list of words
)


def is_past(word: str) -> bool:
    """Return whether a lower-case word has the form of a past tense or participle.

    >>> is_past("bought"), is_past("carried"), is_past("height")
    (True, True, False)
    """
    return word not in _NO_VERBS and (word in _BASES or (len(word) > 3 and word.endswith("ed")))


def _stem(word: str) -> str:
    """Return the stem of a lower-case word; words of one letter and stop words stay."""
    base = _BASES.get(word, word)
    stems = content_stems(base) if base not in STOP_WORDS else []
    return stems[0] if len(stems) == 1 else base


def _groups() -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in SYNONYMS.strip().splitlines():
        stems = [_stem(word) for word in entry.split()]
        for stem in stems:
            table.setdefault(stem, stems[0])
    return table


_SYNONYMS = _groups()


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """Return the form under which a word is compared: base, stem, first word of its meaning.

    >>> canonical("bought") == canonical("purchases")
    True
    """
    stem = _stem(word.lower())
    return _SYNONYMS.get(stem, stem)


def _pairs(table: str) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for entry in table.split():
        first, second = entry.split(":")
        one, two = canonical(first), canonical(second)
        found |= {(one, two), (two, one)}
    return frozenset(found)


OPPOSITES = _pairs(_OPPOSITES)
CONVERSES = _pairs(_CONVERSES)
