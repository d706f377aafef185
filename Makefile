# What can be done with strata's sources; `make help` lists it. Each of demo and test does its own set-up.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
# An import that Package.swift does not declare is an error.
DEBUG_FLAGS := --build-tests --explicit-target-dependency-import-check error
# The runtime goes into the binary, which then starts in half the time.
RELEASE_FLAGS := -c release --static-swift-stdlib
SOURCES := Sources Tests Package.swift

.PHONY: help build test check demo replay bench fmt lint e2e golden tsan clean

help: ## list what can be made
	@sed -n 's/^\([a-z0-9]*\):.* ## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | column -t -s '|'

build: ## the release binary, .build/release/strata
	@.ci/setup build
	$(SWIFT) build $(RELEASE_FLAGS) --product strata

test: ## all set-up, then build, lint and every test: what CI runs
	@.ci/setup test
	@$(MAKE) --no-print-directory check

check: ## the same without the set-up
	$(SWIFT) build $(DEBUG_FLAGS)
	@$(MAKE) --no-print-directory lint
	$(SWIFT) test --skip-build --disable-xctest

demo: ## build the example of docs/examples with strata, again and again
	@.ci/setup demo
	$(SWIFT) build $(RELEASE_FLAGS) --product strata
	@.ci/demo

replay: ## show a recorded build on the screen
	@.ci/setup demo
	$(SWIFT) build $(RELEASE_FLAGS) --product strata
	.build/release/strata view Tests/BuildScreensTests/Streams/failed.events

bench: ## compare strata with the builders found on this machine; ARGS="--help" tells more
	@.ci/setup demo
	$(SWIFT) build $(RELEASE_FLAGS) --product strata
	$(SWIFT) build $(RELEASE_FLAGS) --product strata-bench
	.build/release/strata-bench $(ARGS)

fmt: ## format all sources
	$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

lint: ## check their format
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

e2e: ## only the tests that run the built program
	$(SWIFT) build $(DEBUG_FLAGS)
	$(SWIFT) test --skip-build --disable-xctest --filter EndToEndTests

golden: ## write the golden files anew; look at the difference before committing it
	STRATA_UPDATE_GOLDEN=1 $(SWIFT) test --disable-xctest

tsan: ## the pure targets' tests under the thread sanitizer
	$(SWIFT) test --sanitize thread --scratch-path .build/tsan --disable-xctest --filter \
	    '^(Diagnostics|OCIFormat|DockerfileSyntax|Build(Graph|Planner|Events|Progress|Records|Screens)|Solver|Engine|Terminal(Cells|Themes)|ScreenRuntime)Tests\.'

clean: ## remove everything that was built
	rm -rf .build
