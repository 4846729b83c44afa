#include "../../internal.h"

#if KILN_X86
#define WINOGRAD_BYTES 32
#define WINOGRAD_ATTRIBUTE KILN_TARGET("avx2")
#define WINOGRAD_TRANSFORMS kiln_winograd_avx2
#include "transforms.h"
#endif
