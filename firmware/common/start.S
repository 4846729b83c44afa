# Where both harts begin: hart 0 clears .bss and runs firmware_main, hart 1 sleeps until it is handed a job.
.equ CLINT_MSIP, 0x02000000
.equ MIE_MSIE, 1 << 3

.section .text.start, "ax"
.globl _start
_start:
  csrw mie, zero
  csrci mstatus, 8
  la t0, trap_entry
  csrw mtvec, t0
  li t0, 0x6000                 # mstatus.FS: the float unit is on
  csrs mstatus, t0
  csrw fcsr, zero
  csrr t0, mhartid
  beqz t0, first_hart
  li t1, 1
  beq t0, t1, second_hart
1:wfi
  j 1b

first_hart:
  la sp, stack_top_0
  la t0, bss_start
  la t1, bss_end
1:bgeu t0, t1, 2f
  sd zero, 0(t0)
  addi t0, t0, 8
  j 1b
2:call firmware_main
3:csrw mie, zero                # a program that returned sleeps for ever
  wfi
  j 3b

# A loader may have left msip set, so an interrupt without a job means nothing.
second_hart:
  la sp, stack_top_1
  la s0, hart1_job
1:csrwi mie, MIE_MSIE
  wfi
  csrr t0, mip
  andi t0, t0, MIE_MSIE
  beqz t0, 1b
  li t0, CLINT_MSIP + 4
  sw zero, 0(t0)
  fence
  ld t0, 0(s0)
  beqz t0, 1b
  jalr t0
  csrci mstatus, 8
  fence
  sd zero, 0(s0)
  j 1b

# void hart1_start(void (*job)(void)): hands hart 1 a job and wakes it.
.section .text.hart1_start, "ax"
.globl hart1_start
hart1_start:
  la t0, hart1_job
  sd a0, 0(t0)
  fence
  li t0, CLINT_MSIP + 4
  li t1, 1
  sw t1, 0(t0)
  ret

# uint64_t hart1_is_busy(void): not zero from hart1_start until the job returned.
.section .text.hart1_is_busy, "ax"
.globl hart1_is_busy
hart1_is_busy:
  la t0, hart1_job
  ld a0, 0(t0)
  fence
  ret

# Not in .bss: hart 1 may look before hart 0 has cleared that.
.section .data.hart1_job, "aw"
.balign 8
hart1_job:
  .8byte 0

.section .noinit, "aw", @nobits
.balign 64
.space 16384
stack_top_0:
.space 16384
stack_top_1:
