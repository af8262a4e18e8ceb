"""Keys: split by purpose, told to nobody."""

from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken

from models.kernel import keys
from models.kernel.keys import Keys

KEYS = Keys("s" * 40, "c" * 40, "a" * 40)


def test_each_purpose_has_its_own_key():
    derived = [KEYS.derive("box"), KEYS.derive("token"), KEYS.derive_code("box"), KEYS.audit_bytes]
    assert len(set(derived)) == 4 and all(len(key) == 32 for key in derived)


def test_the_same_purpose_has_the_same_key_in_every_process():
    assert KEYS.derive("token") == Keys("s" * 40, "x" * 40, "y" * 40).derive("token")


def test_keys_do_not_show_themselves():
    assert "sss" not in repr(KEYS) and "ccc" not in str(KEYS) and "aaa" not in f"{KEYS}"


def test_what_is_boxed_is_read_again_with_the_same_key_alone():
    boxed = KEYS.box.encrypt(b"secret")
    assert KEYS.box.decrypt(boxed) == b"secret"
    with pytest.raises(InvalidToken):
        Keys("t" * 40, "c" * 40, "a" * 40).box.decrypt(boxed)


def test_without_keys_nothing_is_done(monkeypatch):
    monkeypatch.setattr(keys, "_installed", None)
    with pytest.raises(RuntimeError, match="no keys"):
        keys.current()
