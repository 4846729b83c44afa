# What -msave-restore has functions call at their start, by t0, and jump to at their end: saves or restores ra and as many of s0 … s11 as the
# name says, in pairs, so that this is not written out in each function. Names and sizes of frames are those of the psABI.
.section .text.registers, "ax"
.macro name kind, number
.globl __riscv_\kind\()_\number
__riscv_\kind\()_\number:
.endm

# The whole frame is taken, t1 is what of it is given back.
name save, 12
  addi sp, sp, -112
  li t1, 0
  sd s11, 8(sp)
  j 5f
name save, 11
name save, 10
  addi sp, sp, -112
  li t1, -16
5:sd s10, 16(sp)
  sd s9, 24(sp)
  j 4f
name save, 9
name save, 8
  addi sp, sp, -112
  li t1, -32
4:sd s8, 32(sp)
  sd s7, 40(sp)
  j 3f
name save, 7
name save, 6
  addi sp, sp, -112
  li t1, -48
3:sd s6, 48(sp)
  sd s5, 56(sp)
  j 2f
name save, 5
name save, 4
  addi sp, sp, -112
  li t1, -64
2:sd s4, 64(sp)
  sd s3, 72(sp)
  j 1f
name save, 3
name save, 2
  addi sp, sp, -112
  li t1, -80
1:sd s2, 80(sp)
  sd s1, 88(sp)
  sd s0, 96(sp)
  sd ra, 104(sp)
  sub sp, sp, t1
  jr t0
name save, 1
name save, 0
  addi sp, sp, -16
  sd s0, 0(sp)
  sd ra, 8(sp)
  jr t0

name restore, 12
  ld s11, 8(sp)
  addi sp, sp, 16
name restore, 11
name restore, 10
  ld s10, 0(sp)
  ld s9, 8(sp)
  addi sp, sp, 16
name restore, 9
name restore, 8
  ld s8, 0(sp)
  ld s7, 8(sp)
  addi sp, sp, 16
name restore, 7
name restore, 6
  ld s6, 0(sp)
  ld s5, 8(sp)
  addi sp, sp, 16
name restore, 5
name restore, 4
  ld s4, 0(sp)
  ld s3, 8(sp)
  addi sp, sp, 16
name restore, 3
name restore, 2
  ld s2, 0(sp)
  ld s1, 8(sp)
  addi sp, sp, 16
name restore, 1
name restore, 0
  ld s0, 0(sp)
  ld ra, 8(sp)
  addi sp, sp, 16
  ret
