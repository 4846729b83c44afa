#pragma once
#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer; returns its exit code. Defined in the compiler's libclang_rt.fuzzer_no_main.
int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*testOneInput)(const uint8_t *data, size_t size));
