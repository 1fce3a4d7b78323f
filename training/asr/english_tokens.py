"""List the tokens of Whisper's multilingual vocabulary that English is written with.

They are those of the commonest English words, names among them (wordfreq, Speer 2022,
doi:10.5281/zenodo.7199437), of the clinical lexicon, the training dialogues and hesitations, and
every token of bytes, digits, marks, abbreviations and one or two letters.

    pip install wordfreq==3.1.1
    python -m training.asr.english_tokens WHISPER_FOLDER pipeline/asr/english_tokens.json
"""

import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from wordfreq import top_n_list

from pipeline.asr.spelling import load_tokenizer
from pipeline.asr.vocabulary import fingerprint, read_vocabulary
from training.notes.corpus import read

# So many of the commonest words are kept inside a sentence, as its first word or a name, and
# right after another word.
INSIDE, CAPITAL, JOINED = 40_000, 15_000, 3_000
DIALOGUES = ("aci-bench_train", "mts-dialog_train")
HESITATIONS = ("uh", "um", "uhm", "hmm", "mm", "mhm", "yeah", "yep", "nope", "okay", "alright")
# Of words and names that the lists lack, their tokens.
NAMES = """
fibromyalgia neuralgia arthralgia cephalgia epistaxis meniscectomy hematochezia laparoscopic
Babinski Sjögren Ménière Guillain-Barré Romberg Tinel Phalen Lachman McMurray Colles Crohn Graves
Hashimoto Raynaud Parkinson Alzheimer Murphy José García Rodríguez Hernández González Nguyen
"""
SIGNS = "°½¼¾µμ£\u2013\u2014…\u00d7±éèêáàâíóöúüñçäï"
ALWAYS = re.compile(r"Ġ?([^\w\s]+|[0-9]+|[A-Za-z]{1,2}|[A-Z]{2,5})", re.ASCII)


def spelled_words() -> Iterator[str]:
    """Words in the forms that are kept."""
    listed = top_n_list("en", 2 * INSIDE)
    words = [word for word in listed if re.fullmatch(r"[a-z]+('[a-z]+)?", word)]
    yield from (f" {word}" for word in words[:INSIDE])
    yield from (f" {word.capitalize()}" for word in words[:CAPITAL])
    for word in words[:JOINED]:
        yield from (word, word.capitalize())
    lexicon = files("pipeline.notes").joinpath("lexicon.toml").read_text(encoding="utf-8")
    for word in sorted(set(re.findall(r"[a-z]{3,}", lexicon))) + NAMES.split():
        yield from (f" {word}", f" {word.capitalize()}")
    for sign in SIGNS:
        yield from (sign, f" {sign}")
    for word in HESITATIONS:
        yield from (f" {word}", f" {word.capitalize()}", word.capitalize())


def said() -> Iterator[str]:
    """The turns of the training dialogues."""
    for name in DIALOGUES:
        for dialogue in read(name):
            yield from (f" {text}" for _, text in dialogue.turns)


def written_with(tokenizer: Tokenizer, texts: Iterable[str]) -> set[int]:
    """The tokens that texts take."""
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return {token for one in encoded for token in one.ids}


def english_tokens(folder: Path) -> dict[str, str]:
    """The list as it is stored: which vocabulary, and one bit a text token, in base64."""
    vocabulary = read_vocabulary(folder)
    text = vocabulary[: vocabulary.index("<|endoftext|>")]
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    kept = np.zeros(len(text), np.uint8)
    kept[list(written_with(tokenizer, spelled_words()) | written_with(tokenizer, said()))] = 1
    for number, token in enumerate(text):
        if len(token) == 1 or (token.removeprefix("Ġ").isascii() and ALWAYS.fullmatch(token)):
            kept[number] = 1
    return {
        "vocabulary": fingerprint(text),
        "kept": base64.b64encode(np.packbits(kept).tobytes()).decode(),
    }


if __name__ == "__main__":
    found = english_tokens(Path(sys.argv[1]))
    Path(sys.argv[2]).write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")
