# Aisle's commands. A machine needs Node >= 20, Python 3 with pip, and make; the rest is installed from public registries.

SHELL := /bin/sh
TSX := node --import tsx
INSTALLED := node_modules/.package-lock.json
SOURCES := $(shell find assembly -name '*.ts')
WASM := build/aisle.wasm

export ENVOY DOCKER UPSTREAM UPSTREAM_API_KEY MODEL ONCE PORT ADMIN_PORT BLOCKS ONLY

.PHONY: run build test test-unit lint format docs bench bench-json clean

run: $(WASM) ## a chat through a real Envoy, with a fake LLM or UPSTREAM=http://host:port behind it
	@$(TSX) envoy/run.ts

build: $(WASM) ## build/aisle.wasm

test: $(WASM) ## every test
	@$(TSX) tests/run-levels.ts

test-unit: $(INSTALLED) ## the unit tests of the core
	@npm test --silent

lint: $(INSTALLED) ## formatting, types, layers, traps
	@$(TSX) tools/lint.ts

format: $(INSTALLED)
	@node_modules/.bin/prettier --write --log-level warn .

docs: $(INSTALLED) ## the generated references
	@$(TSX) tools/generate-docs.ts

bench: $(WASM) ## CPU per request against no filter and the floor filter; writes docs/performance.md
	@$(TSX) tests/bench/bench.ts

bench-json: $(INSTALLED) ## the JSON room alone
	@$(TSX) tests/bench/json.ts

.PHONY: transcripts
transcripts: $(WASM) ## what the filter sees of every case, in Envoy and in the emulated host; make test compares some
	@AISLE_TRANSCRIPTS=all $(TSX) --test --test-reporter=spec tests/envoy/transcripts.test.ts

clean:
	rm -rf build node_modules .tools

$(WASM): $(INSTALLED) $(SOURCES) asconfig.json
	@mkdir -p build
	@node_modules/.bin/asc assembly/index.ts --target release 2>&1 | grep -v 'converge was suboptimal' || true
	@test -f $(WASM) && touch $(WASM)

$(INSTALLED): package.json package-lock.json
	@node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || \
		{ echo "Aisle needs Node 20 or newer: https://nodejs.org" >&2; exit 1; }
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || \
		{ echo "The Node packages could not be installed; is the npm registry within reach?" >&2; exit 1; }
	@touch $(INSTALLED)
