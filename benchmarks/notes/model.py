"""The language model that the benchmark asks, and what the check of its sentences catches."""

import threading
from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from pipeline.configuration import load_settings
from pipeline.models import CheckOutcome
from pipeline.notes.facts import quantities
from pipeline.notes.lexicon import find_medications
from pipeline.notes.llm.checking import Checked
from pipeline.notes.llm.options import LlmOptions
from pipeline.stages.write import llm_options


class Caught:
    """Counts of the model's sentences, before and after the second attempt."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, first: Sequence[Checked], final: Sequence[Checked]) -> None:
        """Count a passage's sentences, as first checked and as they are at the end."""
        with self._lock:
            self._count("first", first)
            self._count("final", final)

    def _count(self, when: str, checked: Sequence[Checked]) -> None:
        self.counts[when] += len(checked)
        for found in checked:
            self.counts[f"{when} {found.result.outcome}"] += 1
            numbers = {str(q) for q in quantities(found.text)}
            drugs = {m.concept.name for m in find_medications(found.text)}
            for what, named in (("numbers", numbers), ("medications", drugs)):
                self.counts[f"{when} {what}"] += len(named)
                # What cites nothing was not looked for.
                said = named - {*found.result.missing} if found.segments else ()
                self.counts[f"{when} {what} said"] += len(said)

    def table(self, where: str) -> Table:
        """The counts side by side; counting begins anew."""
        table = Table(f"What the check found in {where}", "First attempt", "After one rewrite")
        rows = ["", *(f" {outcome}" for outcome in CheckOutcome)]
        rows += [f" {what}{said}" for what in ("numbers", "medications") for said in ("", " said")]
        for row in rows:
            label = row.strip() or "sentences"
            table.add_row(label, str(self.counts["first" + row]), str(self.counts["final" + row]))
        self.counts.clear()
        return table


def model_options(endpoint: str | None, model: str | None) -> LlmOptions | None:
    """Those of the named server, else of the settings' one; None where neither is set."""
    notes = load_settings().notes
    named = notes.model_copy(
        update={"llm_url": endpoint or notes.llm_url, "llm_model": model or notes.llm_model}
    )
    if not (named.llm_url and named.llm_model):
        return None
    return llm_options(named)
