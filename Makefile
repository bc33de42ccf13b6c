# Every command of the house. `make run` and `make test` set up a fresh Debian or Ubuntu with Rust by themselves.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test demo bench chaos fuzz relay lint

# What the demo plays; empty means the demo's own choice.
ROSTERS ?=
PENDAMPING ?=
MONTHS ?=
SEED ?=
# The demo shares the tests' build. `make demo PROFILE=release` for the optimised one.
PROFILE ?= dev

CARGO := cargo
OUT := $(or $(CARGO_TARGET_DIR),target)/$(patsubst dev,debug,$(PROFILE))
# In one call, so that both use the same build of every dependency (docs/adr/0016).
BUILD := $(CARGO) build --locked --profile $(PROFILE) -p sesi-relay -p sesi-tests --bins
DEMO_ARGS := $(if $(ROSTERS),--rosters "$(ROSTERS)") $(if $(PENDAMPING),--pendamping $(PENDAMPING)) \
	$(if $(MONTHS),--months $(MONTHS)) $(if $(SEED),--seed $(SEED))

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up and start Sesi (until the window is there: the demo)
	@echo "The window is not built yet: this plays the demo instead." >&2
	@$(MAKE) --no-print-directory demo

test: ## Set up and run every test
	@tools/set-up
	@tools/test

demo: ## Play an office, its pendamping and a relay; the last line is JSON (ROSTERS= PENDAMPING= MONTHS= SEED= PROFILE=)
	@tools/set-up >&2
	@$(BUILD) >&2
	@$(OUT)/demo $(DEMO_ARGS)

bench: ## Measure, optimised
	@tools/set-up >&2
	@$(CARGO) build --release --locked -p sesi-relay -p sesi-tests --bins >&2
	@$(or $(CARGO_TARGET_DIR),target)/release/bench

chaos: ## Inject faults into real processes and count what is left (FAULTS= SEED= PROFILE=); leaves out/chaos.json
	@tools/set-up >&2
	@$(BUILD) >&2
	@$(OUT)/chaos $(if $(FAULTS),--faults $(FAULTS)) $(if $(SEED),--seed $(SEED))

fuzz: ## Fuzz every door for FUZZ_SECONDS each (cargo-fuzz; fuzz/README.md)
	@tools/fuzz $(or $(FUZZ_SECONDS),60)

relay: ## Start a relay on loopback that lets anybody found an office; its data is in .sesi/relay
	@tools/set-up >&2
	@mkdir -p .sesi
	@$(BUILD) >&2
	@$(OUT)/sesi-relay serve --data .sesi/relay --open-founding

lint: ## Check format, lints, licences and the rules of the house
	@tools/set-up
	@tools/lint
