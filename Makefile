# Aisle's commands. A machine needs Node >= 20, Python 3 with pip, and make; the rest is installed from public registries.

SHELL := /bin/sh
TSX := node --import tsx
INSTALLED := node_modules/.package-lock.json
SOURCES := $(shell find assembly -name '*.ts')
WASM := build/aisle.wasm
NOSIMD := build/aisle-nosimd.wasm

export STORM_SECONDS ENVOY DOCKER UPSTREAM UPSTREAM_API_KEY MODEL EXAMPLE ONCE PORT ADMIN_PORT BLOCKS ONLY EXCHANGES

.PHONY: run build test test-unit lint format docs bench bench-json clean

run: $(WASM) ## a chat through a real Envoy, with a fake LLM or UPSTREAM=http://host:port behind it [EXAMPLE=claude-code-with-any-model]
	@$(TSX) envoy/run.ts

.PHONY: failover
failover: $(WASM) ## EXAMPLE=multi-provider-failover or per-attempt: a provider dies and comes back while requests go on [SECONDS=12]
	@SECONDS="$(SECONDS)" $(TSX) envoy/failover.ts "$(or $(EXAMPLE),multi-provider-failover)"

build: $(WASM) ## build/aisle.wasm

.PHONY: build-nosimd
build-nosimd: $(NOSIMD) ## build/aisle-nosimd.wasm, for runtimes without SIMD

.PHONY: check
check: $(WASM) ## what is wrong with CONFIG=file; with REQUEST=file.http what becomes of it (PROVIDER=id and ROUTE=name as Envoy knows them)
	@$(TSX) tools/main.ts check "$(CONFIG)" $(if $(REQUEST),--request "$(REQUEST)") $(if $(PROVIDER),--provider "$(PROVIDER)") $(if $(ROUTE),--route "$(ROUTE)")

.PHONY: envoy-config
envoy-config: $(WASM) ## an Envoy configuration for the providers of CONFIG=file; docs/envoy-config.md says what becomes of each key
	@$(TSX) tools/main.ts envoy "$(CONFIG)"

.PHONY: image
image: $(WASM) ## build/image, an OCI image layout with plugin.wasm in its one layer
	@$(TSX) tools/image/write-image.ts

test: $(WASM) $(NOSIMD) ## every test
	@$(TSX) tests/run-levels.ts

test-unit: $(INSTALLED) ## the unit tests of the core
	@npm test --silent

lint: $(INSTALLED) ## formatting, types, layers, traps
	@$(TSX) tools/lint.ts

format: $(INSTALLED)
	@node_modules/.bin/prettier --write --log-level warn .

.PHONY: rows
rows: $(INSTALLED) ## the list of providers, from assembly/provider/rows
	@$(TSX) tools/generate-rows.ts

docs: $(INSTALLED) ## the generated references
	@$(TSX) tools/generate-docs.ts

.PHONY: fuzz
fuzz: $(WASM) ## SECONDS=n of random inputs against oracles [SEED= TARGET= AT=]; tests/README.md says how
	@$(TSX) tests/fuzz/fuzz.ts --seconds="$(SECONDS)" --seed="$(SEED)" --target="$(TARGET)" --at="$(AT)"

.PHONY: soak
soak: $(WASM) ## EXCHANGES=1000000 exchanges, 10,000 streams at once, bodies of 100 MB, a storm of STORM_SECONDS=600: memory, and what collecting costs
	@$(TSX) tests/soak/soak.ts

.PHONY: test-full
test-full: ## every test, and the long forms: ten minutes of fuzzing, and make soak
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory fuzz SECONDS=600
	@$(MAKE) --no-print-directory soak

bench: $(WASM) ## CPU per request against no filter and the floor filter; writes docs/performance.md
	@$(TSX) tests/bench/bench.ts

bench-json: $(INSTALLED) ## the JSON room alone
	@$(TSX) tests/bench/json.ts

.PHONY: bench-events
bench-events: $(INSTALLED) ## the reading of event streams alone
	@$(TSX) tests/bench/events.ts

.PHONY: bench-scale
bench-scale: $(INSTALLED) ## what translating large requests and streams takes: in proportion to their size, or it fails
	@$(TSX) --test --test-reporter=spec tests/bench/translate-scale.ts

.PHONY: transcripts
transcripts: $(WASM) ## what the filter sees of every case, in Envoy and in the emulated host; make test compares some
	@AISLE_TRANSCRIPTS=all $(TSX) --test --test-reporter=spec tests/envoy/transcripts.test.ts

clean:
	rm -rf build node_modules .tools

$(WASM): BUILD := release
$(NOSIMD): BUILD := nosimd
$(WASM) $(NOSIMD): $(INSTALLED) $(SOURCES) asconfig.json
	@mkdir -p build && rm -f $@
	@node_modules/.bin/asc assembly/index.ts --target $(BUILD) 2>&1 | grep -v 'converge was suboptimal' || true
	@test -f $@ && touch $@

$(INSTALLED): package.json package-lock.json
	@node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || \
		{ echo "Aisle needs Node 20 or newer: https://nodejs.org" >&2; exit 1; }
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || \
		{ echo "The Node packages could not be installed; is the npm registry within reach?" >&2; exit 1; }
	@touch $(INSTALLED)
