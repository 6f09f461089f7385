"""As it is with the real provider: all the stopping and reading works beneath TLS too."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent_runner.llm.gemini import Gemini
from agent_runner.llm.models import ModelFacts
from agent_runner.llm.port import ModelFailed, Prompt, Reply
from tests.unit.llm.servers import Answer, serving

PROMPT = Prompt(purpose="t", system="s", user="u")
PATIENCE_S = 5.0


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that clients of this test trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, private = tmp_path / "trusted.pem", tmp_path / "private.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context


async def test_answers_come_whole_and_in_pieces(tls: ssl.SSLContext) -> None:
    async with serving(tls=tls) as servers:
        provider = Gemini(ModelFacts(name="fake-1"), api_key="k", base_url=servers.url)
        whole = await provider.generate(PROMPT, timeout_s=PATIENCE_S)
        pieces = [piece async for piece in provider.stream(PROMPT, timeout_s=PATIENCE_S)]
        await provider.aclose()
    assert whole.text == "Hello, world"
    assert [piece for piece in pieces if not isinstance(piece, Reply)] == ["Hello", ", ", "world"]


@pytest.mark.parametrize("how", ["cancelled", "deadline"])
async def test_a_call_that_is_stopped_ends_the_request(tls: ssl.SSLContext, how: str) -> None:
    never = asyncio.Event()
    async with serving(Answer(), Answer(until=never), tls=tls) as servers:
        provider = Gemini(ModelFacts(name="fake-1"), api_key="k", base_url=servers.url)
        await provider.generate(PROMPT, timeout_s=PATIENCE_S)
        servers.came.clear()
        timeout_s = PATIENCE_S if how == "cancelled" else 0.3
        call = asyncio.create_task(provider.generate(PROMPT, timeout_s=timeout_s))
        async with asyncio.timeout(PATIENCE_S):
            await servers.came.wait()
            if how == "cancelled":
                call.cancel()
            with suppress(asyncio.CancelledError, ModelFailed):
                await call
            await servers.gone.wait()
        await provider.aclose()
    assert call.cancelled() == (how == "cancelled")
