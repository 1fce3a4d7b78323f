"""What the client sent beside the recording, marked as from the chart and never as said."""

from pipeline.models import EncounterContext

HEADING = "FROM THE CHART (NOT SAID IN THE ENCOUNTER)"


def chart_lines(context: EncounterContext | None) -> str:
    """A block of chart lines under its own heading, which no evidence backs; empty without chart data."""
    if context is None:
        return ""
    info = context.patient_info
    given = {
        "Age": info.age if info else None,
        "History": _text(info.medical_history) if info else None,
        "Medications": ", ".join(info.medications) if info else None,
        "Allergies": ", ".join(info.allergies) if info else None,
        "Earlier": context.patient_history,
    }
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    return "\n".join([HEADING, "", *lines]) if lines else ""


def _text(value: str | list[str] | None) -> str | None:
    return ", ".join(value) if isinstance(value, list) else value
