"""Notes: specialties and templates, note engines, and the check of a sentence against what was said."""
