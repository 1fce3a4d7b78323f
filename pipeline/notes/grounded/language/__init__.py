"""What the other folders share of the language: classes of words, grammatical persons, names of
disorders, and the learned models (``weights.npz``), which each folder asks for its own questions.
"""
