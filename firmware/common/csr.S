# Control registers as functions, for a language without inline assembly. Arguments and results in a0.
.macro reader names:vararg
.irp name, \names
.section .text.read_\name, "ax"
.globl read_\name
read_\name:
  csrr a0, \name
  ret
.endr
.endm

.macro changer names:vararg
.irp name, \names
.section .text.write_\name, "ax"
.globl write_\name
write_\name:
  csrw \name, a0
  ret
.section .text.set_\name, "ax"
.globl set_\name
set_\name:
  csrs \name, a0
  ret
.section .text.clear_\name, "ax"
.globl clear_\name
clear_\name:
  csrc \name, a0
  ret
.endr
.endm

reader mhartid, mcycle, minstret, mstatus, mscratch, mie, mip, misa, marchid, mimpid
changer mstatus, mscratch, mie

.section .text.wait_for_interrupt, "ax"
.globl wait_for_interrupt
wait_for_interrupt:
  wfi
  ret

.section .text.memory_fence, "ax"
.globl memory_fence
memory_fence:
  fence
  ret
