"""Which e-mail addresses are taken, and as what they are stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.contacts import (
    EmailRefused,
    EmailWhy,
    email,
    email_key,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" John.Doe@Example.ORG ", "John.Doe@example.org"),
        ("a+b@sub.example.org", "a+b@sub.example.org"),
        ("contact@réseaux.fr", "contact@xn--rseaux-bva.fr"),
        ("o'connor@example.org", "o'connor@example.org"),
        ("ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｆｒ", "john@example.fr"),
        ("x@CŒUR.fr", "x@xn--cur-fya.fr"),
    ],
)
def test_an_address_is_stored_normalised(typed: str, stored: str) -> None:
    assert email(typed) == stored


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (None, EmailWhy.EMPTY),
        ("  ", EmailWhy.EMPTY),
        ("a@example.org\nBcc: b@example.org", EmailWhy.CONTROL),
        ("a@example.org\r\n", EmailWhy.CONTROL),
        ("a\0@example.org", EmailWhy.CONTROL),
        ("a@example.org\N{LINE SEPARATOR}", EmailWhy.CONTROL),
        ("a@b@example.org", EmailWhy.INVALID),
        ("example.org", EmailWhy.INVALID),
        ("a@localhost", EmailWhy.INVALID),
        ("a b@example.org", EmailWhy.INVALID),
        ("a@example.org, b@example.org", EmailWhy.INVALID),
        ("A <a@example.org>", EmailWhy.INVALID),
        ('"a b"@example.org', EmailWhy.INVALID),
        ("a@[127.0.0.1]", EmailWhy.INVALID),
        ("é@example.org", EmailWhy.INVALID),
        ("a" * 300 + "@example.org", EmailWhy.INVALID),
        ("a" * 65 + "@example.org", EmailWhy.INVALID),
    ],
)
def test_what_nobody_can_write_to_is_refused(typed: str | None, why: EmailWhy) -> None:
    with pytest.raises(EmailRefused) as refused:
        email(typed)
    assert refused.value.why is why


@given(st.one_of(st.text(), st.emails()))
def test_any_text_gives_an_address_or_a_refusal(text: str) -> None:
    try:
        stored = email(text)
    except EmailRefused:
        return
    assert email(stored) == stored and stored.isascii() and not any(c.isspace() for c in stored)


@pytest.mark.parametrize(
    ("typed", "why", "sign", "code"),
    [
        ("x@exаmple.fr", EmailWhy.SIGN, "а", "U+0430"),
        ("x@xn--exmple-4nf.fr", EmailWhy.SIGN, "а", "U+0430"),
        ("x@ɑrticle.fr", EmailWhy.SIGN, "ɑ", "U+0251"),
        ("jоhn@example.fr", EmailWhy.SIGN, "о", "U+043E"),
        ("x@example\N{IDEOGRAPHIC FULL STOP}fr", EmailWhy.SIGN, "。", "U+3002"),
        ("x@exam\N{ZERO WIDTH SPACE}ple.fr", EmailWhy.CONTROL, "\u200b", "U+200B"),
        ("x@example.fr\N{RIGHT-TO-LEFT MARK}", EmailWhy.CONTROL, "\u200f", "U+200F"),
    ],
)
def test_what_looks_like_an_address_and_is_another_is_refused_by_its_sign(
    typed: str, why: EmailWhy, sign: str, code: str
) -> None:
    with pytest.raises(EmailRefused) as refused:
        email(typed)
    assert refused.value.facts == {"why": why, "sign": sign, "code": code}


def test_addresses_are_compared_without_case() -> None:
    assert email_key(" John.DOE@Example.org") == email_key("john.doe@example.ORG")
    assert email_key(None) == ""
