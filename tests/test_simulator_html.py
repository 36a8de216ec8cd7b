"""HTML as Telegram reads it and as the page of phones shows it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import HtmlReader
from simulator.errors import BadRequestError
from simulator.render import render


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("é <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_html(source: str, refused: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        HtmlReader(source).read()
    assert caught.value.description == f"Bad Request: can't parse entities: {refused}"


def test_good_html() -> None:
    source = (
        '😀<B>te<i>b</i>al</b> <a href="https://x.id/?a=1&amp;b=2">di sini</a> <pre><code '
        'class="language-py">x</code></pre> <tg-spoiler>r</tg-spoiler><blockquote expandable>k'
        '</blockquote><a href="tg://user?id=7">u</a> &lt;&#33;&#x21;&copy;<u></u>'
    )
    text, entities = HtmlReader(source).read()
    assert text == "😀tebal di sini x rku <!!&copy;"
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == [
        ("bold", 2, 5),
        ("italic", 4, 1),
        ("text_link", 8, 7),
        ("pre", 16, 1),
        ("spoiler", 18, 1),
        ("expandable_blockquote", 19, 1),
        ("text_mention", 20, 1),
    ]
    assert entities[2]["url"] == "https://x.id/?a=1&b=2"
    assert entities[3]["language"] == "py"


@given(st.text())
def test_escaped_text_is_read_back(text: str) -> None:
    assert HtmlReader(html.escape(text)).read() == (text, [])


@given(st.lists(st.tuples(st.sampled_from("bius"), st.text(min_size=1)), max_size=5))
def test_shown_html_is_read_back(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in parts)
    text, entities = HtmlReader(source).read()
    assert HtmlReader(render(text, entities)).read() == (text, entities)


def test_shown_html_is_safe() -> None:
    link = {"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}
    bold = {"type": "bold", "offset": 1, "length": 4}
    crossing = {"type": "italic", "offset": 3, "length": 5}
    assert render("<ab&cde>", [link, bold, crossing]) == "&lt;<b>ab<i>&amp;c</i></b>de&gt;"
