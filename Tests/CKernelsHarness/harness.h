// Checks every kernel of the sets that this build holds against plain loops written a second time.
// Built natively with sanitizers, with SIMDe for x86 sets that no machine at hand has, and for arm64.
#ifndef HARNESS_H
#define HARNESS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

/// The next number of a seeded generator (SplitMix64).
uint64_t next_random(void);

/// A random number of lowest...highest.
int64_t random_in(int64_t lowest, int64_t highest);

/// Exactly so many bytes, so that the address sanitizer sees each byte beyond; a third are 0 or 255.
uint8_t *random_bytes(size_t count);

/// Ends the program with a message if `found` differs from `expected`.
void check_equal(const void *found, const void *expected, size_t count, const char *what, kiln_set set);

/// `value / 2^shift` towards minus infinity, by division.
int64_t floor_divide(int64_t value, int shift);

void check_sums(kiln_set set);
void check_finish(kiln_set set);
void check_bytes(kiln_set set);
void check_floats(kiln_set set);
void check_fused(kiln_set set);

#endif
