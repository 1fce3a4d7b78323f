import base64
import hashlib
import re

import httpx

from pipeline.api.security_headers import page_policy
from tests.conftest import Stack


def test_every_answer_forbids_caching_framing_guessing_and_loading(stack: Stack) -> None:
    answers = [
        httpx.get(f"{stack.url}/healthz", timeout=30),
        httpx.get(f"{stack.url}/v1/note/note_01", timeout=30),
        httpx.get(f"{stack.url}/nothing", timeout=30),
        httpx.get(f"{stack.url}/v1/note/note_01", headers=stack.authorization, timeout=30),
    ]
    assert [answer.status_code for answer in answers] == [200, 401, 404, 404]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "strict-transport-security" not in answer.headers
        assert "server" not in answer.headers


def test_behind_a_proxy_that_ends_tls_browsers_are_told_to_stay_with_it(stack: Stack) -> None:
    answer = httpx.get(f"{stack.url}/healthz", headers={"X-Forwarded-Proto": "https"}, timeout=30)
    assert "max-age=" in answer.headers["strict-transport-security"]


def test_the_documentation_pages_run_their_own_scripts_and_no_others(stack: Stack) -> None:
    for page in ("/docs", "/redoc"):
        answer = httpx.get(f"{stack.url}{page}", timeout=30)
        policy = answer.headers["content-security-policy"]
        scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
        assert "unsafe" not in scripts
        inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
        for script in inline:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in scripts
        for source in re.findall(r'<script src="([^"]+)"', answer.text):
            assert httpx.get(f"{stack.url}{source}", timeout=30).status_code == 200


def test_a_script_that_is_not_the_pages_own_has_no_hash() -> None:
    assert page_policy(b"<script>a()</script>") != page_policy(b"<script>b()</script>")
