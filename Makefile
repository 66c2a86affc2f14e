# Everything here works from a clean clone. The logic is in .ci/, one script a task.

PYTHON ?= python3
RUN = .venv/bin/python

# The lock must not say where the packages were downloaded from.
COMPILE = .venv/bin/uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

.PHONY: help setup demo test check bench soak screenshots lock messages clean

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Install and build what is missing or has changed; quick when nothing has
	@PYTHON=$(PYTHON) .ci/setup

demo: setup ## Watch a whole simulated conference, then look around
	$(RUN) manage.py demo

test: setup ## Run every test: on SQLite alone, then on PostgreSQL and Redis
	@.ci/test

check: setup ## Lint, types, import contracts, settings, migrations, translations, front end
	@.ci/check

bench: setup ## Measure the live layer against others, in about eight minutes; leave the machine alone meanwhile
	$(RUN) -m tests.bench

soak: setup ## An hour of a thousand open pages that come and go: what each costs in memory, and whether it grows
	$(RUN) -m tests.faults.soak

screenshots: setup ## Photograph every page as everyone sees it, into var/screenshots/, in a few minutes
	$(RUN) -m tests.screenshots

lock: setup ## Pin again what pyproject.toml and package.json ask for
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	npm install --package-lock-only --ignore-scripts

messages: setup ## Collect the strings to translate, and compile the translations
	@.ci/collect-messages
	@PYTHON=$(PYTHON) .ci/setup

clean: ## Remove what setup and the tools made; never the data in var/
	rm -rf .venv node_modules static/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f locale/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
