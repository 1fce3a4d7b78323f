"""A model's answers kept on disk, so that a benchmark of hours may be stopped and go on."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from pipeline.notes.llm.options import LlmOptions
from pipeline.notes.llm.server import Messages, ModelServer


class KeptAnswers(ModelServer):
    """Asks a question of the server once and answers it from the folder ever after.

    ``seconds`` is what all answers so far took when they were asked for, one after another.
    """

    def __init__(self, options: LlmOptions, folder: Path) -> None:
        super().__init__(options)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._named = [options.model, options.answer_tokens]
        self.seconds = 0.0

    def ask(self, messages: Messages, schema: dict[str, Any], *, temperature: float) -> str:
        """The kept answer, else the server's; raises as `ModelServer.ask` does."""
        question = json.dumps([*self._named, messages, schema, temperature], sort_keys=True)
        path = self._folder / f"{hashlib.sha256(question.encode()).hexdigest()}.json"
        if not path.exists():
            started = time.perf_counter()
            text = super().ask(messages, schema, temperature=temperature)
            kept = {"text": text, "seconds": time.perf_counter() - started}
            path.write_text(json.dumps(kept), encoding="utf-8")
        found = json.loads(path.read_text(encoding="utf-8"))
        self.seconds += found["seconds"]
        return str(found["text"])
