from datetime import timedelta

import pytest

from pipeline.metrics import instruments
from pipeline.metrics.instruments import REGISTRY
from pipeline.models import Stage
from tests.conftest import make_request


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_completed_note_is_counted_with_its_time_from_the_upload() -> None:
    request = make_request()
    count, total = "soapline_notes_completed_total", "soapline_upload_to_note_seconds_sum"
    before = value(count, source="audio"), value(total, source="audio")
    instruments.note_completed(request, request.created_at + timedelta(seconds=90))
    assert value(count, source="audio") == before[0] + 1
    assert value(total, source="audio") == pytest.approx(before[1] + 90)


def test_a_clock_that_runs_behind_takes_nothing_away() -> None:
    request = make_request(audio_format="text")
    before = value("soapline_upload_to_note_seconds_sum", source="text")
    instruments.note_completed(request, request.created_at - timedelta(seconds=5))
    assert value("soapline_upload_to_note_seconds_sum", source="text") == before


def test_a_recording_counts_its_seconds_and_its_real_time_factor() -> None:
    audio, factor = "soapline_stage_audio_seconds_total", "soapline_stage_real_time_factor_ratio_sum"
    before = value(audio, stage="transcribe"), value(factor, stage="transcribe")
    instruments.audio_finished(Stage.TRANSCRIBING, 600, 60)
    instruments.audio_finished(Stage.TRANSCRIBING, 0, 1)
    assert value(audio, stage="transcribe") == before[0] + 600
    assert value(factor, stage="transcribe") == pytest.approx(before[1] + 0.1)


def test_a_request_that_asked_to_wait_is_counted_but_not_timed() -> None:
    labels = {"method": "GET", "route": "/v1/test", "status": "200"}
    instruments.request_answered("GET", "/v1/test", 200, 30.0, waited=True)
    instruments.request_answered("GET", "/v1/test", 200, 0.01, waited=False)
    assert value("soapline_api_requests_total", **labels) == 2
    assert value("soapline_api_request_duration_seconds_count", **labels) == 1


def test_what_has_not_happened_yet_is_shown_as_zero() -> None:
    instruments.show_zeros()
    found = REGISTRY.get_sample_value("soapline_notes_failed_total", {"stage": "write", "code": "POISON"})
    assert found is not None
