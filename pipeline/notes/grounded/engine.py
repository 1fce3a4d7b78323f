"""The offline engine: picks sentences, puts them in the third person, checks each."""

import re
from collections.abc import Iterator

from pipeline.models import (
    CheckOutcome,
    Evidence,
    Generator,
    NoteOptions,
    SectionName,
    SoapNote,
    Speaker,
    Transcript,
)
from pipeline.notes.evidence import check_sentence
from pipeline.notes.facts import content_words
from pipeline.notes.grounded.person import HE, SHE, THEY, Pronouns, expand, third_person
from pipeline.notes.grounded.units import Unit, split_units

_CUES = (
    (
        SectionName.OBJECTIVE,
        r"\b(?:on (?:your |physical )?exam|blood pressure (?:is|of)|heart rate|temperature|lungs? (?:are|is) clear"
        r"|x-ray|ct scan|mri|murmur|tender|palpation|swelling|range of motion|normal|results?|labs?|appreciate"
        r"|saturation|auscultation)\b",
    ),
    (
        SectionName.PLAN,
        r"\b(?:will|going to|want (?:you|him|her)|would like|recommend|prescri\w+|follow[- ]up|order|refer\w*"
        r"|start|continue|increase|discharged|return|should|schedule)\b",
    ),
    (
        SectionName.ASSESSMENT,
        r"\b(?:i (?:think|believe|suspect)|diagnos\w+|consistent with|impression|looks like|most likely|assessment"
        r"|because of your|you have (?:a|an)|stable condition)\b",
    ),
)
_GREETING = re.compile(
    r"\b(?:thank|nice to|good to see|hello|good morning|goodbye|have a seat|how are you)\b", re.I
)
_FEMALE = re.compile(r"\b(?:female|woman|ma'am|mrs|ms|miss|she|pregnan\w+)\b", re.I)
_MALE = re.compile(r"\b(?:male|sir|mr|gentleman|he|prostate)\b", re.I)


class GroundedEngine:
    """Writes from the transcript alone; delivers only sentences whose check is ``supported``."""

    name = "grounded"
    version = "0.1"

    def write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        """The note of a transcript; sentences that fail their check are left out."""
        del options
        units = split_units(transcript.segments)
        texts = [s.text for s in transcript.segments]
        ids = [s.id for s in transcript.segments]
        sections: dict[SectionName, list[Evidence]] = {name: [] for name in SectionName}
        for section, sentence, cited in _sentences(units, _pronouns(texts)):
            result = check_sentence(sentence, [texts[i] for i in cited])
            if result.outcome is CheckOutcome.SUPPORTED:
                evidence = Evidence(sentence=sentence, segments=[ids[i] for i in cited], check=result.outcome)
                sections[section].append(evidence)
        text = {
            name: "\n".join(e.sentence for e in listed) or "Not discussed."
            for name, listed in sections.items()
        }
        return SoapNote(
            subjective=text[SectionName.SUBJECTIVE],
            objective=text[SectionName.OBJECTIVE],
            assessment=text[SectionName.ASSESSMENT],
            plan=text[SectionName.PLAN],
            evidence=sections,
            generator=Generator(engine=self.name, version=self.version),
        )


def _pronouns(texts: list[str]) -> Pronouns:
    text = " ".join(texts)
    female, male = len(_FEMALE.findall(text)), len(_MALE.findall(text))
    if female == male:
        return THEY
    return SHE if female > male else HE


def _sentences(units: list[Unit], who: Pronouns) -> Iterator[tuple[SectionName, str, tuple[int, ...]]]:
    for unit in units:
        if unit.question or len(content_words(unit.text)) < 2 or _GREETING.search(unit.text):
            continue
        patient = _is_patient(unit)
        text = third_person(expand(unit.text), who, first=patient)
        sentence = text[:1].upper() + text[1:].rstrip(".?!,; ") + "."
        yield _section(unit.text, patient=patient), sentence, unit.segments


def _is_patient(unit: Unit) -> bool:
    if unit.speaker is not Speaker.UNKNOWN:
        return unit.speaker is Speaker.PATIENT
    first = len(re.findall(r"\b(?:i|my|me)\b", unit.text, re.I))
    return first > 0 and not re.search(r"\b(?:you|your|i will|i'll|i think|we'll)\b", unit.text, re.I)


def _section(text: str, *, patient: bool) -> SectionName:
    if not patient:
        for section, cue in _CUES:
            if re.search(cue, text, re.I):
                return section
    return SectionName.SUBJECTIVE
