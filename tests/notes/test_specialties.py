import pytest

from pipeline.errors import Rejected
from pipeline.notes.specialties import find_specialty, find_template, list_specialties

CONTRACT = [
    "nurse_practitioner",
    "physician",
    "psychiatrist",
    "psychotherapist",
    "physical_therapy",
    "occupational_therapy",
    "chiropractor",
    "dentist",
    "acupuncture",
    "social_worker",
    "registered_nurse",
    "slp",
    "veterinary",
    "massage_therapy",
    "pharmacy",
    "podiatrist",
    "dietitian_nutritionist",
    "athletic_trainer",
    "aroma_therapy",
    "exercise_therapy",
    "ems",
    "paramedic",
    "genetic_counselling",
    "generic",
]


def test_the_specialties_are_the_24_of_the_contract_in_its_order() -> None:
    assert [specialty.id for specialty in list_specialties()] == CONTRACT


def test_every_specialty_defaults_to_the_soap_note() -> None:
    assert {find_template(specialty, None).id for specialty in list_specialties()} == {"soap"}


def test_template_ids_are_unique_within_a_specialty() -> None:
    for specialty in list_specialties():
        ids = [template.id for template in specialty.templates]
        assert len(ids) == len(set(ids))


def test_what_clients_see_is_id_name_and_templates() -> None:
    shown = find_specialty("physician").model_dump()
    assert set(shown) == {"id", "name", "templates"}
    assert set(shown["templates"][0]) == {"id", "name"}


def test_the_documented_alias_means_physician() -> None:
    assert find_specialty("primary_care_physician").id == "physician"


def test_an_unknown_specialty_is_refused_with_where_to_find_the_list() -> None:
    with pytest.raises(Rejected) as refused:
        find_specialty("wizard")
    (problem,) = refused.value.details
    assert problem.field == "specialty"
    assert "GET /v1/specialties" in problem.message
    assert "wizard" not in problem.message


def test_an_unknown_template_is_refused_with_where_to_find_the_list() -> None:
    with pytest.raises(Rejected) as refused:
        find_template(find_specialty("dentist"), "shift_note")
    assert refused.value.details[0].field == "template"


def test_a_template_is_found_by_its_id() -> None:
    assert find_template(find_specialty("psychiatrist"), "progress_note").name == "Progress note"
