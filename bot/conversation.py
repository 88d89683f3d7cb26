"""What a short message means after an earlier question: "And when was that?". Pure.

Nothing here understands a language. Each has lists of its small words (`conversation_words`), and
by them a message is told: whether it names anything itself, and whether it asks.
"""

import re
from collections.abc import Sequence

from bot.conversation_words import TO_SOMEBODY, TONGUES, tongue_of
from bot.tongues import Tongue, Word, words
from bot.topics import APART, ENDS, asks, core, subject, topic, without_stops

MAX_MEANT = 300
"""A meant question has at most so many characters."""

ENOUGH = 0.2
"""The confidence at which a follow-up counts as answered within the article that was shown.

It is asked there in its own words, which are few, and the model is never sure of those.
"""

_MAX_READ = 1000
_MAX_ASKED = 150
_MAX_HEARD = 300
_LEAST_HEARD = 3
_FRAGMENT = 3

_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]")
_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+")
_CLOSING = "\"'”’») "
_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S+")
_ARABIC_JOIN = re.compile(r"[وف](?=(?:هل|من|ما|ماذا|متى|أين|اين|كيف|كم|لماذا|أي|اي|لم|هو|هي|هم)\b)")
_NEXT_CLAUSE = re.compile(
    "and|but|before|after|when|while|because|if|и|а|но|когда|та|і|але|коли|و|ثم|et|mais|quand"
    "|y|e|pero|cuando|ve|ama|und|aber|als"
)


def is_follow_up(text: str) -> bool:
    """Whether a message can't stand alone: what it asks about was named before it.

    It begins with a word that joins it ("and", "what about"), or points at something that it
    doesn't name ("he", "there", "that"), or names nothing at all ("why?", "how many died?").
    """
    said = _plain(text)
    tongue = tongue_of(said)
    *lead, last = _sentences(said, tongue) or [""]
    if (
        not words(last)
        or _is_for_somebody(last, tongue)
        or _is_named(words(" ".join(lead)), tongue)
    ):
        return False
    if _joined(last, tongue) != last:
        return True
    return _points(words(tongue.harmless.sub(_kept, last)), tongue) or _is_bare(last, tongue)


def own_words(text: str) -> str:
    """What a follow-up asks by itself, without thanks and without what joins it: "when was that".

    Within the article that was shown, it finds the answer better than the meant question does:
    what that adds from the question before leads back to the paragraph that answered it.
    """
    said = _plain(text)
    tongue = tongue_of(said)
    last = (_sentences(said, tongue) or [said])[-1]
    return _shortened(without_stops(_joined(last, tongue)), _MAX_ASKED)


def names_something(text: str) -> bool:
    """Whether a question is about something that it names; not so thanks, "really?" and "7"."""
    said = _plain(text)
    return any(char.isalpha() for char in topic(said, tongue_of(said)))


def meant(text: str, *, earlier: str | None, headline: str | None) -> str:
    """The question to search for, fit to be shown.

    Args:
        text: the follow-up.
        earlier: the question before it, as it was asked or as this function made it.
        headline: of the article that was shown, for where the question before tells nothing.

    Returns:
        What the follow-up asks and what about, in at most `MAX_MEANT` characters. Its own question
        word comes first; where it has none, the earlier question's does.
    """
    asked, tongue = own_words(text), tongue_of(_plain(text))
    before = _plain(earlier or "")
    if asked and before and not asks(asked, tongue):
        return f"{_shortened(core(before), MAX_MEANT - _MAX_ASKED - 2)}: {asked}"
    about = topic(before, tongue) or subject(without_stops(_plain(headline or "")), tongue)
    return _shortened(APART.join(part for part in (asked, about) if part), MAX_MEANT)


def looks_like_question(text: str) -> bool:
    """Whether a message in a group's talk, addressed to nobody, asks what a report may tell."""
    said = _plain(_ADDRESS.sub(" ", text))
    if len(text) > _MAX_HEARD or "@" in said or said.startswith("/"):
        return False
    tongue = tongue_of(said)
    return any(_is_heard(sentence, tongue) for sentence in _SENTENCE.split(said))


def _is_heard(sentence: str, tongue: Tongue) -> bool:
    if len(words(sentence)) < _LEAST_HEARD or _is_for_somebody(sentence, tongue):
        return False
    end = sentence.rstrip(_CLOSING)[-1:]
    if end in {"?", "؟"}:
        return True
    first = [word.folded for word in words(_joined(sentence, tongue))[:2]]
    # "When the raid began, …" and "What a day" begin like questions.
    is_told = end in {".", "!", "…", ":"} or "," in sentence or first[-1:] in (["a"], ["an"])
    return first[:1] != [] and first[0] in tongue.asks and not is_told


def _plain(text: str) -> str:
    """On one line, no longer than is read, without Arabic's vowel signs."""
    return " ".join(_VOWEL_SIGNS.sub("", text[:_MAX_READ]).split())


def _sentences(text: str, tongue: Tongue) -> list[str]:
    """The text's sentences up to the last that asks, without mere thanks and greetings."""
    found = [part for part in _SENTENCE.split(text) if _says(part, tongue)]
    asking = [place for place, part in enumerate(found) if _is_marked(part)]
    return found[: asking[-1] + 1] if asking else found


def _says(sentence: str, tongue: Tongue) -> bool:
    return any(word.folded not in tongue.asides for word in words(sentence))


def _is_marked(sentence: str) -> bool:
    return sentence.rstrip(_CLOSING).endswith(("?", "؟"))


def _joined(sentence: str, tongue: Tongue) -> str:
    """The sentence without what joins it to the one before; the same where nothing does."""
    bare = sentence.lstrip(ENDS)
    if tongue is TONGUES["ar"] and _ARABIC_JOIN.match(bare):
        return bare[1:]
    found = tongue.leads.match(bare)
    return bare[found.end() :] if found else sentence


def _kept(found: re.Match[str]) -> str:
    return str(found.groupdict().get("kept") or " ")


def _is_for_somebody(sentence: str, tongue: Tongue) -> bool:
    """Whether it is about the two who talk: they are no report's matter."""
    said = words(tongue.harmless.sub(_kept, sentence))
    named = any(word.folded in tongue.persons and word.text != "US" for word in said)
    return named or TO_SOMEBODY.search(sentence) is not None


def _points(said: Sequence[Word], tongue: Tongue) -> bool:
    """Whether a word stands for something that the words before it don't name."""
    for place, word in enumerate(said):
        if word.folded in tongue.points:
            # At the end it is the event that is pointed at: "What did Biden say about that?"
            is_last = place == len(said) - 1
            if not _is_named(said[:place], tongue, in_clause_before=is_last):
                return True
    return False


def _is_named(said: Sequence[Word], tongue: Tongue, *, in_clause_before: bool = False) -> bool:
    """Whether the words hold a name, "the" thing, or a whole clause that names something."""
    shouted = all(word.text.isupper() for word in said)
    for place, word in enumerate(said):
        if word.folded in tongue.known:
            continue
        if any(_NEXT_CLAUSE.fullmatch(later.folded) for later in said[place:]):
            return True
        # All German nouns have capitals.
        is_name = word.text[0].isupper() and place > 0 and tongue is not TONGUES["de"]
        is_definite = place > 0 and said[place - 1].folded in tongue.articles
        is_definite |= word.text.startswith("ال")
        if ((is_name and not shouted) or is_definite) and not in_clause_before:
            return True
    return False


def _is_bare(sentence: str, tongue: Tongue) -> bool:
    """Whether it asks and names nothing: "why?", "how many died?", "in Idlib?"."""
    said = words(sentence)
    if all(word.folded in tongue.known for word in said):
        return _is_marked(sentence) or asks(sentence, tongue)
    starts_inside = said[0].folded in tongue.small - tongue.articles
    return _is_marked(sentence) and len(said) <= _FRAGMENT and starts_inside


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0].rstrip(ENDS) or text[:longest]
