# One function per instruction, so that Swift can have exactly this one executed.
.option norvc
.macro function name
.section .text.insn_\name, "ax"
.globl insn_\name
insn_\name:
.endm

# a0 = a0 op a1
.macro binary names:vararg
.irp name, \names
function \name
  \name a0, a0, a1
  ret
.endr
.endm
binary add, sub, sll, slt, sltu, xor, srl, sra, or, and, addw, subw, sllw, srlw, sraw
binary mul, mulh, mulhsu, mulhu, div, divu, rem, remu, mulw, divw, divuw, remw, remuw

# a0 = a0 op constant
.macro immediate label, name, constant
function \label
  \name a0, a0, \constant
  ret
.endm
immediate addi_m2048, addi, -2048
immediate addiw_1, addiw, 1
immediate slti_m1, slti, -1
immediate sltiu_m1, sltiu, -1
immediate xori_m1, xori, -1
immediate ori_m2048, ori, -2048
immediate andi_m16, andi, -16
immediate slli_63, slli, 63
immediate srli_63, srli, 63
immediate srai_63, srai, 63
immediate slliw_31, slliw, 31
immediate srliw_31, srliw, 31
immediate sraiw_31, sraiw, 31

# a0 = whether the branch of a0 and a1 is taken
.macro branch names:vararg
.irp name, \names
function \name
  \name a0, a1, 1f
  li a0, 0
  ret
1:li a0, 1
  ret
.endr
.endm
branch beq, bne, blt, bge, bltu, bgeu

# a0 = what is at address a0
.macro loading names:vararg
.irp name, \names
function \name
  \name a0, 0(a0)
  ret
.endr
.endm
loading lb, lbu, lh, lhu, lw, lwu, ld

# stores a1 at address a0
.macro storing names:vararg
.irp name, \names
function \name
  \name a1, 0(a0)
  ret
.endr
.endm
storing sb, sh, sw, sd

function lui_80000
  lui a0, 0x80000
  ret

# The distance of two auipc, less that of the instructions.
function auipc_7ffff
  auipc a0, 0x7FFFF
  auipc a1, 0
  sub a0, a0, a1
  addi a0, a0, 4
  ret

# a0 = what jal leaves in its register, less the address of the instruction after it
function jal_link
  jal a1, 1f
1:la a0, 1b
  sub a0, a1, a0
  ret

# jalr clears bit 0 of its target; a0 = 1 when it arrives
function jalr_odd
  la a1, 1f
  addi a1, a1, 4
  jalr a2, -3(a1)
  li a0, 0
  ret
1:li a0, 1
  ret

# fence.i: a function is written, then called; a0 = what it returns
function fence_i
  la a1, patch_area
  lui a2, 0x02A00               # addi a0, zero, 42
  addi a2, a2, 0x513
  sw a2, 0(a1)
  lui a2, 0x8                   # ret
  addi a2, a2, 0x067
  sw a2, 4(a1)
  fence.i
  jr a1

.section .bss.patch_area, "aw", @nobits
.balign 64
patch_area:
  .space 64

# 64 bytes that every check may use.
.section .bss.scratch, "aw", @nobits
.balign 64
scratch:
  .space 128
.section .text.scratch_address, "ax"
.globl scratch_address
scratch_address:
  la a0, scratch
  ret

# 4 KiB that only their uncached alias may touch.
.section .noinit.dma, "aw", @nobits
.balign 64
dma_area:
  .space 4096
.section .text.dma_address, "ax"
.globl dma_address
dma_address:
  la a0, dma_area
  ret
