"""From a spoken sentence to the prose of a note: third person, nouns for pronouns, set phrases, nothing of
speech left at the ends, and whether what was written is whole and reads like a note.
"""
