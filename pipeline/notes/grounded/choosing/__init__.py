"""Which drafts the note keeps: the section each belongs to, how much it is worth, which may never stand in
a note, and the choice within a budget of words.
"""
