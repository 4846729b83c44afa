#include "fused.h"

#if KILN_ARM
#define FUSED_LANES 4
#define FUSED_ATTRIBUTE
#define FUSED_SET kiln_fused_neon
#define FUSED_MULTIPLY_ADD(a, b, c) (lanes) vfmaq_f32((float32x4_t)(c), (float32x4_t)(a), (float32x4_t)(b))
#include "lanes.h"

#include "layout.h"

#include "tile.h"

#include "combine.h"

#include "functions.h"
#endif
