from pipeline.cli.subtitles import as_srt, as_text, as_vtt
from pipeline.models import Segment, Speaker, Transcript

TRANSCRIPT = Transcript(
    language="en",
    duration=3700,
    model="base",
    segments=[
        Segment(id="s1", start=0.5, end=2.25, speaker=Speaker.CLINICIAN, text="Any pain?"),
        Segment(id="s2", start=3661.0, end=3662.9996, text="No, <none> & well."),
    ],
)


def test_text_names_the_speakers_that_are_known() -> None:
    assert as_text(TRANSCRIPT) == "Clinician: Any pain?\nNo, <none> & well.\n"


def test_srt_numbers_its_cues() -> None:
    assert as_srt(TRANSCRIPT) == (
        "1\n00:00:00,500 --> 00:00:02,250\nClinician: Any pain?\n\n"
        "2\n01:01:01,000 --> 01:01:03,000\nNo, <none> & well.\n"
    )


def test_vtt_marks_voices_and_escapes_text() -> None:
    assert as_vtt(TRANSCRIPT) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:02.250\n<v clinician>Any pain?\n\n"
        "01:01:01.000 --> 01:01:03.000\n<v unknown>No, &lt;none> &amp; well.\n"
    )
