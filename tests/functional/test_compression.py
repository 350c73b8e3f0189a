"""Pages travel compressed to who can read that, and plain to who cannot."""

import gzip

import pytest

from tests.conftest import Visitor


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_page_is_compressed_for_a_browser(client: Visitor, coding: str) -> None:
    answer = client.get("/zo-werkt-het", headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    plain = client.get("/zo-werkt-het").data
    assert len(answer.data) < len(plain) / 2
    if coding == "gzip":
        assert gzip.decompress(answer.data).startswith(b"<!")


def test_a_page_stays_plain_for_who_does_not_ask(client: Visitor) -> None:
    assert "Content-Encoding" not in client.get("/zo-werkt-het").headers
