"""From the chosen drafts to the note as it is read: complaint, review of systems, vital signs, findings by
body system, problems with their plans, and the lines and headings they stand under.
"""
