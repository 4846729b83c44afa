// Functions of floats by plain operations alone, so that every set gives the same bits; included behind lanes.h.
// `Reference.DeterministicMath` says the same once more, a number at a time.

/// `exp`: `2^n * p(r)` with `x = n * log 2 + r`.
FUSED_INLINE lanes exponential(lanes x) {
  // Beyond these the result is 0 or infinite; a NaN passes both comparisons.
  const lanes bounded = at_most(at_least(x, splat(-104.0f)), splat(89.0f));
  const lanes shifted = multiply_add(bounded, splat(0x1.715476p+0f), splat(12582912.0f));
  const lanes n = shifted - 12582912.0f;
  lanes r = multiply_add(n, splat(-0x1.62e430p-1f), bounded);
  r = multiply_add(n, splat(0x1.05c610p-29f), r);
  lanes p = splat(0x1.6db4e0p-10f);
  p = multiply_add(p, r, splat(0x1.123be0p-7f));
  p = multiply_add(p, r, splat(0x1.55545ep-5f));
  p = multiply_add(p, r, splat(0x1.55548ep-3f));
  p = multiply_add(p, r, splat(0.5f));
  p = multiply_add(p, r, splat(1.0f));
  p = multiply_add(p, r, splat(1.0f));
  // In two steps, of which only the second can round: into subnormals.
  const whole_lanes whole = (whole_lanes)shifted - 0x4B400000;
  const whole_lanes half = whole >> 1;
  const lanes first = (lanes)((bit_lanes)(half + 127) << 23), second = (lanes)((bit_lanes)(whole - half + 127) << 23);
  return choose(x == x, p * first * second, x);
}

/// `log`: `n * log 2 + log(1 + f)`, with 1 + f within a third of 1.
FUSED_INLINE lanes logarithm(lanes x) {
  const whole_lanes is_small = x < 0x1p-126f;
  const lanes scaled = choose(is_small, x * 0x1p23f, x);
  const bit_lanes bits = (bit_lanes)scaled;
  const whole_lanes exponent = (whole_lanes)(bits - 0x3F2AAAAB) & splat_whole(-0x800000);
  const lanes f = (lanes)(bits - (bit_lanes)exponent) - 1.0f;
  // Shifting keeps the sign; small integers are exact.
  const whole_lanes n = (exponent >> 23) - (is_small & 23);
  const lanes power = (lanes)(n + 0x4B400000) - 12582912.0f;
  lanes q = splat(-0x1.109e3ap-3f);
  q = multiply_add(q, f, splat(0x1.1ed916p-3f));
  q = multiply_add(q, f, splat(-0x1.eeb95ap-4f));
  q = multiply_add(q, f, splat(0x1.1ebc9ep-3f));
  q = multiply_add(q, f, splat(-0x1.55cd08p-3f));
  q = multiply_add(q, f, splat(0x1.99d214p-3f));
  q = multiply_add(q, f, splat(-0x1.fffd6ap-3f));
  q = multiply_add(q, f, splat(0x1.555502p-2f));
  q = multiply_add(q, f, splat(-0.5f));
  const lanes fraction = multiply_add(q, f * f, f);
  lanes result = multiply_add(power, splat(0x1.62e430p-1f), fraction);
  // log(0) is -infinity, of negative numbers NaN; infinity and NaN stay.
  const lanes infinity = splat(__builtin_inff());
  result = choose(x == 0.0f, -infinity, result);
  result = choose(x < 0.0f, splat(__builtin_nanf("")), result);
  return choose(x < infinity, result, x);
}

/// `tanh`: a polynomial around 0, else `1 - 2 / (exp(2 |x|) + 1)` with the sign of x.
FUSED_INLINE lanes hyperbolic_tangent(lanes x) {
  const whole_lanes sign = (whole_lanes)x & splat_whole(INT32_MIN);
  const lanes magnitude = (lanes)((whole_lanes)x ^ sign);
  const lanes square = x * x;
  lanes q = splat(-0x1.0d5ce6p-11f);
  q = multiply_add(q, square, splat(0x1.655b7cp-9f));
  q = multiply_add(q, square, splat(-0x1.1355c8p-7f));
  q = multiply_add(q, square, splat(0x1.63ff90p-6f));
  q = multiply_add(q, square, splat(-0x1.b9ea14p-5f));
  q = multiply_add(q, square, splat(0x1.111012p-3f));
  q = multiply_add(q, square, splat(-0x1.555552p-2f));
  const lanes near = multiply_add(q, square * magnitude, magnitude);
  const lanes far = 1.0f - 2.0f / (exponential(magnitude + magnitude) + 1.0f);
  return (lanes)((whole_lanes)choose(magnitude < 0.85f, near, far) | sign);
}

/// `erf`: a polynomial around 0, else `1 - exp(p(|x|))` with the sign of x.
FUSED_INLINE lanes error_function(lanes x) {
  const whole_lanes sign = (whole_lanes)x & splat_whole(INT32_MIN);
  const lanes magnitude = (lanes)((whole_lanes)x ^ sign);
  const lanes square = x * x;
  lanes q = splat(0x1.5f61aap-14f);
  q = multiply_add(q, square, splat(-0x1.ab0960p-11f));
  q = multiply_add(q, square, splat(0x1.54df6ap-8f));
  q = multiply_add(q, square, splat(-0x1.b81112p-6f));
  q = multiply_add(q, square, splat(0x1.ce2e28p-4f));
  q = multiply_add(q, square, splat(-0x1.812744p-2f));
  q = multiply_add(q, square, splat(0x1.06eba8p-3f));
  const lanes near = multiply_add(q, magnitude, magnitude);
  // From here on it is 1.
  const lanes m = at_most(magnitude, splat(4.0f));
  lanes p = splat(-0x1.ea0e8ep-22f);
  p = multiply_add(p, m, splat(-0x1.fe7b92p-17f));
  p = multiply_add(p, m, splat(0x1.a58c12p-12f));
  p = multiply_add(p, m, splat(-0x1.0acb4ap-8f));
  p = multiply_add(p, m, splat(0x1.987572p-6f));
  p = multiply_add(p, m, splat(-0x1.ba9902p-4f));
  p = multiply_add(p, m, splat(-0x1.445b5ep-1f));
  p = multiply_add(p, m, splat(-0x1.21238cp+0f));
  p = multiply_add(p, m, splat(0x1.5602aep-13f));
  const lanes far = 1.0f - exponential(p);
  return (lanes)((whole_lanes)choose(magnitude < 0.92f, near, far) | sign);
}

FUSED_INLINE lanes sigmoid(lanes x) { return 1.0f / (1.0f + exponential(-x)); }

FUSED_INLINE lanes softplus(lanes x) { return choose(x > 20.0f, x, logarithm(1.0f + exponential(x))); }

FUSED_INLINE lanes mapped(const kiln_function function, lanes a, lanes b, lanes x) {
  const lanes zero = splat(0.0f);
  switch (function) {
  case KILN_FUNCTION_IDENTITY: return x;
  case KILN_FUNCTION_CLIP: return at_most(at_least(x, a), b);
  case KILN_FUNCTION_LEAKY_RELU: return choose(x < 0.0f, x * a, x);
  case KILN_FUNCTION_ELU: return choose(x < 0.0f, a * (exponential(x) - 1.0f), x);
  case KILN_FUNCTION_SIGMOID: return sigmoid(x);
  case KILN_FUNCTION_TANH: return hyperbolic_tangent(x);
  case KILN_FUNCTION_SILU: return x * sigmoid(x);
  case KILN_FUNCTION_HARD_SWISH: return x * at_most(at_least(x + 3.0f, zero), splat(6.0f)) / 6.0f;
  case KILN_FUNCTION_HARD_SIGMOID: {
    const lanes product = a * x;
    return at_most(at_least(product + b, zero), splat(1.0f));
  }
  case KILN_FUNCTION_SOFTPLUS: return softplus(x);
  case KILN_FUNCTION_MISH: return x * hyperbolic_tangent(softplus(x));
  case KILN_FUNCTION_GELU: return x * 0.5f * (1.0f + error_function(x * 0x1.6a09e6p-1f));
  case KILN_FUNCTION_EXP: return exponential(x);
  case KILN_FUNCTION_LOG: return logarithm(x);
  case KILN_FUNCTION_ERF: return error_function(x);
  }
  return x;
}

FUSED_INLINE void map_all(const kiln_function function, const kiln_map *map, const float *input, size_t count,
                          float *output) {
  const lanes a = splat(map->a), b = splat(map->b);
  size_t x = 0;
  for (; x + FUSED_LANES <= count; x += FUSED_LANES) store(output + x, mapped(function, a, b, load(input + x)));
  if (x == count) return;
  float rest[FUSED_LANES] = {0};
  memcpy(rest, input + x, (count - x) * sizeof *rest);
  store(rest, mapped(function, a, b, load(rest)));
  memcpy(output + x, rest, (count - x) * sizeof *rest);
}

#define FUSED_CASE(name) \
  case name:             \
    map_all(name, map, input, count, output); \
    break

FUSED_ATTRIBUTE static void map(const kiln_map *map, const float *input, size_t count, float *output) {
  switch (map->function) {
    FUSED_CASE(KILN_FUNCTION_IDENTITY);
    FUSED_CASE(KILN_FUNCTION_CLIP);
    FUSED_CASE(KILN_FUNCTION_LEAKY_RELU);
    FUSED_CASE(KILN_FUNCTION_ELU);
    FUSED_CASE(KILN_FUNCTION_SIGMOID);
    FUSED_CASE(KILN_FUNCTION_TANH);
    FUSED_CASE(KILN_FUNCTION_SILU);
    FUSED_CASE(KILN_FUNCTION_HARD_SWISH);
    FUSED_CASE(KILN_FUNCTION_HARD_SIGMOID);
    FUSED_CASE(KILN_FUNCTION_SOFTPLUS);
    FUSED_CASE(KILN_FUNCTION_MISH);
    FUSED_CASE(KILN_FUNCTION_GELU);
    FUSED_CASE(KILN_FUNCTION_EXP);
    FUSED_CASE(KILN_FUNCTION_LOG);
    FUSED_CASE(KILN_FUNCTION_ERF);
  }
}

const kiln_fused_set FUSED_SET = {
    .tiles = {tile_1, tile_2, tile_3, tile_4, tile_5, tile_6}, .wide = wide, .row = row, .lay_out = lay_out,
    .copy_rows = copy_rows, .combine = combine, .map = map};
