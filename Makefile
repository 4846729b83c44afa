# Kiln: everything a user or developer does, one word each. `make` lists them.

# Debian packages that the build needs; .ci/setup installs those that are missing.
PACKAGES := pkg-config zlib1g-dev libpng-dev libturbojpeg0-dev libserialport-dev libusb-1.0-0-dev
TOOL     := .build/release/kiln
SHIM     := .build/release/libModemShim.so
UDEV_RULE := udev/60-kiln-k210.rules
DIGITS   := samples/digits
# Golden data beside the checkout; its tests are skipped with a line when it is not there.
SHARED   ?= ../shared
SECONDS_PER_FUZZER ?= 60
SESSIONS ?= 100
SWIFT_FILES  := Sources Tests Package.swift Fuzz/Sources Fuzz/Package.swift firmware

# Golden models, where they are there, and the samples.
BENCH_TOOL   := .build/release/kiln-bench
BENCH_MODELS  = $(patsubst %,--models %,$(or $(MODELS),$(wildcard $(SHARED)/data/kmodels/models) $(DIGITS)))
BENCH         = $(BENCH_TOOL) $(BENCH_MODELS) --minimum-macs $(if $(MODELS),0,10000000)
# Packages that `make bench-peers` compares with; empty, after a line that says so, where they cannot be had.
PEERS        := .build/peers
PEERS_READY   = $(shell .ci/peers $(PEERS))
# The same for `make bench-scripts`, which wants another MicroPython's time.
MICROPYTHON   := .build/micropython
# Networks and pictures for `make bench-networks` and `.ci/networks`.
NETWORKS      := .build/networks-venv
MICROPYTHON_READY = $(shell .ci/micropython-venv $(MICROPYTHON))
ROUNDS        ?= 5

# MicroPython's tests are not part of Kiln: TESTS is the folder `tests` of its checkout at commit ced340d.
CONFORMANCE       = python3 Tests/Conformance/conformance.py \
  $(or $(TESTS),$(error give TESTS=folder, the tests of micropython/micropython at commit ced340d)) --kiln $(or $(KILN),$(TOOL))
CONFORMANCE_BUILD = $(if $(KILN),,build)

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-debug test-golden pages lint format kernels predict oracle embedded firmware \
  firmware-check firmware-prebuilt board-gdb fuzz bench bench-peers \
  bench-page bench-compare bench-baseline build-bench bench-scripts bench-networks bench-maixpy conformance conformance-page samples flash-sessions repl soak \
  maixpy-page onnx-page script-samples \
  install clean

help:  ## list these words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup:  ## install the Debian packages that are missing
	@.ci/setup $(PACKAGES)

build: setup  ## build the tool, optimised
	KILN_STATIC_STDLIB=1 swift build -c release --product kiln
	swift build -c release --product ModemShim

demo: build  ## run a real model on a real picture
	$(TOOL) info $(DIGITS)/digits-v4.kmodel
	$(TOOL) sim $(DIGITS)/digits-v4.kmodel --input $(DIGITS)/pictures/seven.png --labels $(DIGITS)/labels.txt
	$(TOOL) sim $(DIGITS)/digits-v3.kmodel --input $(DIGITS)/test --labels $(DIGITS)/labels.txt

test: test-debug test-golden embedded  ## run every test

test-debug: setup  ## unit, property and end-to-end tests
	swift build --build-tests
	swift test --skip-build

test-golden: setup  ## golden tests, optimised; needs the golden data; the flash stub on the virtual board
	swift build -c release --build-tests
	swift test -c release --skip-build --filter "Golden|K210BoardTests.Stub"

pages: build  ## render the pages that the tool writes and compare them with kept pictures
	@.ci/setup chromium imagemagick fonts-dejavu-core
	.ci/pages

kernels:  ## check the C kernels of every instruction set, those this machine lacks too
	@.ci/setup gcc libsimde-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
	.ci/kernels

predict:  ## predict the kernels of processors that are not at hand, by LLVM's pipeline models
	@.ci/setup llvm-19
	.ci/predict

oracle:  ## have qemu judge RV64's floating point and random programs, and compare with the signatures in the tests
	@.ci/setup gcc-riscv64-linux-gnu libc6-dev-riscv64-cross qemu-user
	.ci/rv64-oracle

embedded:  ## compile the integer kernels for the K210's core
	.ci/embedded

firmware:  ## build the programs for the bare K210
	$(MAKE) -C firmware

firmware-check:  ## build them from nothing and compare with the committed bytes
	.ci/firmware

firmware-prebuilt:  ## build them and keep the bytes
	$(MAKE) -C firmware prebuilt

board-gdb: build firmware  ## debug a program on the virtual board with GDB and compare what it says
	@.ci/setup gdb-multiarch
	.ci/board-gdb

lint:  ## check the form of every Swift file
	swift format lint --strict --recursive $(SWIFT_FILES)

format:  ## bring every Swift file into form
	swift format --in-place --recursive $(SWIFT_FILES)

flash-sessions: setup  ## flash virtual boards over lines that fail, and measure on their time; SESSIONS=100
	swift build -c release --product flash-soak
	.build/release/flash-soak speed
	.build/release/flash-soak $(SESSIONS)

repl: build  ## use the prompt and scripts as people, mpremote and ampy (from PyPI) use a board
	.ci/repl

soak: build  ## 1000 such sessions; the real kflash 20 times, the last ten with both cores busy; every story of kiln flash
	$(MAKE) flash-sessions SESSIONS=1000
	.ci/board-kflash 20 --busy-after 10
	.ci/board-flash 0 --busy-after 20

fuzz: setup  ## fuzz parsers and runtime; SECONDS_PER_FUZZER=60
	.ci/fuzz $(SECONDS_PER_FUZZER)

bench: build-bench  ## measure kernels and models on this processor; MODELS=folder
	$(BENCH)

bench-peers: build-bench  ## the same, and other runtimes (from PyPI) on networks of the same shapes
	$(BENCH) $(if $(PEERS_READY),--peers $(PEERS)/bin/python)

bench-page: build-bench  ## the same as bench-peers, and put the tables into docs/performance.md
	$(BENCH) $(if $(PEERS_READY),--peers $(PEERS)/bin/python) --seconds 1 --page docs/performance.md

bench-compare: build-bench  ## compare ratios with bench/baseline.json, in some seconds
	$(BENCH_TOOL) $(BENCH_MODELS) --compare bench/baseline.json

bench-baseline: build-bench  ## put this processor's ratios into bench/baseline.json
	$(BENCH_TOOL) $(BENCH_MODELS) --write-baseline bench/baseline.json

build-bench: setup
	swift build -c release --product kiln-bench
	@bench/rv64/build $(CURDIR)/.build/guests

bench-scripts: $(if $(KILN),,build)  ## measure scripts beside MicroPython and CPython; SHARED=folder KILN=program ROUNDS=5 OPTIONS="--check --linear"
	python3 bench/scripts/bench-scripts.py $(SHARED)/bench/scripts --kiln $(or $(KILN),$(TOOL)) --rounds $(ROUNDS) \
	  $(if $(MICROPYTHON_READY),--micropython $(MICROPYTHON)/bin/micropython) $(OPTIONS)

bench-networks: $(if $(KILN),,build)  ## measure networks from ONNX beside ONNX Runtime; ROUNDS=5 KILN=program
	@.ci/networks-venv $(NETWORKS) > /dev/null
	$(NETWORKS)/bin/python bench/networks/compare.py --kiln $(or $(KILN),$(TOOL)) --rounds $(ROUNDS)

bench-maixpy: build  ## frames per second of a MaixPy loop with a YOLO network; MODELS=folder
	bench/maixpy/frame-loop $(or $(MODELS),$(SHARED)/data/kmodels/models)

conformance: $(CONFORMANCE_BUILD)  ## run MicroPython's own tests; TESTS=folder KILN=program OPTIONS=--failed (--float64, --show NAME, …)
	$(CONFORMANCE) $(OPTIONS)

conformance-page: $(CONFORMANCE_BUILD)  ## the same with both widths of floats, and write docs/micropython-conformance.md
	$(CONFORMANCE) $(OPTIONS) --page docs/micropython-conformance.md

maixpy-page: build  ## write what MaixPy's modules offer into docs/maixpy.md
	@awk 'BEGIN { while (("$(TOOL) modules --markdown" | getline line) > 0) text = text line "\n" } \
	  /^<!-- end of modules/ { skip = 0 } !skip { print } /^<!-- modules/ { printf "\n%s", text; skip = 1 }' docs/maixpy.md > docs/maixpy.md.new
	@mv docs/maixpy.md.new docs/maixpy.md

onnx-page: setup  ## write which operators are imported into docs/onnx.md
	UPDATE_SNAPSHOTS=1 swift test --filter ONNXPageTests

script-samples: build  ## run the scripts under samples/scripts and compare what they print
	.ci/script-samples

samples: build  ## train the sample network again and write its models
	$(DIGITS)/make-samples

install: build  ## install the tool as /usr/local/bin/kiln, its library and udev rule (PREFIX=/usr/local)
	install -D -m 755 $(TOOL) $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/kiln
	install -D -m 644 $(SHIM) $(DESTDIR)$(or $(PREFIX),/usr/local)/lib/kiln/libModemShim.so
	install -D -m 644 $(UDEV_RULE) $(DESTDIR)$(or $(PREFIX),/usr/local)/lib/udev/rules.d/$(notdir $(UDEV_RULE))

clean:  ## remove what was built
	rm -rf .build Fuzz/.build firmware/.build samples/.work
