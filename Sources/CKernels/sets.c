#include "internal.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

#if KILN_X86
int kiln_has_vbmi(void) {
#if defined(KILN_PORTABLE_X86)
  return 1;
#else
  return __builtin_cpu_supports("avx512vbmi");
#endif
}
#endif

int kiln_set_is_available(kiln_set set) {
  switch (set) {
  case KILN_SET_SCALAR:
    return 1;
  case KILN_SET_BASELINE:
#if KILN_X86 || KILN_ARM
    return 1;
#else
    return 0;
#endif
#if defined(KILN_PORTABLE_X86)
  case KILN_SET_AVX2:
  case KILN_SET_AVXVNNI:
  case KILN_SET_AVX512VNNI:
    return 1;
#elif KILN_X86
  case KILN_SET_AVX2:
    // Every processor with AVX2 that is made has fused multiply-add, too; the finish in stages uses it.
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  case KILN_SET_AVXVNNI: {
    // CPUID leaf 7, subleaf 1, EAX bit 4; not every compiler's list of names has it.
    uint32_t a = 7, b = 0, c = 1, d = 0;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return (a >> 4) & 1;
  }
  case KILN_SET_AVX512VNNI:
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif KILN_ARM
  case KILN_SET_NEON:
    return 1;
  case KILN_SET_DOTPROD:
#if defined(__linux__)
    return (getauxval(AT_HWCAP) >> 20) & 1;  // HWCAP_ASIMDDP
#elif defined(__APPLE__)
    return 1;
#else
    return 0;
#endif
#endif
  default:
    return 0;
  }
}
