import pytest
import redis

from pipeline.access import AccessKeys, cached_key_name, hash_key
from pipeline.archive import Archive
from pipeline.archive.storage import SealedStorage
from pipeline.errors import Rejected
from pipeline.models import KeyRecord, Scope


@pytest.fixture
def access(archive: Archive, client: "redis.Redis") -> AccessKeys:
    return AccessKeys(archive, client)


def test_a_key_is_found_by_its_text_and_stored_only_as_a_hash(
    access: AccessKeys, client: "redis.Redis", storage: SealedStorage
) -> None:
    key, record = access.create("clinic", label="front desk")
    assert key.startswith("sk_live_")
    assert access.find(key) == record
    stored = [str(client.get(str(name))) for name in client.scan_iter()] + [
        str(storage.get(name)) for name in storage.names()
    ]
    assert stored
    assert all(key not in text for text in stored)


def test_test_keys_are_told_apart_by_their_beginning_and_by_a_tenant_of_their_own(access: AccessKeys) -> None:
    key, record = access.create("clinic", test=True)
    assert key.startswith("sk_test_")
    assert record.tenant != access.create("clinic")[1].tenant


@pytest.mark.parametrize("name", ["", "clinic:test", "two words", "a/b", "x" * 64, "-x"])
def test_a_tenant_cannot_be_named_like_anothers_tests_or_like_a_path(access: AccessKeys, name: str) -> None:
    with pytest.raises(Rejected) as refused:
        access.create(name)
    assert refused.value.details[0].field == "tenant"


def test_a_record_from_before_scopes_may_do_everything(access: AccessKeys) -> None:
    _, record = access.create("clinic")
    old = KeyRecord.model_validate(record.model_dump(exclude={"scopes"}))
    assert set(old.scopes) == set(Scope)


def test_a_copy_of_another_keys_record_opens_nothing(access: AccessKeys, client: "redis.Redis") -> None:
    _, record = access.create("clinic")
    client.set(cached_key_name(hash_key("sk_live_guess")), record.model_dump_json())
    assert access.find("sk_live_guess") is None


def test_any_opaque_string_works_once_its_hash_is_stored(access: AccessKeys) -> None:
    key, record = access.create("clinic", api_key="an opaque string")
    assert access.find(key) == record


def test_an_unknown_key_is_nobodys_until_it_is_created(access: AccessKeys) -> None:
    assert access.find("sk_live_nobody") is None
    access.create("clinic", api_key="sk_live_nobody")
    assert access.find("sk_live_nobody") is not None


def test_a_revoked_key_stops_working_at_once_and_stays_listed(access: AccessKeys) -> None:
    key, record = access.create("clinic")
    assert access.find(key)
    access.revoke(record.key_id)
    assert access.find(key) is None
    assert [(found.key_id, found.revoked_at is None) for found in access.list()] == [(record.key_id, False)]


def test_keys_survive_the_loss_of_redis(access: AccessKeys, client: "redis.Redis") -> None:
    key, record = access.create("clinic")
    revoked_key, revoked = access.create("clinic")
    access.revoke(revoked.key_id)
    client.flushall()
    assert access.find(key) == record
    assert access.find(revoked_key) is None


def test_revoking_an_unknown_id_says_how_to_list_keys(access: AccessKeys) -> None:
    with pytest.raises(Rejected, match="soapline keys list"):
        access.revoke("key_none")
