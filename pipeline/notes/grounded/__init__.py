"""The offline note engine: sentences picked from the transcript and rewritten under its check.

Every folder imports only from those before it: ``language``, ``reading`` (transcript to units),
``wording`` (spoken sentence to prose), ``drafting`` (units to candidate sentences), ``choosing``
(which of them the note keeps) and ``arranging`` (the note as it is read). ``engine`` runs them.
"""
