import math

import numpy as np
import pytest

from benchmarks.scale.counting_proxy import operation
from benchmarks.scale.queueing import Day, Fleet, a_day, fixed_fleet, rules


def erlang_c(load: float, pods: int) -> float:
    """Probability of waiting in M/M/c. Source: Kleinrock, Queueing Systems I (1975), 3.39."""
    last = load**pods / math.factorial(pods) * pods / (pods - load)
    return last / (sum(load**k / math.factorial(k) for k in range(pods)) + last)


def test_a_fixed_fleet_waits_as_erlang_says() -> None:
    chance, pods, load = np.random.default_rng(7), 3, 1.8
    seconds = chance.exponential(1.0, 100_000)
    day = Day(np.cumsum(chance.exponential(1 / load, len(seconds))), seconds)
    waits = Fleet(pods, pods).serve(day, seconds)
    assert waits.mean() == pytest.approx(erlang_c(load, pods) / (pods - load), rel=0.05)
    assert (waits > 0).mean() == pytest.approx(erlang_c(load, pods), rel=0.05)


def test_the_least_fleet_that_keeps_the_target_is_found() -> None:
    day = a_day(2_000)
    seconds = day.audio / 10
    pods, waits = fixed_fleet(day, seconds, target=60)
    assert np.quantile(waits, 0.95) <= 60
    assert np.quantile(Fleet(pods - 1, pods - 1).serve(day, seconds), 0.95) > 60


def test_a_fleet_that_scales_serves_everybody_and_costs_less_than_one_for_the_peak() -> None:
    day = a_day(2_000)
    seconds = day.audio / 10
    pods, _ = fixed_fleet(day, seconds, target=60)
    fleet = Fleet(1, 4 * pods, rules(10, 60)["seconds of audio"])
    waits = fleet.serve(day, seconds)
    assert waits.min() >= 0
    assert fleet.pod_seconds < pods * 86_400
    assert (fleet.busy, len(fleet.waiting)) == (0, 0)
    assert fleet.audio_waiting == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("method", "url", "name"),
    [
        ("PUT", "/bucket/notes/n/audio", "PutObject"),
        ("PUT", "/bucket/notes/n/audio?partNumber=2&uploadId=x", "UploadPart"),
        ("POST", "/bucket/notes/n/audio?uploads", "CreateMultipartUpload"),
        ("POST", "/bucket/notes/n/audio?uploadId=x", "CompleteMultipartUpload"),
        ("DELETE", "/bucket/notes/n/audio?uploadId=x", "AbortMultipartUpload"),
        ("GET", "/bucket?list-type=2&prefix=notes%2F", "ListObjectsV2"),
        ("GET", "/bucket?uploads&prefix=notes%2F", "ListMultipartUploads"),
        ("HEAD", "/bucket", "HeadBucket"),
        ("HEAD", "/bucket/notes/n/note", "HeadObject"),
        ("DELETE", "/bucket/notes/n/note", "DeleteObject"),
    ],
)
def test_a_request_is_counted_by_the_name_that_s3_bills_it_under(method: str, url: str, name: str) -> None:
    assert operation(method, url) == name
