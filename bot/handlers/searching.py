"""From a question to what the articles say: what it leans on, where to look first, the engine.

A question by itself is asked of the whole library. A follow-up is asked of the report that was
shown, in its own words, since those of the question before would lead back to the paragraph that
answered that one; then of the whole library as it was meant; then as it stands. So
`tests.benchmarks.follow_ups` found it best. Under a channel's post, its own report comes first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from telegram import Message

from bot import addressing, conversation, posts
from bot.answering import Answering
from bot.chats import Post, Turn
from bot.context import BotContext
from bot.handlers import gate
from bot.topics import APART
from index import Answer, ArticleNotFound, Draft, Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A search.

    Attributes:
        question: what is meant.
        own: what to ask of the first reports: for a follow-up, its own words.
        plain: a follow-up as it was asked, for where nothing answers what it was taken to mean.
        first: articles to look into before all others, in order.
        draft: a post that is a report of its own, looked into after those.
        enough: a confidence that is enough to show what one of the first articles says: as the
            answer where the words that answer are known, else as what comes closest. None where it
            must be answered.
        filters: which reports may answer.
        note: what the card says of the search.
        note_first: what it says where one of the first reports answers.
    """

    question: str
    own: str
    plain: str | None = None
    first: tuple[int, ...] = ()
    draft: Draft | None = None
    enough: float | None = None
    filters: Filters
    asked: date | None
    limit: int
    note: str = ""
    note_first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    Attributes:
        question: what was searched for.
        lasting: whether its passages are in the library, so that buttons can come back to them.
        modest: whether it is shown though the articles don't certainly answer: as what comes
            closest.
        note: what the card says of the search.
    """

    answer: Answer
    question: str
    lasting: bool = True
    modest: bool = False
    note: str = ""

    @property
    def turn(self) -> Turn | None:
        """What a follow-up needs to know of it; None after thanks, which break no thread."""
        is_shown = self.answer.answered or self.modest
        if not is_shown and not conversation.names_something(self.question):
            return None
        shown = self.answer.hits[0].article.id if is_shown and self.lasting else None
        return Turn(self.question, shown)


async def search(message: Message, text: str, context: BotContext) -> Found:
    """Wait for the chat's turn and ask the engine.

    Args:
        message: the question, which may lean on what it replies to.
        text: what it asks.
        context: of its update.
    """
    plan = await _plan(message, text, context)
    async with context.desk.turn(context.where.chat_id):
        return await context.off_loop(run, context.engine, plan)


def run(engine: Answering, plan: Plan) -> Found:
    """Look into one place after the other, until one answers; else tell what comes closest."""
    looked = []
    for found in _looks(engine, plan):
        if found.answer.answered or found.modest:
            return found
        looked.append(found)
    return looked[0]


def _looks(engine: Answering, plan: Plan) -> Iterator[Found]:
    for article_id in plan.first:
        own = replace(plan.filters, articles=(article_id,))
        inside = engine.ask(plan.own, filters=own, asked=plan.asked, limit=plan.limit)
        if inside.hits:
            enough = plan.enough is not None and inside.confidence >= plan.enough
            # Words that certainly tell who, when or how many make an answer of it.
            told = inside.answered or (enough and bool(inside.hits[0].marks))
            yield Found(
                answer=replace(inside, answered=told),
                question=plan.question,
                modest=enough and not told,
                note=plan.note_first,
            )
    if plan.draft:
        aside = engine.ask_text(plan.own, plan.draft, asked=plan.asked, limit=1)
        if aside.answered:
            yield Found(answer=aside, question=plan.question, lasting=False, note=plan.note_first)
    everywhere = engine.ask(plan.question, filters=plan.filters, asked=plan.asked, limit=plan.limit)
    # What the report shown first doesn't tell, it tells no better in answer to a longer question.
    is_new = plan.enough is None or not _is_of(everywhere, plan.first)
    unanswered = replace(everywhere, answered=everywhere.answered and is_new)
    yield Found(answer=unanswered, question=plan.question, note=plan.note)
    if plan.plain:
        plain = engine.ask(plan.plain, filters=plan.filters, asked=plan.asked, limit=plan.limit)
        yield Found(answer=plain, question=plan.plain)


def _is_of(answer: Answer, articles: tuple[int, ...]) -> bool:
    return bool(answer.hits) and answer.hits[0].article.id in articles


async def _plan(message: Message, text: str, context: BotContext) -> Plan:
    wanted, day = context.preferences, message.date.date()
    plan = Plan(
        question=text,
        own=text,
        filters=gate.filters(wanted, day),
        asked=day,
        limit=wanted.passages,
    )
    leans = conversation.is_follow_up(text)
    reply_id = addressing.replied_to(message, context.bot.bot)
    # A card that is replied to is nearer than the post above it, and that than what was asked last.
    if leans and reply_id and (turn := await _replied_to(reply_id, context)):
        return await _following(plan, turn, context)
    post = await _post(message, context)
    if post and (about := await _about_post(plan, post, context, leans=leans)):
        return about
    if leans and not reply_id and (turn := await _last(message, context)):
        return await _following(plan, turn, context)
    return plan


async def _replied_to(reply_id: int, context: BotContext) -> Turn | None:
    """What the bot's message answered; of an older one, only the report that it shows."""
    chat_id, chats = context.where.chat_id, context.chats
    if turn := await context.noted(chats.turn_of_reply, chat_id, reply_id):
        return turn
    pages = await context.noted(chats.pages_of_reply, chat_id, reply_id)
    return Turn("", pages.refs[0].article_id) if pages and pages.refs else None


async def _last(message: Message, context: BotContext) -> Turn | None:
    """The person's own last question in the same place."""
    person = addressing.asker(message)
    if person is None:
        return None
    last = context.chats.last_turn
    return await context.noted(last, context.where, person, before=message.message_id)


async def _following(plan: Plan, turn: Turn, context: BotContext) -> Plan:
    headline = await _headline(turn.article_id, context)
    if not turn.question and headline is None:
        return plan
    meant = conversation.meant(plan.question, earlier=turn.question or None, headline=headline)
    own = conversation.own_words(plan.question) or meant
    return replace(
        plan,
        question=meant,
        own=own,
        plain=plan.question,
        first=(turn.article_id,) if turn.article_id is not None and headline else (),
        enough=conversation.ENOUGH,
        note=context.say.searched(meant),
        note_first=_own_note(own, headline, context),
    )


def _own_note(own: str, headline: str | None, context: BotContext) -> str:
    return context.say.searched(f"{own}{APART}{headline}") if headline else ""


async def _headline(article_id: int | None, context: BotContext) -> str | None:
    if article_id is None:
        return None
    try:
        return (await context.off_loop(context.engine.article, article_id)).title
    except ArticleNotFound:
        return None


async def _post(message: Message, context: BotContext) -> Post | None:
    """The post under which a comment stands."""
    root = addressing.commented(message)
    if root is None:
        return None
    chat_id, chats = context.where.chat_id, context.chats
    origin = message.reply_to_message
    if origin is None or not addressing.is_forwarded_post(origin):
        return await context.noted(chats.post, chat_id, root)
    # Remembered for comments that don't carry it, since in privacy mode no post is seen by itself.
    if post := posts.post_of(origin):
        await context.noted(chats.remember_post, chat_id, root, post)
    return post


async def _about_post(plan: Plan, post: Post, context: BotContext, *, leans: bool) -> Plan | None:
    """The post's report first: what it links to, or the post itself; None where it reports none."""
    first = await context.off_loop(_linked, context.engine, post)
    draft = posts.draft_of(post)
    if not first and draft is None:
        return None
    title = (await _headline(first[0], context) if first else None) or (
        draft.title if draft else ""
    )
    meant, own = plan.question, plan.question
    if leans:
        meant = conversation.meant(plan.question, earlier=None, headline=title)
        own = conversation.own_words(plan.question) or meant
    return replace(
        plan,
        question=meant,
        own=own,
        first=first,
        draft=draft,
        enough=conversation.ENOUGH if leans else None,
        note=context.say.searched(meant) if leans else "",
        note_first=context.say.searched_first(title),
    )


def _linked(engine: Answering, post: Post) -> tuple[int, ...]:
    found = [engine.article_at(url) for url in posts.links(post)]
    return tuple(article.id for article in found if article)
