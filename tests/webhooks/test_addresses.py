import pytest

from pipeline.webhooks import WebhookRefused
from pipeline.webhooks.addresses import check_url, is_public


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "::", "fc00::1", "fe80::1%eth0", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::1", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_of_machines_and_networks_of_their_own_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://clinic.example/notes",
        "https://user:pass@clinic.example/",
        "https:///notes",
        "ftp://clinic.example",
        "clinic.example",
        "https://clinic.example:0/",
        "https://clinic.example:port/",
        "https://clinic..example/",
        "https://clinic.ex\nample/",
        f"https://{'a' * 64}.example/",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_the_field(url: str) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        check_url(url, allow_private=False)
    assert [problem.field for problem in refusal.value.details] == ["url"]


def test_plain_http_is_for_networks_of_the_operators_own() -> None:
    check_url("https://clinic.example/notes", allow_private=False)
    check_url("http://clinic.internal/notes", allow_private=True)
