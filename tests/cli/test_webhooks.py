from tests.conftest import Stack

URL = "https://93.184.216.34/notes"


def test_a_webhook_of_the_development_key_is_set_and_says_what_to_do_next(stack: Stack) -> None:
    try:
        first = stack.command("webhooks", "set", "dev", URL)
        assert first.returncode == 0, first.stderr
        assert "soapline webhooks test dev" in first.stderr
        assert "no longer holds" not in first.stderr
        assert "Warning" not in first.stderr
        again = stack.command("webhooks", "set", "dev", URL)
        assert "The secret shown before no longer holds" in again.stderr
        assert again.stdout.startswith("whsec_")
        assert again.stdout != first.stdout
    finally:
        assert stack.command("webhooks", "remove", "dev").returncode == 0


def test_a_webhook_of_a_tenant_without_a_valid_key_is_set_with_a_warning(stack: Stack) -> None:
    try:
        ran = stack.command("webhooks", "set", "clinic-without-keys:test", URL)
        assert ran.returncode == 0
        assert ran.stdout.startswith("whsec_")
        assert "nothing will arrive" in ran.stderr
        assert "soapline keys create clinic-without-keys --test;" in ran.stderr
    finally:
        assert stack.command("webhooks", "remove", "clinic-without-keys:test").returncode == 0


def test_an_address_that_the_test_would_refuse_is_refused_alike_and_not_set(stack: Stack) -> None:
    ran = stack.command("webhooks", "set", "dev", "https://127.0.0.1/notes")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "WEBHOOK_REFUSED: The webhook's host is not a public one." in ran.stderr
    assert "NOT_FOUND" in stack.command("webhooks", "test", "dev").stderr
