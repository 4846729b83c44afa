# Instructions that trap: each function gives the address of its one, which the handler must find in mepc.
.macro function name
.section .text.\name, "ax"
.balign 4
.globl \name
\name:
.endm

.option norvc
function trap_ecall
  la a0, 1f
1:ecall
  ret

function trap_ebreak
  la a0, 1f
1:ebreak
  ret

# A write to a counter that can only be read.
function trap_read_only_register
  la a0, 1f
1:csrrw zero, cycle, a0
  ret

function trap_float_off
  li t0, 0x6000
  csrc mstatus, t0
  la a0, 1f
1:fmv.x.d a1, fa0
  csrs mstatus, t0
  ret

# Misaligned accesses at address a0 + 1; a1 goes to memory. The load gives the address of the instruction in a0,
# what it loaded in a1.
function trap_misaligned_load
  mv a2, a0
  li a1, 0
  la a0, 1f
1:lw a1, 1(a2)
  ret
function trap_misaligned_store
  mv a2, a0
  la a0, 1f
1:sw a1, 1(a2)
  ret

# ecall of user mode; the handler goes on in machine mode.
function trap_user_ecall
  li t0, 3 << 11
  csrc mstatus, t0
  la a0, 1f
  csrw mepc, a0
  mret
1:ecall
  ret

.option rvc
function trap_zero
  la a0, 1f
1:.2byte 0
  c.jr ra
function trap_c_ebreak
  la a0, 1f
1:c.ebreak
  c.jr ra

# mret with MPIE set and MIE clear, MPP machine mode: a0 = mstatus after it. No interrupt may be enabled.
function run_mret
  csrci mstatus, 8
  li t0, 0x1880
  csrs mstatus, t0
  la t0, 1f
  csrw mepc, t0
  mret
1:csrr a0, mstatus
  csrci mstatus, 8
  ret

# csrrw, csrrs, csrrc and their immediate forms on mscratch: a0 = 1 when each gave the value before it and left its own
function run_csr_forms
  li t0, 0x0F
  csrw mscratch, t0
  li t1, 0x33
  csrrs t2, mscratch, t1        # 0x0F -> 0x3F
  bne t2, t0, 1f
  li t1, 0x03
  csrrc t2, mscratch, t1        # 0x3F -> 0x3C
  li t3, 0x3F
  bne t2, t3, 1f
  csrrsi t2, mscratch, 1        # 0x3C -> 0x3D
  li t3, 0x3C
  bne t2, t3, 1f
  csrrci t2, mscratch, 0x1D     # 0x3D -> 0x20
  li t3, 0x3D
  bne t2, t3, 1f
  csrrwi t2, mscratch, 0x1F     # 0x20 -> 0x1F
  li t3, 0x20
  bne t2, t3, 1f
  csrrw t2, mscratch, zero
  li t3, 0x1F
  bne t2, t3, 1f
  csrr t2, mscratch
  bnez t2, 1f
  li a0, 1
  ret
1:li a0, 0
  ret

# uint64_t run_guarded(void (*body)(void)): 1 when the body came to its end, 0 when guard_unwind cut it short
function run_guarded
  addi sp, sp, -112
  sd ra, 0(sp)
  sd s0, 8(sp)
  sd s1, 16(sp)
  sd s2, 24(sp)
  sd s3, 32(sp)
  sd s4, 40(sp)
  sd s5, 48(sp)
  sd s6, 56(sp)
  sd s7, 64(sp)
  sd s8, 72(sp)
  sd s9, 80(sp)
  sd s10, 88(sp)
  sd s11, 96(sp)
  la t0, guard_stack
  sd sp, 0(t0)
  jalr a0
  li a0, 1
  j guard_leave
guard_unwind:
  la t0, guard_stack
  ld sp, 0(t0)
  li t0, 0x6000                 # a check may have left the float unit off
  csrs mstatus, t0
  csrci mstatus, 8
  li a0, 0
guard_leave:
  ld ra, 0(sp)
  ld s0, 8(sp)
  ld s1, 16(sp)
  ld s2, 24(sp)
  ld s3, 32(sp)
  ld s4, 40(sp)
  ld s5, 48(sp)
  ld s6, 56(sp)
  ld s7, 64(sp)
  ld s8, 72(sp)
  ld s9, 80(sp)
  ld s10, 88(sp)
  ld s11, 96(sp)
  addi sp, sp, 112
  ret

function guard_unwind_address
  la a0, guard_unwind
  ret

.section .bss.guard_stack, "aw", @nobits
.balign 8
guard_stack:
  .space 8
