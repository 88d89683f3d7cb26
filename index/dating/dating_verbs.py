"""What tells whether a clause speaks of the past or of what is to come, by language.

Regular expressions, in which white space counts for nothing (`re.VERBOSE`). They needn't know every
verb: where none of them is found, only what lies within a day is dated.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """A language's patterns.

    Attributes:
        parts: what begins a clause, beside signs.
        future: what tells that something is to come.
        unclear: what may be said of either; also prepositions that end what stands before a date.
        past: what tells that something has happened.
        asked: what had happened too, but makes unclear what follows: "agreed to meet on Monday".
        event: what stands before the date of an event ("the attack on"), whatever the verb says.
    """

    parts: str
    future: str
    unclear: str
    past: str
    event: str
    asked: str = "(?!)"


VERBS: Mapping[str, Verbs] = {
    "en": Verbs(
        parts=r"\b(?: that|which|who|whose|after|before|while|when|where|because|but )\b",
        future=r"""
            (?: \b(?:will|shall|won['’]t|going\sto|upcoming)\b | ['’]ll\b )
            (?: \s(?:\w+\s)?(?:be|have)\s(?:been\s)?\w+ )?
            | (?:\b(?:is|are)|['’](?:s|re))\s(?:\w+\s)?(?: scheduled|expected|due|set|slated
            | planned|planning|likely|supposed|poised )\s(?:to|for)\b(?:\sbe\s\w+)?""",
        unclear=r"""
            \b(?: (?:would|should|could|may|might|must)(?:\s(?:have|be))?|can|due|expect\w*
            | forecasts?|schedul\w+|plan\w*|slated|intend\w*|likely|deadline|unless|if|ahead
            | possible|risk\sof|warn\w*\sof|cancel\w*|postpon\w+|(?:is|are|was|were)\sto
            | [Ss]et\s(?:to|for)
            | (?:is|are|be|gets?)\s(?!pictured)\w+ed )\b
            | \b(?: agrees|calls|vows|orders|invites|asks|urges|wants?|hopes?|prepares|promises
            | threatens|decides )\b
            | \b(?: for|until|till|through|before )\s(?:early|late|mid)?[\s-]?$""",
        past=r"""
            \b(?! (?:seed|need|feed|speed|indeed|weed|breed|exceed|proceed|succeed|hundred
            | united)\b )
            (?: said|says?|told|according|as\sof|seen|was|were|had|has|have|did|been|since|struck
            | shot(?=\s(?:dead|at|and|him|her|them|the|a)\b)|hit|broke|began|came|went|took|left
            | fell|fought|held|met|sent|made|saw|found|won|lost|blew|shook|rose|flew|fled|led|drove
            | wrote|spoke|gave|ran|sank|\w{2,}ed )\b""",
        event=r"""
            \b(?: attack|strike|airstrike|raid|assault|bombing|explosion|blast|shooting|killing
            | clash|crash|incident|ambush|murder|protest|fire|storm|quake|flood )(?:s|es)?
            \s(?:[\w’'-]+\s){0,4}(?:on|of)\s$""",
        asked=r"""
            \b(?: agreed|called|vowed|ordered|invited|asked|urged|wanted|hoped|prepared|promised
            | threatened|decided )\b .{0,60}?\b(?:to|for)\b""",
    ),
    "fr": Verbs(
        parts=r"\b(?: que|qui|après|lorsque|tandis|mais )\b",
        future=r"""
            \b(?! (?:opé|camé|cholé|ext|ult|inf|int|cont)ra\b )[a-zé]+(?:ra|ront)\b
            (?: (?<=sera|ront|aura)\s\w+é(?:e|s|es)?\b )?
            | \b(?: va|vont|(?:est|sont)\sprévue?s? )\b""",
        unclear=r"""
            \b(?: doit|doivent|prévue?s?|(?:est|sont)\s(?:pas\s)?attendue?s?|si|d['’]ici )\b
            | \b(?: pour|avant|jusqu['’](?:à|en) )\s(?:le\s)?$ | \b[a-zé]+rai(?:t|ent)\b""",
        past=r"""
            \b(?: ont|a|est|sont|était|étaient|avait|avaient|selon|depuis|fut|furent|\w+aient
            | \w+é(?:e|s|es)? )\b""",
        event=r"\bde\s$",
    ),
    "es": Verbs(
        parts=r"\b(?: que|quien|después|cuando|mientras|pero )\b",
        future=r"\b[a-zé]+r(?:á|án)\b | \b(?: van?\sa|está[n]?\sprevist\w+ )\b",
        unclear=r"""
            \b(?: deben?|previst\w+|planean?|esperan?|convoc\w+|si )\b
            | \b(?:hasta|para)\s(?:el\s|la\s)?$ | \b[a-z]+ría[n]?\b""",
        past=r"""
            \b(?: ha|han|había|habían|fue|fueron|era|eran|hizo|dijo|puso|tuvo|estuvo|vino|pudo|hubo
            | dio|vio|según|desde|\w+aban?|\w+ó|\w+aron|\w+ieron )\b""",
        event=r"\bdel\s$",
    ),
    "de": Verbs(
        parts=r"\b(?: aber|nachdem )\b",
        future=r"\b(?: wird|werden|werde )\b",
        unclear=r"""
            \b(?: soll\w*|will|wollen|plan\w*|geplant\w*|könn\w+|dürf\w+|würd\w+|muss|müssen|falls
            | bis )\b""",
        past=r"""
            \b(?: wurden?|hat|haben|hatten?|war|waren|ist|sind|seit|\w{3,}ten?
            | \w*(?:schied|schloss|schoss|ließ|hielt|blieb|lag|stand|lief|kam|traf|griff|fand|nahm
            | ging|gab|fiel|brach|starb|zog|trat|sprach|rief|sah|warf|floh|schrieb|stieg|schlug
            | trug|wann|trieb|stieß)(?:en)? )\b""",
        event=r"\bvom\s$ | \b(?:nach|seit)\s(?:[\w-]+\s){1,4}am\s$",
    ),
    "ru": Verbs(
        parts=r"\b(?: но|после|когда )\b",
        future=r"""
            \b(?: буд(?:ет|ут|ем)(?:\s\w+[ае]н[аоы]?)?|состо(?:ит|ят)ся|про(?:йд|вед)(?:[её]т|ут)
            | начн(?:[её]т|ут)ся|собер(?:[её]т|ут)ся|встрет(?:ит|ят)ся|при(?:будет|едет)
            | рассмотр(?:ит|ят)|откро(?:ет|ют)ся|вступ(?:ит|ят)|заверш(?:ит|ат)ся
            | выступ(?:ит|ят) )\b""",
        unclear=r"""
            \b(?: мо(?:жет|гут)|долж\w+|планир\w+|намер\w+|ожида\w+|запланир\w+|назнач\w+|если
            | хо(?:чет|тят)|предстоит|готов\w*|чтобы )\b
            | \b(?! институт|маршрут|приют|салют )\w{2,}(?:ут|ют|ят)(?:ся)?\b
            | \b(?: (?<!ночь\s)на|ко?|до )\s$""",
        past=r"""
            \b(?! генерал|канал|обстрел|отдел|капитал|скандал|портал|журнал|материал|арсенал|квартал
            | персонал|терминал|трибунал|вокзал|протокол|футбол|школ|недел|числ|сил )
            \w{2,}л(?:а|о|и|ся|ась|ось|ись)?\b | \b\w+[ае]н[аоы]?\b""",
        asked=r"\b(?: призвал|пообещал|обещал|попросил|решил|договорил )\w*\b",
        event=r"\bпосле\s(?:[\w-]+\s){1,4}во?\s$",
    ),
    "uk": Verbs(
        parts=r"\b(?: але|після|коли )\b",
        future=r"""
            \b(?: буд(?:е|уть|емо)(?:\s\w+[ає]н\w*)?|відбу(?:деть|дуть)ся
            | про(?:йд|вед)(?:е|уть)|почн(?:еть|уть)ся|збер(?:еть|уть)ся|зустрін(?:еть|уть)ся
            | при(?:буде|їде)|розглян(?:е|уть)|відкри(?:єть|ють)ся|заверш(?:ить|ать)ся
            | виступ(?:ить|лять) )\b""",
        unclear=r"""
            \b(?: мо(?:же|жуть)|ма(?:є|ють)|повин\w+|плану\w+|очіку\w+|заплан\w+|признач\w+|якщо
            | щоб|готов\w* )\b
            | \b\w{2,}(?:ать|ять|уть|ють)(?:ся)?\b | \b(?: (?<!ніч\s)на|до )\s$""",
        past=r"\b\w+(?:[аиоуяї]в|ла|ло|ли|вся|лася|лось|лося|лися|[ає]но)\b",
        asked=r"\b(?: закликав|закликал|пообіця|обіця|попроси|виріши|домови )\w*\b",
        event=r"\bпісля\s(?:[\w-]+\s){1,4}[ув]\s$",
    ),
    "ar": Verbs(
        parts=r"\b(?: أن|إن|الذي|التي|بعد|عندما|لكن )\b",
        future=r"""
            \b(?: سوف | و?س[يت](?:عقد|جتمع|بدأ|صل|زور|لتقي|جري|كون|شارك|بحث|علن|غادر|عود|عودون
            | نطلق|قام|صوت|حاكم|مثل|نتهي|ستمر|دخل|تم|ستأنف|فتتح|ناقش|لقي|توجه|ستضيف) )\b""",
        # The letter that makes a verb one of the future begins names and nouns too.
        unclear=r"""
            \b(?: يمكن|المقرر|مقرر|يتوقع|المتوقع|يعتزم|تعتزم|بحلول )\b
            | \b(?:قبل|حتى)\s(?:يوم\s)?$
            | \bو?س(?! يار|ياس|يطر|ياد|يد|ينا|يول|يف|يل|يرا|تين|تة|تار|توك|تيل )[يت]\w{3,}""",
        past=r"\b(?: و?(?:قال|أعلن|قتل|أكد|ذكر|أفاد|كان|شن|وقع)\w* | منذ )\b",
        event=r"\b(?: هجوم|غارة|ضربة|تفجير|بعد )\s(?:\w+\s){0,3}(?:يوم\s)?$",
    ),
    "tr": Verbs(
        parts=r"\b(?: ki|ama|sonra )\b",
        future=r"\b\w+[ae]c[ae][kğ]\w*",
        unclear=r"\b(?: planl\w+|beklen\w+|ol[ae]bil\w+|kadar | \w+m(?:eli|alı)\w* )\b",
        past=r"\b\w+[dt][ıiuü](?:lar|ler|k|ğ\w+)?\b | \b\w+m[ıiuü]ş\w*",
        event=r"(?!)",
    ),
}
