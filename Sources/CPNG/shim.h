#pragma once
#include <png.h>

// The formats are macros of expressions, which Swift does not import.
static const png_uint_32 cpng_format_rgba = PNG_FORMAT_RGBA;
static const png_uint_32 cpng_format_rgb = PNG_FORMAT_RGB;
static const png_uint_32 cpng_format_gray = PNG_FORMAT_GRAY;
static const png_uint_32 cpng_format_color_flag = PNG_FORMAT_FLAG_COLOR;
static const png_uint_32 cpng_format_alpha_flag = PNG_FORMAT_FLAG_ALPHA;
