"""What a page may hold that nobody expects there: days, texts and addresses."""

WEIRD_DAYS = (
    *(
        "0000-00-00",
        "9999-12-31T23:59:60",
        "2022-13-45",
        "-2022-10-06",
        "1e309",
        "null",
        "06/10/2022",
    ),
    *(
        "2022-10-06" * 500,
        "October 6th, 99999",
        "\u0666/\u0661\u0660/\u0662\u0660\u0662\u0662",
        "今日",
    ),
)
WEIRD_TEXTS = (
    *("by " * 120, "(" * 300, "1 " * 150, "-" * 300, "Share this on " * 20, "© 2022 " * 40),
    *(
        "Subscribe to our newsletter, " * 10,
        "a" * 300,
        "A. " * 100,
        "Photo: " * 40,
        "Photo:" + "A-" * 146,
        "e\u0301" * 150,
    ),
    *(
        "\u202e\u2066\u200f" * 90,
        "6 October 2022 " * 20,
        "Read also: " * 27,
        "ا" * 300,
        "\ufffd" * 250,
    ),
)
WEIRD_ADDRESSES = (
    *(
        "http://[::1",
        "javascript:alert(1)",
        "//",
        "http://a b/",
        "http://\u2100.example/",
        "?" * 9000,
    ),
    *("https://gazette.example:99999999/a", "\\\\host\\path", "data:text/html,<p>x", "http://%00/"),
)
