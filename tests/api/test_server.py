from tests.conftest import Stack


def test_an_api_that_cannot_have_its_port_ends_instead_of_hanging(stack: Stack) -> None:
    port = stack.url.rpartition(":")[2]
    ran = stack.command("api", SOAPLINE_API_PORT=port)
    assert ran.returncode != 0
    assert "address already in use" in ran.stderr
