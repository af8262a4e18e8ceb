"""Signatures are those of Standard Webhooks."""

from __future__ import annotations

import base64

from models.staff.machines.webhooks import signing


def test_a_known_message_has_the_signature_of_the_specification():
    found = signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets_are_long_and_never_twice():
    first, second = signing.draw(), signing.draw()
    assert first != second and first.startswith("whsec_")
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32


def test_a_sealed_secret_is_read_again(app):
    secret = signing.draw()
    assert secret not in signing.seal(secret) and signing.unseal(signing.seal(secret)) == secret
