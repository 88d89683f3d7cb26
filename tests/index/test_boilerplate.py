from time import thread_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.documents.boilerplate import breaks_off, divide, kind
from tests.site.reports import REPORTS, Report

FURNITURE = """
This story has been updated with additional reports.
This story and its headline have been updated.
This is a developing story and will be updated.
Leave a Comment
Your email address will not be published. Required fields are marked *
Save my name, email, and website in this browser for the next time I comment.
Comment *
12 Comments
Comments (3)
Share this article
Share on Facebook
Follow us on Telegram
Follow us on X, Instagram and YouTube
Follow Jane Doe on Twitter: @janedoe
Advertisement
ADVERTISEMENT
Story continues below advertisement
Sign up for our newsletter
Sign up for The Brief, our daily newsletter. It is free.
► Never miss a moment: Subscribe to our newsletter
Get the news in your inbox: Sign up for the morning newsletter
Read more
Read more: Who was the leader of the group?
Read also: Drone strike in Idlib
RELATED: What is al-Hol?
Читайте также: Кто такой Абу Ала
اقرأ أيضا: غارة في شمال سوريا
Photo: John Smith/AP
(Image credit: Delil Souleiman/AFP via Getty Images)
Delil Souleiman/AFP/Getty Images
(AP Photo/Baderkhan Ahmad)
© 2022 Cable News Network. A Warner Bros. Discovery Company.
Copyright 2022 The Associated Press. All rights reserved.
All rights reserved.
We use cookies to improve your experience.
Copy this url to your clipboard Link copied to clipboard
A version of this story appeared in our weekly letter. To get it in your inbox, sign up here.
Spotted a mistake? Select the text and press Ctrl+Enter
If you can, please consider supporting our journalism.
4 min read
https://gazette.example/world/raid
Смотрите также: Кто такой Абу Ала
Подпишитесь на нашу вечернюю рассылку, чтобы ничего не пропустить.
Присоединяйтесь к нам в Telegram и WhatsApp!
Понравилась статья? Поделитесь ею с друзьями
Мы используем файлы cookie и похожие технологии. Продолжая, вы соглашаетесь с этим.
Материал доступен только подписчикам
24 комментария
Обнаружили ошибку? Выделите её и нажмите Ctrl + Enter
Фото: Пётр Иванов / AP
Все права защищены. При перепечатке ссылка обязательна.
Читайте ще: Хто такий Абу Ала
Підписуйтеся на наш канал у Telegram
Підтримайте роботу нашої редакції
Щоб читати далі, оформіть передплату
شاهد أيضا: غارة في شمال سوريا
تابعونا على قناتنا في واتساب
اشتركوا في نشرتنا البريدية ليصلكم كل جديد
هذا المحتوى متاح للمشتركين فقط
لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *
İLGİLİ HABER: Ebu Ala kimdir
Günlük bültenimize ücretsiz abone olun.
Bizi Instagram ve YouTube'da takip edin
Bu içerik yalnızca abonelere özeldir
Tüm hakları saklıdır.
À lire également : Qui est Abou Ala
Abonnez-vous gratuitement à notre newsletter quotidienne.
Suivez notre chaîne WhatsApp pour ne rien manquer
Cet article est réservé à nos abonnés
Crédit photo : Jean Dupont/AFP
También te puede interesar: ¿Quién es Abu Ala?
¿Te gusta esta noticia? Compártela en tus redes sociales
Recibe cada día nuestro boletín en tu correo electrónico
Este artículo es exclusivo para suscriptores
Lesen Sie dazu auch: Wer ist Abu Ala
Mehr zum Thema: Wer ist Abu Ala
Folgen Sie uns auf Instagram und Facebook!
Symbolfoto: Max Mustermann/dpa
Jetzt registrieren und weiterlesen
"""

REPORT = """
US forces carried out a raid, the Pentagon said.
Read more than one report before you judge, he said.
The story has been updated twice since, officials told reporters.
He was asked to leave a comment on the strike.
The group shares videos on Telegram and follows US forces.
Follow the money, investigators said.
The company uses cookies to follow its users, the regulator said.
Copyright law was changed in 2019.
The general said in a newsletter: "Get ready."
At the briefing the slogan was clear: Get out of Syria.
Sign up or be arrested, the militia told young men.
The commander's newsletter told members to subscribe to the cause.
Advertisement revenue fell after the attack.
Related charges were dropped.
Photographs show the burnt vehicles.
Photo evidence of the strike was published by Reuters
Sputnik
Reuters
Share
Facebook
Menu
The AP reported the raid first
No Comments were made by the Pentagon
We love cookies, but the soldiers had eaten them all.
The app that our reporters used to follow the convoy was blocked on Monday.
Support for our troops, the minister said, must not depend on journalism.
Reading: three dead in a fire.
Он подписался на рассылку вербовщика за месяц до отъезда.
«Подпишитесь на наш канал в Telegram», — было написано на листовке, найденной в доме.
Поделиться данными с соседней страной министерство отказалось.
Читайте обвинение внимательно, посоветовал адвокат журналистам.
Реклама группировки появилась на трёх каналах.
Фото с места удара показывают сгоревший пикап и воронку.
Підписали угоду про передачу полонених і поранених.
Поділитися розвідданими союзники погодилися лише влітку.
دعت الجماعة أنصارها إلى متابعة قناتها على تلغرام.
نشرت القيادة صورة للموقع بعد الغارة.
Örgüt, bültenine abone olanları para göndermeye çağırdığını duyurdu.
Fotoğraf makinesinde baskının görüntüleri bulundu.
Suivez l'argent, a dit le juge aux enquêteurs.
Le groupe partage ses vidéos sur Telegram avec ses abonnés.
Sigue el dinero, dijo la fiscal a los agentes de la costa.
El grupo difundió un boletín con los nombres de los detenidos.
Teilen wollen sich Land und Bund die Kosten.
Anzeige erstattete am Montag der Besitzer des Lagers.
Der Newsletter der Gruppe rief dazu auf, Geld zu schicken.
"""


def lines(block: str) -> list[str]:
    return block.strip().split("\n")


@pytest.mark.parametrize("line", lines(FURNITURE))
def test_furniture_is_cut(line: str) -> None:
    assert divide([[line]]) == ([], [line])


@pytest.mark.parametrize("line", lines(REPORT))
def test_a_line_of_a_report_stays(line: str) -> None:
    assert divide([["Before."], [line], ["After."]]) == (["Before.", line, "After."], [])


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.key)
def test_no_paragraph_of_a_report_is_furniture(report: Report) -> None:
    assert divide([[paragraph] for paragraph in report.paragraphs]) == (list(report.paragraphs), [])


def test_a_plea_to_pay_says_that_a_report_breaks_off() -> None:
    assert breaks_off(["Advertisement", "Abonnez-vous pour lire la suite"])
    assert not breaks_off(["Advertisement", "Subscribe to our newsletter"])


def test_single_words_go_only_beside_other_furniture() -> None:
    kept, cut = divide([["Share"], ["Facebook"], ["The raid."], ["Comments"], ["Leave a Comment"]])
    assert kept == ["The raid."]
    assert cut == ["Share", "Facebook", "Comments", "Leave a Comment"]


@pytest.mark.parametrize("word", ["Поделиться", "Partager", "مشاركة", "Drucken", "Paylaş"])
def test_single_words_in_other_languages_do_so_too(word: str) -> None:
    assert divide([["Before."], [word], ["After."]]) == (["Before.", word, "After."], [])
    assert divide([["Before."], [word], ["Advertisement"]])[1] == [word, "Advertisement"]


def test_a_line_is_cut_out_of_its_paragraph() -> None:
    assert divide([["The raid", "Advertisement", "went on."]]) == (
        ["The raid went on."],
        ["Advertisement"],
    )


def test_a_long_line_is_never_furniture() -> None:
    assert kind("Read more: " + "of the strike " * 40) is None


words = st.sampled_from(
    ["A-", "a", " ", "/", ".", ",", "Photo: ", "by ", "©", "Sign up ", "us ", "1"]
)


@given(start=words, repeated=st.lists(words, min_size=1, max_size=4), end=st.sampled_from("!\x01 "))
@example(start="Photo: ", repeated=["A-"], end="\x01")
@example(start="Фото: ", repeated=["a-"], end="\x01")
def test_no_line_takes_long_to_tell(start: str, repeated: list[str], end: str) -> None:
    started = thread_time()
    kind((start + "".join(repeated) * 300)[:299] + end)
    assert thread_time() - started < 1


somewhat_like_furniture = st.text(max_size=80) | st.sampled_from(lines(FURNITURE))


@given(st.lists(st.lists(somewhat_like_furniture, min_size=1, max_size=4), max_size=8))
def test_nothing_is_lost_but_whole_reported_lines(pieces: list[list[str]]) -> None:
    kept, cut = divide(pieces)
    left = list(cut)
    stayed = []
    for line in (line for piece in pieces for line in piece):
        if left and line == left[0]:
            left.pop(0)
        else:
            stayed.append(line)
    assert not left
    assert " ".join(kept).split() == " ".join(stayed).split()
