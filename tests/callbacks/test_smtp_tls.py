"""Mail over TLS, at once and by STARTTLS; certificates nobody vouches for, and a server that offers no TLS."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.callbacks import outbox
from bot.callbacks.schema import outbox as table
from bot.callbacks.store import transaction
from tests.callbacks.builders import send

PASSWORD = "a secret of the mail account"


@pytest.fixture
def database_url() -> str:
    """The database makes no difference to the way a letter takes."""
    return ""


def make_certificate(directory, name="127.0.0.1", days=1):
    """Write a certificate that vouches for itself, and its key; return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = dt.datetime.now(dt.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=2))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = directory / "mail.crt", directory / "mail.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


class MailServer(threading.Thread):
    """Enough of SMTP to take letters over TLS, in a thread: Python 3.10 has no STARTTLS for asyncio's streams."""

    def __init__(self, certificate, *, at_once=False, offers=True):
        super().__init__(daemon=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*certificate)
        self._at_once, self._offers = at_once, offers
        self.letters, self.in_the_clear, self.sealed = [], [], []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            try:
                connection.settimeout(10)
                self._talk(self._secure(connection) if self._at_once else connection)
            except OSError:  # the client hung up, or refused the certificate
                connection.close()

    def _secure(self, connection):
        return self._context.wrap_socket(connection, server_side=True)

    def _talk(self, connection):
        connection.sendall(b"220 test\r\n")
        lines = connection.makefile("rb")
        while line := lines.readline().strip():
            secure = isinstance(connection, ssl.SSLSocket)
            (self.sealed if secure else self.in_the_clear).append(line.decode())
            word = line.split()[0].upper()
            if word == b"EHLO":
                extra = b"250-STARTTLS\r\n" if self._offers and not secure else b""
                connection.sendall(b"250-test\r\n" + extra + b"250 AUTH PLAIN\r\n")
            elif word == b"STARTTLS":
                connection.sendall(b"220 go\r\n")
                connection = self._secure(connection)
                lines = connection.makefile("rb")
            elif word == b"AUTH":
                connection.sendall(b"235 ok\r\n")
            elif word == b"DATA":
                connection.sendall(b"354 go\r\n")
                letter = []
                while (part := lines.readline()) != b".\r\n":
                    letter.append(part)
                self.letters.append((secure, b"".join(letter).decode()))
                connection.sendall(b"250 ok\r\n")
            elif word == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                break
            else:
                connection.sendall(b"250 ok\r\n")
        connection.close()

    def stop(self):
        # A blocked accept() does not notice a close; a shutdown wakes it.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.join(10)


@pytest.fixture
def make_server():
    made = []

    def make(*arguments, **options):
        made.append(MailServer(*arguments, **options))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def make_mail_desk(make_desk):
    def make(server, tls):
        return make_desk(
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_tls=tls,
            smtp_user="bot",
            smtp_password=PASSWORD,
            smtp_from="bot@example.org",
            notify_to=("staff@example.org",),
        )

    return make


def problem_of(desk):
    with transaction(desk.engine) as connection:
        row = connection.execute(sa.select(table)).one()
    assert row.sent is None, "the notice waits"
    return row.problem


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_letter_goes_over_tls_and_so_does_the_password(tls, make_server, make_mail_desk, tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    server = make_server(certificate, at_once=tls == "tls")
    desk = make_mail_desk(server, tls)
    sent = send(desk)
    assert await outbox.Sender(desk).send_due() == 1
    ((secure, letter),) = server.letters
    assert secure
    assert sent.reference in letter
    assert any(line.startswith("AUTH") for line in server.sealed)
    assert [line.split()[0] for line in server.in_the_clear] == (["EHLO", "STARTTLS"] if tls == "starttls" else [])


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["unknown", "other address", "expired"])
async def test_a_certificate_that_is_not_right_is_refused_and_the_notice_waits(
    tls, fault, make_server, make_mail_desk, tmp_path, monkeypatch
):
    name = "127.0.0.2" if fault == "other address" else "127.0.0.1"
    certificate = make_certificate(tmp_path, name, days=-1 if fault == "expired" else 1)
    if fault != "unknown":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    server = make_server(certificate, at_once=tls == "tls")
    desk = make_mail_desk(server, tls)
    send(desk)
    assert await outbox.Sender(desk).send_due() == 0
    assert server.letters == []
    assert not any("AUTH" in line for line in (*server.sealed, *server.in_the_clear))
    assert problem_of(desk)


async def test_a_server_that_offers_no_tls_gets_neither_password_nor_letter(make_server, make_mail_desk, tmp_path):
    server = make_server(make_certificate(tmp_path), offers=False)
    desk = make_mail_desk(server, "starttls")
    send(desk)
    assert await outbox.Sender(desk).send_due() == 0
    assert server.letters == []
    assert not any("AUTH" in line for line in server.in_the_clear)
    assert problem_of(desk)
