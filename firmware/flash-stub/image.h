// What is written in assembly, as Swift sees it.
#ifndef IMAGE_H
#define IMAGE_H
#include "../common/support.h"

uint64_t image_end(void);

#endif
