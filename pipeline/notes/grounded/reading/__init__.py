"""From the transcript to units, the sentences that the rest of the engine works on: who speaks, spoken
text made plain, the marks of run-on speech put back, and whom a sentence can be about.
"""
