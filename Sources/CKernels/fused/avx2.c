#include "fused.h"

#if KILN_X86
#define FUSED_LANES 8
#define FUSED_ATTRIBUTE KILN_TARGET("avx2,fma")
#define FUSED_SET kiln_fused_avx2
#if !defined(KILN_PORTABLE_X86)
#define FUSED_MULTIPLY_ADD(a, b, c) (lanes) _mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c))
#define FUSED_CHOOSE(mask, a, b) (lanes) _mm256_blendv_ps((__m256)(b), (__m256)(a), (__m256)(mask))
// `a < b ? a : b`, so also for NaN and zeros.
#define FUSED_SMALLER(a, b) (lanes) _mm256_min_ps((__m256)(a), (__m256)(b))
#endif
#include "lanes.h"

#include "layout.h"

#include "tile.h"

#include "combine.h"

#include "functions.h"
#endif
