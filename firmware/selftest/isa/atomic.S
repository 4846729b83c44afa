# Atomic instructions: a0 is an address, a1 the operand, the result is what was there before.
.macro function name
.section .text.insn_\name, "ax"
.globl insn_\name
insn_\name:
.endm

.macro atomic name, width
function \name\()_\width
  \name\().\width a0, a1, (a0)
  ret
.endm
.irp name, amoswap, amoadd, amoxor, amoand, amoor, amomin, amomax, amominu, amomaxu
atomic \name, w
atomic \name, d
.endr

# lr, then sc of a1 with nothing between: a0 = what lr read, or all ones when sc failed a hundred times over
.macro reserved width
function lr_sc_\width
  li t2, 100
1:lr.\width t0, (a0)
  sc.\width t1, a1, (a0)
  beqz t1, 2f
  addi t2, t2, -1
  bnez t2, 1b
  li t0, -1
2:mv a0, t0
  ret

# sc without a reservation, which the sc before has used up: a0 = 1 when it failed
function sc_alone_\width
  lr.\width t0, (a0)
  sc.\width t1, t0, (a0)
  sc.\width t1, a1, (a0)
  snez a0, t1
  ret
.endm
reserved w
reserved d

# What both harts run at once, 20,000 times each.
.equ ROUNDS, 20000
function hammer_amoadd
  la a0, hammer_counter
  li t0, ROUNDS
  li t1, 1
1:amoadd.d zero, t1, (a0)
  addi t0, t0, -1
  bnez t0, 1b
  ret

function hammer_lr_sc
  la a0, hammer_counter
  li t0, ROUNDS
1:lr.d t1, (a0)
  addi t1, t1, 1
  sc.d t2, t1, (a0)
  bnez t2, 1b
  addi t0, t0, -1
  bnez t0, 1b
  ret

# A lock of amoswap around a plain sum.
function hammer_lock
  la a0, hammer_counter
  la a1, hammer_word
  li t0, ROUNDS
  li t1, 1
1:amoswap.w.aq t2, t1, (a1)
  bnez t2, 1b
  ld t3, 0(a0)
  addi t3, t3, 1
  sd t3, 0(a0)
  amoswap.w.rl zero, zero, (a1)
  addi t0, t0, -1
  bnez t0, 1b
  ret

# Puts a value into the counter and gives back what was in it.
function hammer_exchange
  la a1, hammer_counter
  amoswap.d.aqrl a0, a0, (a1)
  ret

.section .bss.hammer, "aw", @nobits
.balign 64
hammer_counter:
  .space 64
hammer_word:
  .space 64
