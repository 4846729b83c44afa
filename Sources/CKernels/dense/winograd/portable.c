#define WINOGRAD_BYTES 16
#define WINOGRAD_ATTRIBUTE
#define WINOGRAD_TRANSFORMS kiln_winograd_portable
#include "transforms.h"
