"""Names of people, places and groups, found in the spelling of another script."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.wording.names import Names, overlap, skeleton, skeletons

# A line is one name in its English, Arabic, Russian, Ukrainian and other spellings.
SAME = [
    "Qurayshi القرشي Курайши Курайші Kureyşi Quraishi Koraïchi",
    "Baghdadi البغدادي Багдади Багдаді Bağdadi Bagdadi",
    "Zawahiri الظواهري Завахири Завахірі Zevahiri Sawahiri",
    "Zarqawi الزرقاوي Заркави Заркаві Zerkavi Sarkawi",
    "Zelensky زيلينسكي Зеленский Зеленський Zelenskiy Selenskyj Zelenskyy",
    "Putin بوتين Путин Путін Poutine",
    "Biden بايدن Байден Байден",
    "Trump ترامب Трамп Трамп",
    "Erdogan أردوغان Эрдоган Ердоган Erdoğan",
    "Assad الأسد Асад Асад Esad",
    "Netanyahu نتنياهو Нетаньяху Нетаньягу Netanjahu",
    "Nasrallah نصرالله Насралла Насралла Nasrullah",
    "Haftar حفتر Хафтар Хафтар Hafter",
    "Gaddafi القذافي Каддафи Каддафі Kaddafi Kadhafi",
    "Khamenei خامنئي Хаменеи Хаменеї Hamaney Chamenei",
    "Soleimani سليماني Сулеймани Сулеймані Süleymani",
    "Rouhani روحاني Рухани Ругані Ruhani",
    "Prigozhin بريغوجين Пригожин Пригожин Prigojine Prigoschin",
    "Shoigu شويغو Шойгу Шойгу Schoigu Choïgou",
    "Lavrov لافروف Лавров Лавров Lawrow",
    "Gerasimov غيراسيموف Герасимов Герасимов Gerassimow",
    "Kadyrov قديروف Кадыров Кадиров Kadirov Kadyrow",
    "Shaykh الشيخ Шейх Шейх Şeyh Scheich",
    "Muhammad محمد Мухаммед Мухаммед Muhammed Mohammed",
    "Hussein حسين Хусейн Хусейн Hüseyin Husain",
    "Haqqani حقاني Хаккани Хаккані Hakkani",
    "Guterres غوتيريش Гутерриш Гутерріш Guterres",
    "Macron ماكرون Макрон Макрон",
    "Kyiv كييف Киев Київ Kiev Kiew",
    "Kharkiv خاركيف Харьков Харків Harkov Charkiw",
    "Kherson خيرسون Херсон Херсон Herson Cherson",
    "Luhansk لوغانسك Луганск Луганськ Lugansk",
    "Donetsk دونيتسك Донецк Донецьк Donezk",
    "Bakhmut باخموت Бахмут Бахмут Bahmut Bachmut",
    "Mariupol ماريوبول Мариуполь Маріуполь",
    "Zaporizhzhia زابوريجيا Запорожье Запоріжжя Zaporijya Saporischschja",
    "Moscow موسكو Москва Москва Moskova Moskau",
    "Idlib إدلب Идлиб Ідліб İdlib",
    "Raqqa الرقة Ракка Ракка Rakka",
    "Hasakah الحسكة Хасака Хасеке Haseke Hassaké",
    "Qamishli القامشلي Камышлы Камишли Kamışlı Kamischli",
    "Jindires جنديرس Джиндирес Джиндерес Cinderes Dschindires",
    "Jarablus جرابلس Джараблус Джараблус Cerablus Dscharablus",
    "Atmeh أطمة Атме Атме Atme Atma",
    "Afrin عفرين Африн Афрін Efrin",
    "Manbij منبج Манбидж Манбідж Münbiç Manbidsch",
    "Latakia اللاذقية Латакия Латакія Lazkiye",
    "Homs حمص Хомс Хомс Humus",
    "Hama حماة Хама Хама",
    "Mosul الموصل Мосул Мосул Musul",
    "Baghdad بغداد Багдад Багдад Bağdat Bagdad",
    "Erbil أربيل Эрбиль Ербіль Arbil",
    "Kirkuk كركوك Киркук Кіркук Kerkük",
    "Sinjar سنجار Синджар Синджар Sincar Sindschar",
    "Tehran طهران Тегеран Тегеран Tahran Teheran",
    "Gaza غزة Газа Газа Gazze",
    "Rafah رفح Рафах Рафах Refah",
    "Benghazi بنغازي Бенгази Бенгазі Bingazi",
    "Misrata مصراتة Мисрата Місрата",
    "Khartoum الخرطوم Хартум Хартум Hartum",
    "Mogadishu مقديشو Могадишо Могадішо Mogadişu Mogadischu",
    "Kandahar قندهار Кандагар Кандагар Kandehar",
    "Wagner فاغنر Вагнер Вагнер",
    "Hezbollah حزبالله Хезболла Хезболла Hizbullah Hisbollah",
    "Hamas حماس ХАМАС ХАМАС",
    "Taliban طالبان Талибан Талібан",
    "Shabab الشباب Шабаб Шабаб Şebab Schabab Chabab",
    "Qaeda القاعدة Каида Каїда Kaide Kaida",
    "Houthi الحوثي Хуси Хусі Husi Huthi",
    "Nusra النصرة Нусра Нусра",
    "Yemen اليمن Йемен Ємен Jemen",
    "Niger النيجر Нигер Нігер Nijer",
    "Chechnya الشيشان Чечня Чечня Çeçenya Tschetschenien",
]

# Pairs alike in some way: of one kind, one beginning or one length.
DIFFERENT = [
    "Qurayshi القحطاني", "Baghdadi البصري", "Zawahiri الزرقاوي", "Zelensky لوكاشينكو",
    "Putin بايدن", "Biden بوتين", "Trump ترودو", "Erdogan أردنية", "Assad السادات",
    "Netanyahu نصرالله", "Haftar حماد", "Gaddafi القادري", "Khamenei خميني", "Soleimani سلطاني",
    "Rouhani رحماني", "Prigozhin بوريسوف", "Shoigu شاويش", "Lavrov لوكاشينكو", "Kadyrov كوليبا",
    "Macron ماكين", "Kyiv كابول", "Kharkiv خيرسون", "Kherson خاركيف", "Donetsk دمشق",
    "Bakhmut بوتشا", "Mariupol ميكولايف", "Moscow الموصل", "Idlib أربيل", "Raqqa القدس",
    "Hasakah حلب", "Qamishli القاهرة", "Jindires جرابلس", "Atmeh عفرين", "Manbij مصراتة",
    "Latakia الرقة", "Homs حماة", "Mosul منبج", "Baghdad بنغازي", "Erbil إدلب", "Kirkuk كركي",
    "Sinjar سنغافورة", "Tehran طرابلس", "Rafah رام", "Benghazi بغداد", "Khartoum خراسان",
    "Mogadishu مدغشقر", "Kandahar كابول", "Wagner واشنطن", "Hezbollah حماس", "Taliban طاجيكستان",
    "Путин Байден", "Зеленский Залужный", "Багдади Бандера", "Пригожин Патрушев",
    "Лавров Лукашенко", "Киев Харьков", "Херсон Хмельницкий", "Донецк Днепр", "Мосул Москва",
    "Идлиб Эрбиль", "Эрдоган Орбан", "Хаккани Хекматияр", "Kureyşi Kaçmaz", "Şengal Şanlıurfa",
    "Haseke Hatay", "Cinderes Cizre", "Erbil Ankara", "Bağdat Batman", "Rakka Rize",
    "Kerkük Kars", "Münbiç Mardin", "Süleymani Sincar", "Bachmut Berlin", "Selenskyj Scholz",
]  # fmt: skip


def matches(first: str, second: str) -> bool:
    return not set(skeletons(first)).isdisjoint(skeletons(second))


def test_the_spellings_of_one_name_meet() -> None:
    pairs = [pair for line in SAME for pair in combinations(line.split(), 2)]
    missed = [pair for pair in pairs if not matches(*pair)]

    assert len(SAME) >= 60
    assert len(missed) <= 0.04 * len(pairs), missed


def test_every_name_is_found_from_english_in_nearly_all_its_spellings() -> None:
    tried = [(line.split()[0], other) for line in SAME for other in line.split()[1:]]
    missed = [pair for pair in tried if not matches(*pair)]

    assert len(missed) <= 0.04 * len(tried), missed


def test_different_names_seldom_meet() -> None:
    pairs = [line.split() for line in DIFFERENT]
    met = [pair for pair in pairs if matches(*pair)]

    assert len(pairs) >= 60
    assert len(met) <= 0.05 * len(pairs), met


def test_names_of_different_lines_seldom_meet() -> None:
    lines = [line.split() for line in SAME]
    pairs = [(a, b) for one, two in combinations(lines, 2) for a in one[:3] for b in two[:3]]
    met = [pair for pair in pairs if matches(*pair)]

    assert len(met) <= 0.01 * len(pairs), met


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("", ""),
        ("a", ""),
        ("Qurayshi", "krj"),
        ("القرشي", "krj"),
        ("Idlib", "adlb"),
        ("محمّد", "mhmd"),
        ("Хасака", "hsk"),
        ("Ελλάδα", "ald"),
        ("٢٠٢٢", "#2022"),
        ("2,000", "#2000"),
    ],
)
def test_a_word_has_a_skeleton(word: str, expected: str) -> None:
    assert skeleton(word) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is Qurayshi?", "وقُتل القرشي في شمال سوريا."),
        ("Who is Qurayshi?", "Боевики отомстили за Курайши."),
        ("Кто такой Курайши?", "Officials said that al-Qurayshi was dead."),
        ("من هو القرشي؟", "Officials said that al-Qurayshi was dead."),
        ("من هو القرشي؟", "Kureyşi'nin öldüğü açıklandı."),
        ("Что сказали Путину?", "Putin was told so."),
        ("Where is Mosul?", "وصل الجنود إلى الموصل."),
        ("Where is Mosul?", "وصل الجنود وبالموصل بقوا."),
        ("Where is Mosul?", "Musul'da üç kişi öldü."),
        ("Who took Deir ez-Zor?", "Ordu Deyrizor'a girdi."),
        ("Who took Deir ez-Zor?", "دخل الجيش دير الزور."),
        ("Кто такой Абдулла?", "قال عبد الله إنه لا يعرف."),
        ("Who are the Houthis?", "Хуси заявили об атаке."),
        ("Who paid the 2,000 dollars?", "دفع ٢٠٠٠ دولار."),
        ("who is qurayshi", "قتل القرشي."),
        ("Putin said what?", "قال بوتين ذلك."),
    ],
)
def test_a_name_is_found_in_another_script(question: str, text: str) -> None:
    assert overlap(question, text) == 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("", "Putin"),
        ("Who is he?", "Putin"),
        ("Who is Qurayshi?", ""),
        ("Who is Qurayshi?", "قتل القحطاني."),
        ("Who is Qurayshi?", "they said courage"),
        ("Who came in 2021?", "Они пришли в 2022 году."),
    ],
)
def test_what_a_question_names_may_be_missing(question: str, text: str) -> None:
    assert overlap(question, text) == 0


def test_a_longer_name_says_more_than_a_short_one() -> None:
    names = Names("Did Zelensky meet Rex in Mosul?")

    assert 0 < names.overlap("في الموصل") < names.overlap("زيلينسكي") < 1
    assert names.overlap("التقى زيلينسكي في الموصل") < 1


def test_a_passage_of_another_matter_has_less_of_a_question() -> None:
    question = "Which ISIS commander was killed near Qamishli with Rakkan Wahid al-Shammari?"
    about = "قُتل ركان وحيد الشمري في قرية قرب القامشلي."
    other = "وصل وزير الخارجية إلى القاهرة يوم الخميس."

    assert overlap(question, about) > 0.6
    assert overlap(question, other) < 0.3


_LETTERS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
_SCRIPTS = st.text(alphabet="القرشيبتىءؤئًٌوبکКурайшиїґьёÇşığßЖjhkтсдж'- .0٣Qaeg", max_size=60)


@given(_LETTERS | _SCRIPTS, _LETTERS | _SCRIPTS)
def test_any_texts_can_be_held_against_each_other(question: str, text: str) -> None:
    assert 0 <= overlap(question, text) <= 1


@given(_LETTERS | _SCRIPTS)
def test_a_word_has_few_skeletons_and_meets_itself(word: str) -> None:
    found = skeletons(word)

    assert len(found) <= 16
    assert skeleton(word) == (found[0] if found else "")
