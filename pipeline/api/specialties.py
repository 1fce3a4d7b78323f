"""``GET /v1/specialties``: whom notes can be written for. Needs no key."""

from fastapi import APIRouter

from pipeline.notes.specialties import Specialty, list_specialties

router = APIRouter(tags=["reference"])


@router.get("/v1/specialties", summary="Specialties and their templates")
def get_specialties() -> list[Specialty]:
    """All specialties, each with the templates it offers."""
    return list(list_specialties())
