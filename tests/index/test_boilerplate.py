import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.boilerplate import divide, kind

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
"""


def lines(block: str) -> list[str]:
    return block.strip().split("\n")


@pytest.mark.parametrize("line", lines(FURNITURE))
def test_furniture_is_cut(line: str) -> None:
    assert divide([[line]]) == ([], [line])


@pytest.mark.parametrize("line", lines(REPORT))
def test_a_line_of_a_report_stays(line: str) -> None:
    assert divide([["Before."], [line], ["After."]]) == (["Before.", line, "After."], [])


def test_single_words_go_only_beside_other_furniture() -> None:
    kept, cut = divide([["Share"], ["Facebook"], ["The raid."], ["Comments"], ["Leave a Comment"]])
    assert kept == ["The raid."]
    assert cut == ["Share", "Facebook", "Comments", "Leave a Comment"]


def test_a_line_is_cut_out_of_its_paragraph() -> None:
    assert divide([["The raid", "Advertisement", "went on."]]) == (
        ["The raid went on."],
        ["Advertisement"],
    )


def test_a_long_line_is_never_furniture() -> None:
    assert kind("Read more: " + "of the strike " * 40) is None


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
