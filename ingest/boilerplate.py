"""Sentences that say nothing about a document's subject: forms, sharing, navigation, notices.

Only whole sentences are matched, by patterns that hardly occur otherwise: a sentence taken for
boilerplate by mistake can never be evidence.
"""

from __future__ import annotations

import re

__all__ = ["TEASER", "is_boilerplate"]

_MAX_CHARS = 250
_NAVIGATION_ITEMS = 3

# Starts a link to another article in the middle of running text.
TEASER = re.compile(r"(?:Also [Rr]ead|Read [Aa]lso|ALSO READ|READ ALSO)(?<!\w.{9})\s{0,3}:")


def _listed(block: str) -> frozenset[str]:
    return frozenset(part.strip() for line in block.split("\n") for part in line.split("|")) - {""}


_PHRASES = _listed("""
    leave a reply|leave a comment|post a comment|post comment|cancel reply|add a comment
    similar posts|related posts|related articles|related stories|related news|related content
    recent posts|popular posts|latest posts|you may also like|you might also like
    you might also be interested in|recommended for you|more stories|more news|trending now
    read more|continue reading|click here|see more|show more|show less|load more|view all|view more
    share this|share this article|share this post|share this page|copy link|print this page
    follow us|subscribe|subscribe now|sign up now|sign up for free|log in|sign in
    log in to leave a comment|you must be logged in to post a comment
    advertisement|sponsored content|skip to content|skip to main content|skip to navigation
    back to top|go to top|previous post|next post|previous article|next article
    accept all cookies|accept cookies|reject all cookies|cookie settings|manage cookies
    all rights reserved|no comments yet|be the first to comment|name *|email *|e-mail *
    your email address will not be published|required fields are marked|required fields are marked *
    save my name, email, and website in this browser for the next time i comment
    this site uses akismet to reduce spam|learn how your comment data is processed
    please enable javascript|toggle navigation
""")
_NAVIGATION = _listed("""
    home|about|about us|contact|contact us|news|blog|search|login|log in|sign in|sign up|register
    menu|help|faq|privacy|privacy policy|terms|terms of use|terms of service|sitemap|careers
    cookies|cookie policy|imprint|subscribe|newsletter|facebook|twitter|x|linkedin|instagram
    youtube|whatsapp|telegram|pinterest|reddit|rss|email|print|share
""")
_PATTERNS = re.compile(
    r"""
    pending\ .{0,40}\benrichment
    |(?:editorial\ )?(?:author|editor|image|content|summary|headline)\ (?:is\ )?not\ yet\ 
        (?:assigned|available|written)
    |(?:©|\(c\)|copyright\ (?:©|\(c\)|\d{4}))\ ?.{0,150}
    |.{0,100}\ball\ rights\ reserved
    |(?:subscribe|sign\ up)\ (?:to|for)\ .{0,60}\b(?:newsletters?|alerts|channel|feed|mailing\ list)
        \b.{0,60}
    |(?:share|follow\ us|find\ us|join\ us)\ (?:this\ )?(?:on|via)\ .{0,60}
    |(?:also\ read|read\ also|must\ read|see\ also|related\ (?:articles?|posts?|stor(?:y|ies)|news
        |reading|links?))\ ?:\ ?[^.!?]{3,150}
    |(?:click|tap)\ here\ (?:to|for)\ .{0,100}
    |by\ (?:continuing|clicking|using)\ .{0,80}\b(?:use\ of\ cookies|cookie\ policy).{0,80}
    |(?:this\ (?:web)?site|we)\ uses?\ cookies\ .{0,120}\b(?:you\ (?:agree|accept|consent)|accept)\b
        .{0,80}
    |\d{1,3}\ (?:minutes?|mins?)\ read
    |\d{1,6}\ (?:comments?|shares|likes|views|replies)
    |page\ \d{1,5}(?:\ of\ \d{1,5})?
    |(?:-|–|—)\ ?\d{1,4}\ ?(?:-|–|—)
    |(?:<[^<>]{1,200}>\ ?)+
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r" ?[|•·»›/>] ?")
_LEADING_MARKS = "•●▪◦-*+#>|_ "


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence only belongs to the page around a text.

    >>> is_boilerplate("Leave a Reply"), is_boilerplate("Pending intelligence enrichment.")
    (True, True)
    >>> is_boilerplate("The deal has no binding purchase commitments.")
    False
    """
    if len(sentence) > _MAX_CHARS:
        return False
    folded = " ".join(sentence.casefold().split())
    if not any(map(str.isalnum, folded)):
        return True
    bare = folded.lstrip(_LEADING_MARKS).rstrip(".!…:»›>→ ")
    return (
        bare in _PHRASES
        or _PATTERNS.fullmatch(bare) is not None
        or (len(bare) < len(folded) and _PATTERNS.fullmatch(folded) is not None)
        or (_SEPARATORS.search(bare) is not None and _is_navigation(bare))
    )


def _is_navigation(line: str) -> bool:
    """Whether a line is a row of links: short items with separators, most of them well known."""
    items = [item.strip() for item in _SEPARATORS.split(line) if item.strip()]
    if len(items) < _NAVIGATION_ITEMS:
        return False
    known = sum(item in _NAVIGATION for item in items)
    return 2 * known > len(items) and all(len(item.split()) <= 4 for item in items)
