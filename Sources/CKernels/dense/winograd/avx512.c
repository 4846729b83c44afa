#include "../../internal.h"

#if KILN_X86
#define WINOGRAD_BYTES 64
#define WINOGRAD_ATTRIBUTE KILN_TARGET("avx512f,avx512bw,avx512dq,avx512vl")
#define WINOGRAD_TRANSFORMS kiln_winograd_avx512
#include "transforms.h"
#endif
