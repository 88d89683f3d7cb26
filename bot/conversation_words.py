"""The small words that a conversation hangs by, in eight languages. Pure.

Lists, and no more: what is made of them stands in `conversation` and `topics`.
"""

import re

from bot.tongues import Tongue, words

# Some verb or noun, then "that", then a clause: "said that Russia", "the raid that killed".
_CLAUSE = (
    r"(?P<kept>\b(?!(?:is|are|was|were|did|does|do|has|had|of|on|at|in|to|for|from|by|with|after"
    r"|before|about|since|until|and|but|who|when|where|why|how|what|which)\s)\w+)\s+that"
    r"(?=\s+[\w'’-]+\s+\w)"
)

TONGUES = {
    "en": Tongue(
        asks="who whom whose what which when where why how",
        verbs="is are was were be been being am has have had do does did will would can could"
        " should may might must s isn aren wasn weren hasn haven hadn don doesn didn won wouldn t"
        " re ve d ll",
        articles="the",
        quantities="many much old long far often",
        small="a an in on at of for from by with to and or but about after before during since"
        " until over under into as than near between against so not no any some more most less"
        " exactly really actually also too ever still yet again only just even all if whether now"
        " there here very",
        vague="happen happened happens occur occurred take took taken place people person persons"
        " man men woman women child children kid kids civilian civilians anyone anybody someone"
        " somebody everyone anything something thing things die died dies dead killed kill hurt"
        " injured wounded arrested captured caught shot alone time hour day date year month"
        " country city town village name names called reason say said says know known get got go"
        " went come came become attack raid strike airstrike operation explosion incident event"
        " victim victims casualties soldiers troops period else true case number part",
        points="he she it they him her them his hers its their theirs himself herself itself"
        " themselves that this these those there then else others another one ones both former"
        " latter same other rest second",
        persons="you your yours u ur i me my we our let",
        joins="and but or",
        about="what about|how about",
        harmless=_CLAUSE
        + r"|\b(?:is|was)(?:n['’]t)?\s+it\s+(?:true|possible|known|clear|likely|certain)"
        r"(?:\s+that)?(?=\s+\w)|\bit\s+(?=takes?\s+(?!place)\w|took\s+\w)|\bgot\s+it\b"
        r"|\btell\s+(?:me|us)\b"
        r"|\bthis\s+(?:week|month|year|morning|evening|afternoon|night|summer|winter|autumn|spring)"
        r"|\bthat\s+(?:day|year|week)(?=\s+\w)|\bthose\s+(?=who|whose|in|from|with|\w+ed\b)"
        r"|\b(?:is|are|was|were|has|have|had|will)\s+there(?=\s+\w)|\bthere\s+(?=is|are|was|were)"
        r"|\bone(?=\s+(?!was|were|is|did|has|had|of\s+them)\w)|\b(?:the\s+)?same\s+(?:day|time)"
        r"|\b(?:former|latter|rest|second)(?=\s+(?!one\b|man\b|person\b|was\b|is\b)\w)"
        r"|\bboth(?=\s+(?!were|are|did|of)\w)|\b(?:else|other)\b(?=.*(?:\s(?-i:[A-Z])|\d))",
        asides="thanks thank ok okay hello hi hey great good nice cool got wow hm hmm oh yes no"
        " please",
    ),
    "ru": Tongue(
        asks="кто кого кому кем ком что чего чему чем где куда откуда когда как какой какая какое"
        " какие каких каким какую каком какого какому какими сколько скольких почему зачем отчего"
        " чей чья чьи ли",
        verbs="был была было были быть есть будет будут является",
        small="в во на с со из за по о об от до при для у к ко под над после перед между через не"
        " ни же бы именно точно ещё еще уже тоже также там так вот только самом деле лет раз и а"
        " но или всё все времени",
        vague="год года году произошло случилось произошли происходит погиб погибла погибло"
        " погибли убит убита убито убиты убили умер умерла умерли пострадал пострадали"
        " пострадавшие ранен ранены задержан задержали арестован арестовали захватили захвачен"
        " человек людей люди детей дети женщин мужчин жители жителей мирные мирных жертвы жертв"
        " сделал сделали сказал сказали говорит один одна одни время день дата город стране"
        " страна село звали зовут имя причина стало стал случае удар рейд операция атака взрыв"
        " удара рейда операции атаки взрыва",
        points="он она оно они его ее её их ему ей им него неё нее них ним ними нём нем нему это"
        " этот эта эти этого этом этому этим этих тот та те того тому тех там туда оттуда тогда"
        " потом остальные остальных другой другая другие второй вторая",
        persons="я мы мне нам меня нас мой моя мои наш наша наши ты вы тебя тебе вас вам твой твоя"
        " твои ваш ваша ваши",
        joins="а и но ну",
        about="что насч[её]т|как насч[её]т",
        harmless=r"\bв\s+этом\s+(?:году|месяце)|\bна\s+этой\s+неделе|\bэтот\s+(?:год|день)"
        r"|\bэто\s+(?=правда,?\s+что)|\b(?:то|том|того|тому|тем),?\s+(?=что\b|как\b)"
        r"|\b(?:те|тех|тот|тем),?\s+(?=кто|кого|котор)|\bв\s+том\s+числе",
        asides="спасибо ок окей ясно понятно привет здравствуйте хорошо да нет пожалуйста",
    ),
    "uk": Tongue(
        asks="хто кого кому ким що чого чому чим де куди звідки коли як який яка яке які яких яким"
        " якими якій якому скільки скількох навіщо чий чия чиї котра котрій чи",
        verbs="був була було були бути є буде будуть",
        small="в у о об на з із зі за по про від до при для під над після перед між через не ні ж"
        " же б саме точно ще вже теж також тільки та й і а але або всі час часу",
        vague="рік року році років сталося трапилося відбулося загинув загинула загинуло загинули"
        " вбито вбили вбитий помер померла померли постраждав постраждали поранено поранені"
        " затримали затримано захопили людей люди осіб людина дітей діти жінок чоловіків цивільні"
        " цивільних жителі жертви жертв зробив зробили сказав сказали один сам день дата година"
        " годині місто країна село звали ім я причина удар рейд операція атака вибух",
        points="він вона воно вони його її їх йому їй їм нього неї них ним ними це цей ця ці цього"
        " цьому цим цих той ті того тому там туди звідти тоді потім решта інші інший другий",
        persons="я ми мені нам мене нас мій моя мої наш наша наші ти ви тебе тобі вас вам твій"
        " твоя твої ваш ваша ваші",
        joins="а і й та але ну",
        about="як щодо|що щодо",
        harmless=r"\b(?:у|в|ц)\s*цьому\s+(?:році|місяці)|\bцього\s+(?:року|тижня|місяця)"
        r"|\bце\s+(?=правда,?\s+що)|\b(?:те|тому|того),?\s+(?=що\b|як\b)|\b(?:ті|тих),?\s+(?=хто)",
        asides="дякую ок ясно зрозуміло привіт добре так ні будь ласка",
    ),
    "ar": Tongue(
        asks="من ما ماذا متى أين اين كيف كم لماذا لم هل أي اي أية عم بماذا لمن ممن",
        verbs="كان كانت كانوا يكون تكون هو هي",
        small="في على إلى الى عن مع و أو او ثم قد لا لم لن بعد قبل عند بين حتى منذ خلال غير عدد"
        " أيضا ايضا بالضبط تماما فقط حقا كل بسبب إن ان أن",
        vague="حدث حدثت وقع وقعت جرى جرت حصل قتل قتلت قتلوا مات ماتت توفي أصيب اصيب أصيبوا اعتقل"
        " اعتقلوا أسر شخصا شخص أشخاص ناس الناس مدنيون مدنيين المدنيون المدنيين أطفال الأطفال طفلا"
        " نساء النساء رجل الرجل ضحايا الضحايا قتلى جرحى سبب السبب اسم مكان المكان يوم تاريخ ساعة"
        " الساعة وقت مدينة بلد قرية أعلن فعل قال جاؤوا جاء وحده وحدها الغارة الهجوم العملية"
        " الضربة الانفجار الحادث",
        points="هو هي هم هما ذلك تلك هذا هذه هؤلاء هناك هنا حينها بعدها عندها منه منها منهم فيه"
        " فيها فيهم به بها بهم له لها لهم عنه عنها عنهم عليه عليها معه معها معهم بينهم اسمه اسمها"
        " عددهم عمره عمرها وحده وحدها مقتله موته الآخر الآخرون الآخرين البقية الباقون نفسه",
        persons="أنا انا نحن أنت انت أنتم انتم حالك رأيك لديك عندك معك تعرف تعرفون تريد",
        joins="و ف طيب لكن ولكن",
        about="و?ماذا عن",
        harmless=r"(?:من|ما)\s+(?:هو|هي|هم)(?=\s+\S)|(?:هذا|هذه)\s+(?:العام|الأسبوع|الشهر|السنة)"
        r"|هناك(?=\s+\S)",
        asides="شكرا شكراً حسنا نعم مرحبا السلام عليكم",
    ),
    "fr": Tongue(
        asks="qui que quoi quel quelle quels quelles quand où comment combien pourquoi qu",
        verbs="est sont était étaient été a ont avait avaient eu fut ce c n t y va fait",
        articles="le la les l",
        quantities="de d",
        small="un une des du de d dans en au aux sur sous par pour et ou mais après avant depuis"
        " pendant avec sans contre vers chez entre ne pas plus très aussi encore exactement"
        " vraiment s se si déjà tout tous bien ici",
        vague="arrivé passé produit eu lieu mort morte morts mortes tué tuée tués tuées blessé"
        " blessés arrêté arrêtés capturé capturés personnes personne gens homme hommes femme"
        " femmes enfant enfants civil civils civile civiles victime victimes autre chose dit dire"
        " seul seule nom appelle date jour heure ville pays village raison attaque raid frappe"
        " opération explosion viennent vient",
        points="il elle ils elles lui leur leurs eux ça cela celui celle ceux celles ce cet cette"
        " ces c y là son sa ses alors autres reste second deuxième",
        persons="je j me m moi mon ma mes nous notre tu te toi ton ta tes vous votre vos",
        joins="et mais ou alors",
        about="pour|qu['’]en est-il d[eu]s?|quid d[eu]s?",
        harmless=r"\bil\s+y\s+(?:a|avait|aura)\b|\by\s+a-t-il\b|\by\s+avait-il\b|\bil\s+s['’]agit"
        r"|\best-il\s+(?:vrai|possible|exact)\b|\best-ce\b|\bce\s+(?=qu[ei'’])"
        r"|\b(?:celui|celle|ceux|celles)\s+(?=qui|que|de|du|des|d['’])"
        r"|\bcette\s+(?:semaine|année)|\bce\s+(?:mois|jour)|\bc['’]est\s+(?=vrai\s+que)",
        asides="merci ok bonjour salut oui non bien super",
    ),
    "es": Tongue(
        asks="quién quiénes quien quienes qué que cuál cuáles cual cuándo cuando dónde donde"
        " adónde cómo como cuánto cuánta cuántos cuántas cuanto cuanta cuantos cuantas",
        verbs="es son era eran fue fueron ha han había habían hay hubo está están estaba estaban"
        " ser sido ya",
        articles="el la los las lo",
        small="un una unos unas de del en a al con sin por para sobre bajo y e o pero después"
        " antes desde hasta durante contra entre hacia no sí si más muy también aún todavía"
        " exactamente realmente se le les me te otra todos todo aquí",
        vague="pasó ocurrió sucedió pasado ocurrido nació murió murieron muerto muertos muerta"
        " mató mataron herido heridos detenido detenidos capturado capturaron capturados"
        " arrestado personas persona gente hombre hombres mujer mujeres niño niños civil civiles"
        " víctimas alguien más dijo dijeron hizo hicieron solo sola nombre llamaba llama día"
        " fecha hora ciudad país pueblo razón ataque incursión redada operación explosión vienen"
        " viene",
        points="él ella ellos ellas eso esto ese esa esos esas este esta estos estas aquel aquella"
        " allí ahí allá entonces su sus suyo otro otros otras resto segundo",
        persons="yo mi mis nosotros nuestro nuestra tú tu tus usted ustedes vos os estás eres vas"
        " vienes tienes quieres puedes sabes haces crees",
        joins="y e pero o",
        about="qu[eé] hay de|qu[eé] pasa con",
        harmless=r"\best[ea]\s+(?:año|mes|semana|verano|invierno)|\beste\s+de\b|\bal\s+este\b"
        r"|\b(?:ese|esa|esos|esas)\s+(?=que)",
        asides="gracias ok vale hola sí bien claro",
    ),
    "tr": Tongue(
        asks="kim kimi kime kimin kimler kimden ne neden niçin niye nasıl nerede nereye nereden"
        " neresi neresinde hangi hangisi kaç zaman nedir kimdir neydi kimdi mi mı mu mü mıydı"
        " miydi muydu müydü mıdır midir",
        verbs="var vardı yok değil idi",
        small="bir ve ile için de da den dan en çok daha sonra önce kadar göre beri karşı tam"
        " olarak gerçekten hâlâ hala bile ya veya ama fakat hiç",
        vague="oldu olmuş doğdu öldü öldüler öldürüldü öldürüldüler yaralandı yaralandılar"
        " yakalandı tutuklandı gerçekleşti yaşandı meydana geldi geldiler kişi kişiler kişiydiler"
        " insan adam kadın çocuk çocuklar sivil siviller yalnız yalnızdı tek başına dedi söyledi"
        " yaptı yapıldı adı ismi tarih gün saat saatte şehir ülke köy sebep saldırı baskın"
        " operasyon patlama kurban",
        points="o başka onu ona onun onda ondan onlar onları onların onlara onlardan bu bunu bunun"
        " buna bunlar şu şunu orada oraya oradan orası burada diğeri diğerleri öteki ikincisi"
        " kendisi",
        persons="ben beni bana benim biz bizim bize sen seni sana senin siz sizi size sizin misin"
        " mısın musun müsün misiniz mısınız",
        joins="peki ya ve ama fakat",
        about="ya",
        harmless=r"\b(?:bu|o)\s+(?:yıl|hafta|ay|sene|gün|sabah|akşam)\b",
        asides="teşekkürler teşekkür ederim sağol tamam merhaba selam evet hayır",
    ),
    "de": Tongue(
        asks="wer wen wem wessen was wann wo wohin woher wie warum wieso weshalb welche welcher"
        " welches welchem welchen wieviel wofür womit wozu",
        verbs="ist sind war waren wird werden wurde wurden worden hat haben hatte hatten kann"
        " konnte gibt gab sein gewesen",
        articles="der die das den dem des",
        quantities="viele viel lange alt weit oft",
        small="ein eine einen einem einer in im an am auf aus bei von vom zu zum zur nach vor seit"
        " mit für über unter durch gegen um bis und oder aber nicht kein keine auch noch schon"
        " genau wirklich eigentlich etwa hier als so denn dort mal",
        vague="passiert geschehen geschah stattgefunden gestorben tot getötet verletzt verwundet"
        " festgenommen gefangen gefasst menschen leute mann männer frau frauen kind kinder"
        " zivilisten opfer jemand allein gesagt sagte sagt getan name hieß heißt tag datum uhr"
        " zeit stadt land dorf ort grund angriff luftangriff überfall einsatz anschlag explosion",
        points="er sie es ihn ihm ihr ihnen ihre ihren sein seine seinen dies diese dieser dieses"
        " diesen diesem jene jener dort da davon dabei daran dafür damit damals dann danach"
        " dorthin andere anderen rest zweite das",
        persons="ich mich mir mein meine wir uns unser du dich dir dein deine euch euer ihnen",
        joins="und aber oder",
        about="was ist mit|wie steht es mit",
        harmless=r"\bes\s+(?:gibt|gab|stimmt|wahr)\b|\b(?:gibt|gab|stimmt)\s+es\b"
        r"|\bist\s+es\s+(?:wahr|möglich|richtig)\b|\bdas\s+(?=(?-i:[a-zäöüß]+\s)?(?-i:[A-ZÄÖÜ]))"
        r"|\bdiese[sr]?\s+(?:Jahr|Woche|Monat)\b",
        asides="danke ok hallo ja nein gut super",
    ),
}
"""By ISO 639-1 code."""

TO_SOMEBODY = re.compile(
    r"\b\w{2,}(?:ешь|ёшь|ишь|еш|єш|иш|їш)(?:ся)?\b|\b\w+(?:yorsun|yorsunuz|din mi|diniz)\b",
    re.IGNORECASE,
)
"""Verbs in the second person, where they show it and no pronoun need stand beside them."""


_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def tongue_of(text: str) -> Tongue:
    """The language whose small words a text has most of, among those of its script."""
    codes = ["en", "fr", "es", "tr", "de"]
    if _ARABIC.search(text):
        codes = ["ar"]
    elif _CYRILLIC.search(text):
        codes = ["ru", "uk"]
    said = [word.folded for word in words(text)]
    return max(
        (TONGUES[code] for code in codes),
        key=lambda tongue: sum(word in tongue.telling for word in said),
    )
