# All there is to know about starting, testing and checking. Each command does its own set-up.
# Variables: PORT SIMULATOR_PORT DATA_DIR DATABASE_URL STRIPE_API_BASE STRIPE_SECRET_KEY STRIPE_WEBHOOK_SECRETS PYTHON

PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: run test test-database check bench lighthouse clean help

run: ## Start everything; prints the address and the demo accounts. Another port: make run PORT=8080
	@$(PYTHON) -m launcher run

test: ## Run all tests. Some of them: make test ARGS="-k refund" or ARGS="tests/unit"
	@$(PYTHON) -m launcher test

test-database: ## Start a test database that stays, for running pytest by hand; prints its address
	@$(PYTHON) -m launcher test-database

check: ## Judge format, lint, templates, types, import contracts and migrations
	@$(PYTHON) -m launcher check

bench: ## Measure the platform against its limits, on a database of its own. At national scale: make bench ROOMS=20000 CLAIMS=10000000
	@$(PYTHON) -m launcher bench

lighthouse: ## Have home, results and room page judged by Lighthouse: speed, accessibility, good practice, findability
	@$(PYTHON) -m launcher lighthouse

clean: ## Stop what runs here and remove all that was made: packages, data, bundles, caches
	@$(PYTHON) -m launcher clean

help: ## Show this list
	@echo "Commands:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-22s %s\n' "$$name" "$$text"; done
	@echo
	@echo "Set on the same line, as in make run PORT=8080 DATA_DIR=/srv/platform (the rest is in docs/operations.md):"
	@echo "  PORT            the web server's port (8000)"
	@echo "  SIMULATOR_PORT  the payment simulator's port (12111); it runs while no Stripe key is set"
	@echo "  DATA_DIR        database, uploads, mails, keys and logs (var/)"
	@echo "  DATABASE_URL    a PostgreSQL of your own, 15 or newer, instead of the one that comes along"
	@echo "  STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS, STRIPE_API_BASE   Stripe itself, or another simulator"
	@echo "  PYTHON          which Python to use (python3); 3.11 or newer"
