# uint64_t image_end(void): the first address behind the image as it is loaded.
.section .text.image_end, "ax"
.globl image_end
image_end:
  la a0, bss_start
  ret
