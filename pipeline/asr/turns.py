"""Two speakers told apart by their voices."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.asr.voices import Voice

# Voices nearer to each other than this, in cosine similarity, may be one person's. Measured on the
# encounters: two people's clusters at 0.61 to 0.86, one person's speech cut in two at 0.89 to 0.97.
SAME_PERSON = 0.88
# A second speaker who says less than this share is not told from noise.
LEAST_SHARE = 0.03
_ROUNDS = 20
SPEAKERS = 2


def tell_apart(voices: Sequence[Voice | None], seconds: Sequence[float]) -> list[int | None]:
    """Assign each utterance to speaker 0 or 1, or to None where that cannot be told.

    Spherical k-means for two, started from the two utterances that differ most among the
    longest; longer ones weigh more.

    Args:
        voices: Embedding of each utterance; None where it is too short.
        seconds: Their lengths.

    Returns a list of None where one voice alone, or two too alike, are heard.
    """
    known = [n for n, voice in enumerate(voices) if voice is not None]
    nobody: list[int | None] = [None] * len(voices)
    if len(known) < SPEAKERS:
        return nobody
    points = np.stack([voice for voice in voices if voice is not None])
    weights = np.array([seconds[n] for n in known])
    centres, nearest = _two_means(points, weights)
    shares = np.bincount(nearest, weights, minlength=SPEAKERS) / weights.sum()
    if float(centres[0] @ centres[1]) > SAME_PERSON or shares.min() < LEAST_SHARE:
        return nobody
    for n, speaker in zip(known, nearest, strict=True):
        nobody[n] = int(speaker)
    return nobody


def _two_means(
    points: NDArray[np.float32], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    longest = np.argsort(-weights, kind="stable")[: max(SPEAKERS, len(weights) // 3)]
    alike = points[longest] @ points[longest].T
    one, other = np.unravel_index(alike.argmin(), alike.shape)
    centres = points[longest[[one, other]]].astype(np.float64)
    for _ in range(_ROUNDS):
        nearest = (points @ centres.T).argmax(axis=1)
        if len(set(nearest.tolist())) < SPEAKERS:
            break
        for speaker in (0, 1):
            mine = nearest == speaker
            centre = (points[mine] * weights[mine, None]).sum(axis=0)
            centres[speaker] = centre / np.linalg.norm(centre)
    return centres, (points @ centres.T).argmax(axis=1)
