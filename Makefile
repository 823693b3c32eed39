# Targets for people and for CI, which calls the same ones. `make` alone prints the list.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

# release is five times as fast to run and takes longer to build.
CONFIGURATION ?= release
# Further options of `swift build`, such as --jobs 2.
SWIFT_FLAGS ?=
# live, or once: to the end of the recording, with a JSON summary on the last line.
DEMO ?= live
DEMO_FLAGS ?=
# Of the gateway's benchmark, such as --rounds 1 --seconds 3.
BENCH_FLAGS ?=
CHAOS_FLAGS ?= --from 2018-01-01 --to 2018-04-01 --replicas 2

# The same flags everywhere: others would build everything anew.
BUILD := swift build --explicit-target-dependency-import-check error
SOURCES := Package.swift Services Shared Tests
BIN = .build/$(CONFIGURATION)
PYTHON := .run/python/bin/python
DOCKER ?= docker
# STAGING=1 makes up, down, logs, status, clean-data and images speak of compose.staging.yaml.
STAGING ?=
COMPOSE = $(DOCKER) compose --file compose/compose.yaml $(if $(STAGING),--file compose/compose.staging.yaml)
ADDRESS = $(if $(STAGING),https://$${PROXY_NAME:-localhost}:$${PROXY_PORT:-8443},http://127.0.0.1:$${QTP_GATEWAY_PORT:-8080})
SUITE := .run/suite
DOCUMENTATION := drf-spectacular-sidecar==2026.10.1
export QTP_GATEWAY_DOCUMENTATION_ASSETS ?= $(CURDIR)/.run/documentation
PACKAGES := build-essential ca-certificates curl jq libcurl4-openssl-dev libhiredis-dev libjwt-dev libpq-dev \
	libssl-dev pkg-config postgresql python3-venv redis-server wrk zlib1g-dev
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: help setup build release test test-integration test-clients test-api vectors test-protocols lint format sanitize bench \
	bench-engines bench-gateway bench-storage bench-indicators bench-profile bench-compose fixtures fuzz pictures demo up down clean-data logs status images sbom compare-images need-compose test-compose native-up \
	native-start native-down native-logs native-status chaos docs clean packages

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what a bare Debian or Ubuntu needs (Swift itself apart)
	@rm -f .run/setup.stamp
	@$(MAKE) --no-print-directory .run/setup.stamp

# Made when what it installs may have changed; `make setup` makes it again.
.run/setup.stamp: Makefile Tests/requirements.txt Tests/clients/requirements.txt
	@mkdir -p .run
	@command -v swift >/dev/null || { \
		echo "Swift 6.2 or later is needed and not found: install it from https://www.swift.org/install" >&2; exit 1; }
	@missing=$$(for package in $(PACKAGES); do \
		dpkg-query -W -f '$${Status}\n' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; done); \
	if [ -n "$$missing" ]; then \
		command -v apt-get >/dev/null || { echo "please install:" $$missing >&2; exit 1; }; \
		$(SUDO) apt-get update -q; \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
	fi
	@test -x $(PYTHON) || python3 -m venv .run/python
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
	@test -x .run/clients/bin/python || python3 -m venv .run/clients
	@.run/clients/bin/pip install --quiet --disable-pip-version-check -r Tests/clients/requirements.txt
	@$(MAKE) --no-print-directory .run/documentation
	@touch $@

# Swagger UI and Redoc for /docs and /redoc, which load nothing from elsewhere; the package brings them as they are released.
.run/documentation:
	@rm -rf .run/documentation-package $@ && mkdir -p $@.new
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --target .run/documentation-package $(DOCUMENTATION)
	@cd .run/documentation-package/drf_spectacular_sidecar/static/drf_spectacular_sidecar && cp \
		swagger-ui-dist/swagger-ui.css swagger-ui-dist/swagger-ui-bundle.js swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt \
		redoc/bundles/redoc.standalone.js redoc/bundles/redoc.standalone.js.LICENSE.txt $(CURDIR)/$@.new/
	@rm -rf .run/documentation-package && mv $@.new $@

# For images that bring them, such as the one in .devcontainer.
packages:
	@echo $(PACKAGES)

build: .run/setup.stamp ## Build everything for debugging, tests too
	$(BUILD) --build-tests $(SWIFT_FLAGS)

release: .run/setup.stamp ## Build the executables, optimised
	$(BUILD) --configuration release $(SWIFT_FLAGS)

# In turn: a suite of twenty processes beside them would starve tests of time-outs on a small machine.
test: build ## Run all tests: unit, architecture, contract, integration, a short chaos and a short demo
	swift test --skip-build --skip IntegrationTests $(SWIFT_FLAGS)
	swift test --skip-build --filter IntegrationTests --no-parallel $(SWIFT_FLAGS)

test-integration: build ## Run only what needs Redis and PostgreSQL, which it starts itself
	swift test --skip-build --filter IntegrationTests --no-parallel $(SWIFT_FLAGS)

test-clients: build ## Let unmodified client libraries loose on the executables
	Tests/clients/run.sh .build/debug

# The same seed in every run, so that a red one can be repeated; another one looks elsewhere.
SEED ?= 20180101
test-api: build ## Check the API's description, and a running gateway against it; SEED=1 sends other requests
	@test -x .run/api/bin/python || python3 -m venv .run/api
	@.run/api/bin/pip install --quiet --disable-pip-version-check -r Tests/clients/requirements-api.txt
	.run/api/bin/python Tests/clients/api_test.py .build/debug ../shared/integration/dify_lint.py --seed $(SEED)

# Files of inputs and expected outputs, with a manifest.json that says how close is close enough.
VECTORS ?= ../shared/vectors
vectors: build ## Compare indicators and profiles with golden files; VECTORS= is their folder
	$(PYTHON) Tests/Conformance/vectors.py .build/debug Tests/Conformance/Indicators $(VECTORS)

test-protocols: build ## Run the upstream suites of Socket.IO; ENGINE= and SOCKET= are their checkouts
	@test -n "$(ENGINE)" -a -n "$(SOCKET)" || { echo "usage: make test-protocols ENGINE=… SOCKET=…" >&2; exit 2; }
	Tests/clients/protocol_suites.sh "$(ENGINE)" "$(SOCKET)" .build/debug

lint: .run/setup.stamp .run/lint.stamp ## Check format, the generated documentation, scripts, images, and for secrets
	Tests/lint/run.sh .run/lint/bin
	swift format lint --strict --parallel --recursive $(SOURCES)
	$(MAKE) --no-print-directory build
	.build/debug/qtp schema --out docs --check
	$(PYTHON) Tests/lint/dependencies.py --check
	$(PYTHON) Tests/validate_schemas.py docs ../shared/integration/schemas/asyncapi-3.0.0.schema.json
	@if command -v promtool >/dev/null; then \
		cd deploy/prometheus && promtool check config prometheus.yaml staging.yaml && promtool test rules alerts_test.yaml; \
	else echo "promtool is not installed, so the alert rules are not checked: package prometheus" >&2; fi

.run/lint.stamp: Tests/lint/requirements.txt
	@test -x .run/lint/bin/python || python3 -m venv .run/lint
	@.run/lint/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

format: ## Format all sources
	swift format --in-place --parallel --recursive $(SOURCES)

sanitize: .run/setup.stamp ## Run the unit tests under the thread and the address sanitizer
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/thread-sanitizer.suppressions" \
		swift test --sanitize=thread --build-path .build-thread --skip IntegrationTests --no-parallel $(SWIFT_FLAGS)
	ASAN_OPTIONS=detect_leaks=0 swift test --sanitize=address --build-path .build-address --skip IntegrationTests \
		--no-parallel $(SWIFT_FLAGS)

bench: release bench-engines bench-gateway bench-storage ## Measure one hop against a bare C loop, the replay, the whole suite, gateway and storage
	$(PYTHON) Tests/Benchmarks/bus.py .build/release
	.build/release/qtp replay --out .run/bench/replay --json
	.build/release/qtp demo --once --dir .run/bench/suite
	$(PYTHON) Tests/Benchmarks/suite.py .build/release

bench-engines: release ## Measure an engine over Redis, one replica against two
	python3 Tests/Benchmarks/engines.py .build/release $(BENCH_FLAGS)

bench-gateway: release .run/peers.stamp ## Measure the gateway against the same operations in Python
	.run/peers/bin/python Tests/Benchmarks/Gateway/gateway.py .build/release $(BENCH_FLAGS)

bench-storage: release ## Measure the recorder's writing of trades against psql's \copy
	$(PYTHON) Tests/Benchmarks/storage.py .build/release

bench-indicators: .run/setup.stamp .run/indicators.stamp ## Measure every indicator against TA-Lib's C code, and that memory stays flat
	$(BUILD) --configuration release --product indicator-bench $(SWIFT_FLAGS)
	.run/indicators/bin/python Tests/Benchmarks/Indicators/indicators.py .build/release/indicator-bench $(BENCH_FLAGS)
	.run/indicators/bin/python Tests/Benchmarks/Indicators/cipher.py .build/release/indicator-bench $(BENCH_FLAGS)
	.build/release/indicator-bench soak 10000000

bench-cipher: release .run/indicators.stamp ## Measure the Cipher study against TA-Lib and NumPy
	.run/indicators/bin/python Tests/Benchmarks/Indicators/cipher.py .build/release/indicator-bench $(BENCH_FLAGS)

.run/indicators.stamp: Tests/Benchmarks/Indicators/requirements.txt
	@test -x .run/indicators/bin/python || python3 -m venv .run/indicators
	@.run/indicators/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

fixtures: .run/indicators.stamp ## Write the expected values of indicators anew that no golden file has
	.run/indicators/bin/python Tests/Conformance/make_fixtures.py

FUZZ_SECONDS ?= 60
fuzz: .run/setup.stamp ## Let libFuzzer look for bars that an indicator stumbles over
	Tests/Fuzz/run.sh $(FUZZ_SECONDS)

TRADES ?= ../shared/data/trades/binance_usdm_BTCUSDT_2024-08-08.csv.gz
bench-profile: .run/profile-peers.stamp ## Measure volume profiles against NumPy, pandas and MarketProfile; TRADES= is a recording
	$(BUILD) --configuration release --product profile-bench
	$(BUILD) --configuration release --product volume-profile
	.run/profile-peers/bin/python Tests/Benchmarks/Profile/profile.py .build/release $(TRADES) $(BENCH_FLAGS)
	.run/profile-peers/bin/python Tests/Benchmarks/Profile/daemon.py .build/release $(TRADES)

.run/profile-peers.stamp: Tests/Benchmarks/Profile/requirements.txt
	@test -x .run/profile-peers/bin/python || python3 -m venv .run/profile-peers
	@.run/profile-peers/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

bench-compose: release need-compose ## Measure the images, and the suite in containers against the same as processes
	$(PYTHON) Tests/Benchmarks/compose.py .build/release --docker $(DOCKER) $(BENCH_FLAGS)

.run/peers.stamp: Tests/Benchmarks/Gateway/requirements.txt
	@test -x .run/peers/bin/python || python3 -m venv .run/peers
	@.run/peers/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

demo: .run/setup.stamp ## Run the suite over the bundled history; DEMO=once runs to its end
	$(BUILD) --configuration $(CONFIGURATION) $(SWIFT_FLAGS)
	@$(BIN)/qtp demo $(if $(filter once,$(DEMO)),--once --verify) $(DEMO_FLAGS)

up: need-compose ## Start the suite in containers, with a simulated venue, and say where it is
	@$(COMPOSE) up --detach --wait
	@$(COMPOSE) run --rm --no-deps welcome welcome --gateway=http://gateway:8080 \
		--address=$(ADDRESS) --key-file=/run/secrets/api-key --show-key
	@echo "next: make status, make logs, make down"

down: need-compose ## Stop the containers; their data stays
	@$(COMPOSE) --profile '*' down

clean-data: need-compose ## Stop the containers and delete their data and secrets; asks first
	@read -r -p "Delete all streams, history, keys and secrets of the containers? [y/N] " answer || true; \
	if [ "$$answer" = y ]; then $(COMPOSE) --profile '*' down --volumes; else echo "nothing was deleted"; exit 1; fi

logs: need-compose ## Follow the containers' logs
	@$(COMPOSE) logs --follow --tail 20

status: need-compose ## Show the containers, and how far every service is
	@$(COMPOSE) ps
	@$(COMPOSE) run --rm --no-deps -T qtp status

images: need-compose ## Build the container images
	@$(COMPOSE) --profile '*' build

sbom: need-compose ## Write what each image is made of to .run/sbom, as CycloneDX
	@python3 compose/sbom.py --docker $(DOCKER) --out .run/sbom

compare-images: need-compose ## Build the images twice from nothing, and say which files differ
	@for tag in first second; do \
		IMAGE_TAG=$$tag $(COMPOSE) --profile '*' build --build-arg ANEW=$$tag || exit 1; \
	done
	@python3 compose/compare.py first second --docker $(DOCKER)

need-compose:
	@$(DOCKER) compose version >/dev/null 2>&1 || { \
		echo "Docker with Compose v2 is needed and not found; make native-up runs the suite without containers" >&2; exit 1; }

test-compose: need-compose ## Start the suite in containers under another name, use it, scale it, and remove it again
	@test -x .run/clients/bin/python || python3 -m venv .run/clients
	@.run/clients/bin/pip install --quiet --disable-pip-version-check -r Tests/clients/requirements.txt
	.run/clients/bin/python Tests/compose/compose_test.py --docker $(DOCKER)
	.run/clients/bin/python Tests/compose/staging_test.py --docker $(DOCKER)

native-up: .run/setup.stamp ## Start the suite in the background as processes, without containers
	@if [ -e $(SUITE)/qtp.pid ] && kill -0 $$(cat $(SUITE)/qtp.pid) 2>/dev/null; then cat $(SUITE)/qtp.log; echo "it runs already"; \
	else $(MAKE) --no-print-directory native-start; fi

native-start:
	$(BUILD) --configuration $(CONFIGURATION) $(SWIFT_FLAGS)
	@mkdir -p $(SUITE) && echo $(BIN) >$(SUITE)/executables
	@nohup $(BIN)/qtp demo --keep --plain --speed 1800 --dir $(SUITE) $(DEMO_FLAGS) >$(SUITE)/qtp.log 2>&1 </dev/null & \
	echo $$! >$(SUITE)/qtp.pid; \
	for _ in $$(seq 300); do grep -q "HTTP API" $(SUITE)/qtp.log 2>/dev/null && break; \
		kill -0 $$(cat $(SUITE)/qtp.pid) 2>/dev/null || { cat $(SUITE)/qtp.log; exit 1; }; sleep 0.2; done; cat $(SUITE)/qtp.log

native-down: ## Stop what `make native-up` started
	@if [ -e $(SUITE)/qtp.pid ]; then pid=$$(cat $(SUITE)/qtp.pid); kill $$pid 2>/dev/null || true; \
		for _ in $$(seq 150); do kill -0 $$pid 2>/dev/null || break; sleep 0.2; done; rm -f $(SUITE)/qtp.pid; fi

native-logs: ## Follow the logs of `make native-up`
	@tail -n 20 -F $(SUITE)/qtp.log $(SUITE)/logs/*.log

native-status: ## Show how far every service of `make native-up` is
	@test -e $(SUITE)/qtp.pid || { echo "nothing runs here: make native-up" >&2; exit 1; }
	@env $$(cat $(SUITE)/environment) $$(cat $(SUITE)/executables)/qtp status

chaos: .run/setup.stamp ## Kill and pause everything at random and check that nothing was lost or doubled
	$(BUILD) --configuration $(CONFIGURATION) $(SWIFT_FLAGS)
	@$(BIN)/qtp chaos --dir .run/chaos $(CHAOS_FLAGS)

docs: build ## Write docs/asyncapi.yaml, docs/schemas, docs/configuration.md and docs/dependencies.md anew
	.build/debug/qtp schema --out docs
	$(PYTHON) Tests/lint/dependencies.py

pictures: build ## Draw the pictures of the indicators and volume profiles from the bundled history
	$(PYTHON) docs/pictures/draw.py .build/debug

clean: native-down ## Remove what was built and what ran here
	rm -rf .build .build-thread .build-address .run
