.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEIGHTS := pipeline/asr/voices.onnx pipeline/asr/roles.json pipeline/asr/english_tokens.json pipeline/notes/grounded/language/weights.npz pipeline/notes/grounded/language/weights.json
# osv or pypi.
AUDIT_SERVICE ?= osv
STAMP := $(VENV)/.installed

.PHONY: help install run test test-slow chaos lint weights-sums audit chart-check compose-check format lock bench bench-asr bench-speakers bench-normalize bench-wer bench-notes bench-load bench-scale clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(STAMP) ## Prepare .venv from the locked packages (needs Python 3.11 or later)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "soapline needs Python 3.11 or later; set PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) (once; takes a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: install ## Start everything here, turn the sample recording into a note, keep serving
	@$(BIN)/soapline up --sample

test: install ## Run the default test suite, two files at a time
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

test-slow: install ## Run the slow tests too
	@$(BIN)/python -m pytest -m 'slow or not slow' --timeout 1800

chaos: install ## Kill everything at random while recordings come in; nothing may be lost
	@$(BIN)/python -m pytest tests/chaos -m slow -s

lint: install ## Check style, types, import arrows and the compose file
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive pipeline workers
	@sha256sum --check --quiet weights.sha256

weights-sums: ## Write down the SHA-256 of the committed weights, after they were built anew
	@sha256sum $(WEIGHTS) > weights.sha256

audit: install ## Look for known vulnerabilities of the locked packages (asks the service in AUDIT_SERVICE: it needs the network)
	@$(BIN)/pip-audit --requirement requirements.lock --disable-pip --require-hashes --vulnerability-service $(AUDIT_SERVICE)

$(VENV)/.checks: $(STAMP) deploy/checks.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/checks.lock
	@touch $@

chart-check: $(VENV)/.checks ## Render the Helm chart and check it against Kubernetes' schemas
	@$(BIN)/python -m pytest tests/deploy/test_chart.py

compose-check: $(VENV)/.checks ## Build the CPU images, run docker-compose.yml under podman, restart everything under load
	@$(BIN)/python -m pytest tests/deploy/test_compose_stack.py -m slow -s

format: install ## Format the code
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .

lock: ## Resolve the locks of hashes anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --output-file requirements.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --constraint requirements.lock deploy/checks.in --output-file deploy/checks.lock

bench: bench-normalize bench-asr bench-speakers bench-notes bench-wer ## Run every benchmark; each prints a ratio against a named peer

bench-asr: install ## soapline's transcription against faster-whisper's: speed, errors, memory
	@$(BIN)/python -m benchmarks.asr

bench-speakers: install ## Who said what: right roles by word, and diarisation error
	@$(BIN)/python -m benchmarks.asr.speakers

bench-normalize: install ## ffmpeg under limits against pydub: time and memory of decoding
	@$(BIN)/python benchmarks/normalize.py

bench-notes: install ## The note engine on the evaluation's dialogues, against a copy of 12 turns
	@$(BIN)/python -m benchmarks.notes

bench-load: install ## 200 uploads and 2,000 pollers at once: errors, memory, times beside a bare uvicorn
	@$(BIN)/python -m benchmarks.load

bench-wer: install ## Word errors of the evaluation's recordings through a running `soapline up`
	@$(BIN)/python benchmarks/word_error_rate.py

bench-scale: install ## What a note costs each part, and the pods that so many notes a day need (deploy/SCALING.md)
	@mkdir -p .bench
	@$(BIN)/python -m benchmarks.scale --json .bench/short.json
	@$(BIN)/python -m benchmarks.scale --encounter RES0198 --notes 4 --json .bench/long.json
	@$(BIN)/python -m benchmarks.scale.queueing .bench/short.json .bench/long.json

clean: ## Remove what was built here (never .soapline, which holds notes)
	@rm -rf $(VENV) .bench .mypy_cache .ruff_cache .pytest_cache
