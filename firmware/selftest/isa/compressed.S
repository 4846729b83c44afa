# Instructions of 16 bits, each in a function of its own; the assembler refuses what has no such form.
.option rvc
.macro function name
.section .text.insn_\name, "ax"
.globl insn_\name
insn_\name:
.endm

# a0 = a0 op a1
.macro binary names:vararg
.irp name, \names
function c_\name
  c.\name a0, a1
  ret
.endr
.endm
binary add, sub, xor, or, and, addw, subw, mv

# a0 = a0 op constant
.macro immediate label, name, constant
function \label
  \name a0, \constant
  ret
.endm
immediate c_addi_m32, c.addi, -32
immediate c_addiw_31, c.addiw, 31
immediate c_li_m32, c.li, -32
immediate c_lui_fffe0, c.lui, 0xFFFE0
immediate c_slli_63, c.slli, 63
immediate c_srli_63, c.srli, 63
immediate c_srai_63, c.srai, 63
immediate c_andi_m32, c.andi, -32

function c_addi4spn_1020
  c.addi4spn a0, sp, 1020
  sub a0, a0, sp
  ret

# a0 = how far sp moved, by the two ends of the range
function c_addi16sp
  mv a1, sp
  c.addi16sp sp, -512
  sub a0, a1, sp
  c.addi16sp sp, 496
  c.addi16sp sp, 16
  sub a1, a1, sp
  add a0, a0, a1
  ret

# a0 = 1 when the branch is taken
.macro branch names:vararg
.irp name, \names
function \name
  c.\name a0, 1f
  li a0, 0
  ret
1:li a0, 1
  ret
.endr
.endm
branch beqz, bnez

# a0 = bits of the jumps that arrived
function c_jumps
  mv t1, ra
  li a0, 0
  c.j 1f
  ret
1:ori a0, a0, 1
  la t0, 2f
  c.jr t0
  ret
2:ori a0, a0, 2
  la t0, 3f
  c.jalr t0
4:jr t1
3:la t0, 4b
  bne t0, ra, 4b
  ori a0, a0, 4
  c.jr t1

# Stores a1 by 16-bit forms around address a0, loads it back by others, and folds what came.
function c_memory
  mv a2, a0
  c.sw a1, 124(a2)
  c.lw a0, 124(a2)
  c.sd a1, 64(a2)
  c.ld a3, 64(a2)
  c.xor a0, a3
  ret

function c_stack
  c.addi16sp sp, -64
  c.swsp a1, 12(sp)
  c.sdsp a1, 56(sp)
  c.lwsp a0, 12(sp)
  c.ldsp a3, 56(sp)
  c.addi16sp sp, 64
  c.xor a0, a3
  ret

# Doubles through c.fsd, c.fld, c.fsdsp, c.fldsp: a0 = a1 when nothing was lost
function c_float
  mv a2, a0
  fmv.d.x fa0, a1
  c.fsd fa0, 8(a2)
  c.fld fa1, 8(a2)
  c.addi16sp sp, -64
  c.fsdsp fa1, 56(sp)
  c.fldsp fa2, 56(sp)
  c.addi16sp sp, 64
  fmv.x.d a0, fa2
  ret
