# uint64_t image_end(void): the first address behind the image as it is loaded.
.section .text.image_end, "ax"
.globl image_end
image_end:
  la a0, bss_start
  ret

# There are no traps, unless memory or the program is damaged; then the hart stops.
.section .text.trap_entry, "ax"
.balign 4
.globl trap_entry
trap_entry:
  csrw mie, zero
1:wfi
  j 1b
