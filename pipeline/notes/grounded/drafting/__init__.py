"""From units to drafts, the candidate sentences of a note, each with the units it was written from:
statements that stand alone, and questions joined with their answers.
"""
