# Every command of the house. `make run` and `make test` set up a fresh Debian or Ubuntu with Rust by themselves.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test screens demo bench chaos simulate fuzz mutants relay lint android-check android-link android-rehearse

# What the demo plays; empty means the demo's own choice.
ROSTERS ?=
PENDAMPING ?=
MONTHS ?=
SEED ?=
# Further words for the bench, such as --only window.
BENCH ?=
# The demo shares the tests' build. `make demo PROFILE=release` for the optimised one.
PROFILE ?= dev

CARGO := cargo
# The app with its pages inside, and with file dialogs that a test can answer.
APP := -p sesi-app --features sesi-app/custom-protocol,sesi-app/automation
# For the window where there is no display: one in memory.
DISPLAYED := $(if $(DISPLAY)$(WAYLAND_DISPLAY),,$(if $(shell command -v xvfb-run),xvfb-run --auto-servernum "--server-args=-screen 0 1600x1200x24"))
OUT := $(or $(CARGO_TARGET_DIR),target)/$(patsubst dev,debug,$(PROFILE))
# In one call, so that both use the same build of every dependency (docs/adr/0016).
BUILD := $(CARGO) build --locked --profile $(PROFILE) -p sesi-relay -p sesi-tests --bins
DEMO_ARGS := $(if $(ROSTERS),--rosters "$(ROSTERS)") $(if $(PENDAMPING),--pendamping $(PENDAMPING)) \
	$(if $(MONTHS),--months $(MONTHS)) $(if $(SEED),--seed $(SEED))

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up, start a relay on loopback and open Sesi (AS=hp: a second copy beside it)
	@tools/set-up
	@tools/build-app $(APP) -p sesi-relay -p sesi-tests --bins
	@tools/run

test: ## Set up and run every test
	@tools/set-up test
	@tools/test

screens: ## Play the window's story without a screen; pictures land in out/screens/
	@tools/set-up test
	@tools/build-app $(APP) -p sesi-relay -p sesi-tests --bins
	@tools/screens

demo: ## Play an office, its pendamping and a relay; the last line is JSON (ROSTERS= PENDAMPING= MONTHS= SEED= PROFILE=)
	@tools/set-up demo >&2
	@$(BUILD) >&2
	@$(OUT)/demo $(DEMO_ARGS)

bench: ## Measure the line, the engine and the window, optimised, beside a peer; the last line is the JSON's path (BENCH=flags)
	@tools/set-up >&2
	@cd bench/peers && npm ci --silent >&2
	@npm --prefix ui run --silent build >&2
	@npm --prefix ui run --silent first-screen
	@tools/build-app --release $(APP) -p sesi-relay -p sesi-tests --bin sesi-app --bin sesi-relay --bin bench
	@$(DISPLAYED) $(or $(CARGO_TARGET_DIR),target)/release/bench --page docs/BENCHMARKS.md $(BENCH)

chaos: ## Inject faults into real processes and count what is left (FAULTS= SEED= PROFILE=); leaves out/chaos.json
	@tools/set-up >&2
	@$(BUILD) >&2
	@$(OUT)/chaos $(if $(FAULTS),--faults $(FAULTS)) $(if $(SEED),--seed $(SEED))

simulate: ## Play an office, its relay, its disks and its thieves in one process, repeatable by SEED (SEEDS= SEED= PROFILE=)
	@tools/set-up >&2
	@$(BUILD) >&2
	@$(OUT)/simulate $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED))

fuzz: ## Fuzz every door for FUZZ_SECONDS each (cargo-fuzz; fuzz/README.md)
	@tools/fuzz $(or $(FUZZ_SECONDS),60)

mutants: ## Take out every guard, one at a time, and see whether a test fails (ROOMS="keys seal" SHARD=2/8; docs/adr/0038)
	@tools/set-up >&2
	@tools/mutants $(ROOMS)

relay: ## Start a relay on loopback that lets anybody found an office; its data is in .sesi/relay
	@tools/set-up >&2
	@mkdir -p .sesi
	@$(BUILD) >&2
	@$(OUT)/sesi-relay serve --data .sesi/relay --open-founding

lint: ## Check format, lints, licences and the rules of the house
	@tools/set-up
	@tools/lint

android-check: ## Type-check the app for Android, without its SDK and NDK (TARGET=armv7-linux-androideabi for old phones)
	@tools/set-up
	@tools/check-android $(TARGET)

android-link: ## Link the app's library for Android and check its imports, its JNI functions and its alignment
	@tools/set-up
	@tools/android-link

android-rehearse: ## Drive the emulator's path in Chromium, with a stand-in for adb
	@tools/set-up test
	@npm --prefix ui run --silent build:mock >&2
	@$(BUILD) >&2
	@BIN=$(OUT) tests/android/rehearse
