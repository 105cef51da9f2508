"""What the mailbox of the demo makes of a mail's text."""

from portal.templatetags.mail import links, paragraphs

MAIL = """Hello Olive,

this code deletes Acme:

419026

It is good until 14:52.
Look at http://localhost:8000/profile/, or at http://localhost:8000/profile/.

--\x20
Asked for at 14:42. Sent by the portal at http://localhost:8000.
"""


def test_a_code_is_its_own_part():
    assert [part["text"] for part in paragraphs(MAIL) if part["kind"] == "code"] == ["419026"]


def test_digits_inside_a_sentence_are_not_a_code():
    assert [part["kind"] for part in paragraphs("Your number is 419026.\n\n12345\n\n1234567")] == ["text"] * 3


def test_the_footer_is_separated_from_the_text():
    kinds = [part["kind"] for part in paragraphs(MAIL)]
    assert kinds == ["text", "text", "code", "text", "footer"]
    assert paragraphs(MAIL)[-1]["text"].startswith("Asked for at 14:42")


def test_an_empty_email_has_no_paragraphs():
    assert paragraphs("") == []


def test_every_address_is_found_once_and_without_punctuation():
    assert links(MAIL) == ["http://localhost:8000/profile/", "http://localhost:8000"]
