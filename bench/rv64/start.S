# Hart 0 clears .bss and runs guest_main with the float unit on; other harts wait for ever.
.section .text.start
.globl _start
_start:
  csrr t0, mhartid
1:bnez t0, 1b
  la sp, stack_top
  li t0, 0x6000
  csrs mstatus, t0
  la t0, bss_start
  la t1, bss_end
2:bgeu t0, t1, 3f
  sd zero, 0(t0)
  addi t0, t0, 8
  j 2b
3:call guest_main
4:j 4b

.section .noinit, "aw", @nobits
.space 32768
stack_top:
