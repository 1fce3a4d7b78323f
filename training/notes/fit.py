"""Fitting of linear models over hashed features, and their 8-bit form."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge

from pipeline.notes.grounded.language.linear import bucket


@dataclass(frozen=True)
class Fitted:
    """Quantised weights of one model (buckets x classes), as `LinearModel` reads them."""

    classes: tuple[str, ...]
    weights: np.ndarray
    scale: np.ndarray
    bias: np.ndarray


def matrix(rows: Sequence[Sequence[str]], buckets: int) -> csr_matrix:
    """Counts of hashed features (rows x buckets)."""
    indices = [bucket(f, buckets) for row in rows for f in row]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    counts = csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=(len(rows), buckets))
    counts.sum_duplicates()
    return counts


def quantise(classes: Sequence[str], coefficients: np.ndarray, intercept: np.ndarray) -> Fitted:
    """8-bit weights from coefficients (classes x buckets)."""
    scale = np.abs(coefficients).max(axis=1) / 127 + 1e-12
    weights = np.rint(coefficients / scale[:, None]).astype(np.int8).T
    return Fitted(
        tuple(classes), np.ascontiguousarray(weights), scale.astype(np.float32), intercept.astype(np.float32)
    )


def classifier(
    rows: Sequence[Sequence[str]],
    labels: Sequence[str],
    buckets: int,
    *,
    c: float,
    counts: Sequence[float] | None = None,
) -> Fitted:
    """Multinomial logistic regression; a binary one has the single class that it scores.

    ``counts``: how often each row counts, once unless given.
    """
    model = LogisticRegression(C=c, max_iter=200).fit(matrix(rows, buckets), labels, sample_weight=counts)
    classes = list(model.classes_) if model.coef_.shape[0] > 1 else [model.classes_[1]]
    return quantise(classes, model.coef_, model.intercept_)


def regression(
    rows: Sequence[Sequence[str]], targets: Sequence[float], buckets: int, *, alpha: float
) -> Fitted:
    """Ridge regression of one value."""
    model = Ridge(alpha=alpha, solver="sparse_cg").fit(matrix(rows, buckets), np.asarray(targets))
    return quantise(["value"], model.coef_[None, :], np.array([model.intercept_]))
