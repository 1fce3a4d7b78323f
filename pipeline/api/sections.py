"""A note's sections as server-sent events, each as soon as it is written and checked."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping

from pipeline.api.notes import completed_body
from pipeline.api.reading import differs, ended
from pipeline.api.services import Services
from pipeline.api.status import KEEP_ALIVE_SECONDS, next_status
from pipeline.errors import SoaplineError
from pipeline.models import AuditAction, KeyRecord, NoteState, SectionName, Status
from pipeline.wire import server_sent_event, status_body

# A model that is away is asked again for hours; nobody reads a stream for so long.
LONGEST_SECONDS = 1800.0

UNFINISHED = {
    "code": "SERVICE_UNAVAILABLE",
    "message": "The note is not finished yet. Poll /v1/audio/status/ followed by its id.",
}


async def section_events(services: Services, caller: KeyRecord, status: Status) -> AsyncIterator[bytes]:
    """Events ``{"section", "content"}``, one ``error`` event where there is no note, and ``[DONE]``.

    A section is sent again only where the note holds another text than its draft did.
    """
    sent: dict[SectionName, str] = {}
    deadline = asyncio.get_running_loop().time() + LONGEST_SECONDS
    try:
        while not (ended(status) or services.changes.closing or asyncio.get_running_loop().time() > deadline):
            fresh = await next_status(services, caller, status, KEEP_ALIVE_SECONDS)
            if not differs(status, fresh):
                yield b": waiting\n\n"
            elif not ended(fresh):
                for event in unsent(await drafted(services, caller, fresh, sent), sent):
                    yield event
            status = fresh
        for event in await last_events(services, caller, status, sent):
            yield event
    except SoaplineError as error:
        yield server_sent_event({"error": {"code": error.code, "message": error.public_message}})
    yield b"data: [DONE]\n\n"


async def drafted(
    services: Services, caller: KeyRecord, status: Status, sent: Mapping[SectionName, str]
) -> dict[SectionName, str]:
    """The sections that are finished; the first that are read leave an entry in the audit log."""
    draft = await asyncio.to_thread(services.archive.get_draft, status.note_id)
    if draft is None:
        return {}
    if not sent:
        await services.audit.record(AuditAction.READ, caller, status.note_id)
    return draft.sections


async def last_events(
    services: Services, caller: KeyRecord, status: Status, sent: dict[SectionName, str]
) -> list[bytes]:
    """What a stream still owes when its note has ended, or will not end in time."""
    if status.state is not NoteState.COMPLETED:
        reason = status_body(status).get("error", UNFINISHED)
        return [server_sent_event({"noteId": status.note_id, "error": reason})]
    note = await completed_body(services, caller, status.note_id)
    return [*unsent({section: note[section.value] for section in SectionName}, sent)]


def unsent(sections: Mapping[SectionName, str], sent: dict[SectionName, str]) -> Iterator[bytes]:
    """Events of the sections, in reading order, that were not sent so before."""
    for section in SectionName:
        if section in sections and sent.get(section) != sections[section]:
            sent[section] = sections[section]
            yield server_sent_event({"section": section.value, "content": sections[section]})
