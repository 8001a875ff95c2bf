"""A language model behind an address on this machine, asked in the way that OpenAI's server is.

llama.cpp, Ollama and vLLM all answer ``POST /v1/chat/completions`` and keep to a JSON schema. Transcripts
are confidential: nothing is sent to another machine unless that is asked for, through no proxy, and no
redirect is followed. What comes back is read up to a size and within a time, whoever sends it.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kb.errors import KbError
from kb.formatting import counted

_MOST_BYTES = 2_000_000
"""Of an answer; the longest that is asked for has a tenth of that."""
_LONGEST_NAME = 200
_PAUSE = 1.0
"""Seconds before an address is asked again."""
_DONE = 200
_BUSY = (408, 425, 429, 500, 502, 503, 504)


class EndpointError(KbError):
    """A model does not answer, or not as it should."""


class _TryAgainError(EndpointError):
    """What may go better the next time."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model said; ``prompt_tokens`` is how much of the question it says that it read."""

    content: str
    prompt_tokens: int | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is; ``timeout`` are the seconds for an answer, ``retries`` the further attempts."""

    scheme: str
    host: str
    port: int
    path: str
    timeout: float = 120.0
    retries: int = 2

    @classmethod
    def at(cls, url: str, *, any_address: bool = False, timeout: float = 120.0, retries: int = 2) -> Endpoint:
        """Return the endpoint at a URL; ``/v1`` is added where it has no path.

        Raises:
            EndpointError: it is no address, or one of another machine and not ``any_address``.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise EndpointError(f"{url!r} is not an address; write http://localhost:8080") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointError(f"{url!r} is not an address; write suggestions, or http://localhost:8080")
        if parts.username or parts.query or parts.fragment:
            raise EndpointError(
                f"{parts.hostname}: an address with a name, a password or a query is not used"
            )
        if not any_address and not is_this_machine(parts.hostname):
            raise EndpointError(
                f"{parts.hostname} is not this machine: the transcript would leave it; "
                "--any-address sends it there all the same"
            )
        usual = 443 if parts.scheme == "https" else 80
        return cls(
            parts.scheme,
            parts.hostname,
            port or usual,
            parts.path.rstrip("/") or "/v1",
            timeout=timeout,
            retries=retries,
        )

    @property
    def address(self) -> str:
        """The address as it is told."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def model(self) -> str:
        """Return the name of the first model that is served there.

        Raises:
            EndpointError: it does not answer, or lists none.
        """
        said = self._asked("GET", "/models", None)
        listed = said.get("data")
        first = listed[0] if isinstance(listed, list) and listed else None
        name = first.get("id") if isinstance(first, Mapping) else None
        if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
            raise EndpointError(f"{self.address} lists no model; name one with --model")
        return name

    def complete(self, model: str, messages: list[dict[str, str]], schema: dict[str, Any]) -> Completion:
        """Return what a model says to these messages, in the form of a schema.

        Raises:
            EndpointError: it does not answer in time, or not with a completion.
        """
        said = self._asked(
            "POST",
            "/chat/completions",
            {
                "model": model,
                "messages": messages,
                "temperature": 0,
                "seed": 1,
                "stream": False,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "codings", "strict": True, "schema": schema},
                },
            },
        )
        try:
            content = said["choices"][0]["message"]["content"]
        except (LookupError, TypeError):
            content = None
        if not isinstance(content, str):
            raise EndpointError(
                f"{self.address} answers without a message; is it an OpenAI-compatible server?"
            )
        usage = said.get("usage")
        read = usage.get("prompt_tokens") if isinstance(usage, Mapping) else None
        return Completion(content, read if type(read) is int else None)

    def _asked(self, method: str, path: str, question: object) -> dict[str, Any]:
        for attempt in range(self.retries + 1):
            try:
                return self._once(method, path, question)
            except _TryAgainError:
                if attempt == self.retries:
                    raise
                time.sleep(min(_PAUSE, self.timeout))
        raise AssertionError  # the loop returns or raises

    def _once(self, method: str, path: str, question: object) -> dict[str, Any]:
        body = None if question is None else json.dumps(question).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        with self._connected() as connection:
            connection.request(method, self.path + path, body, headers)
            response = connection.getresponse()
            content = response.read(_MOST_BYTES + 1)
        if response.status in _BUSY:
            raise _TryAgainError(f"{self.address} answers with {response.status}; try again later")
        if response.status != _DONE:
            moved = " (redirects are not followed)" if response.getheader("Location") else ""
            raise EndpointError(
                f"{self.address}{path} answers with {response.status}{moved}; check the address"
            )
        if len(content) > _MOST_BYTES:
            raise EndpointError(f"{self.address} answers with more than {_MOST_BYTES // 1_000_000} MB")
        try:
            said = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _TryAgainError(f"{self.address} answers with something that is not JSON") from error
        if not isinstance(said, dict):
            raise EndpointError(
                f"{self.address} is not an OpenAI-compatible server: it does not answer with an object"
            )
        return said

    @contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        """A connection that ends when the time is over, also while an answer comes drop by drop."""
        connection = (
            http.client.HTTPSConnection(
                self.host, self.port, timeout=self.timeout, context=ssl.create_default_context()
            )
            if self.scheme == "https"
            else http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        )
        over = threading.Event()
        watch = threading.Timer(self.timeout, _end, (connection, over))
        watch.daemon = True
        watch.start()
        try:
            yield connection
        except (OSError, http.client.HTTPException) as error:
            if over.is_set() or isinstance(error, TimeoutError):
                raise _TryAgainError(
                    f"{self.address} does not answer within {counted(round(self.timeout), 'second')}; "
                    "--timeout allows more"
                ) from error
            raise _TryAgainError(
                f"{self.address} does not answer ({_reason(error)}); is it started?"
            ) from error
        finally:
            watch.cancel()
            connection.close()
        if over.is_set():
            raise _TryAgainError(f"{self.address} does not answer in time; --timeout allows more")


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine by its very name: other names may mean another one tomorrow."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _end(connection: http.client.HTTPConnection, over: threading.Event) -> None:
    over.set()
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:  # it is over already
            return


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
