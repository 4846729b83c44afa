// Four lanes of the compiler's own vectors, each fused by the C library: exact, and slow where there is no such
// instruction.
#define FUSED_LANES 4
#define FUSED_ATTRIBUTE
#define FUSED_SET kiln_fused_scalar
#include "lanes.h"

#include "layout.h"

#include "tile.h"

#include "combine.h"

#include "functions.h"
