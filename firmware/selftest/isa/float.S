# Float instructions on raw bits: operands in a0, a1, a2, the rounding mode in the argument after them.
# Results: a0 = bits of the register (integers as they are), a1 = fflags, which were clear before.
.macro function name
.section .text.insn_\name, "ax"
.globl insn_\name
insn_\name:
.endm

.macro enter rounding
  csrw fcsr, zero
  fsrm \rounding
.endm

.macro leave
  frflags a1
  csrw fcsr, zero
  ret
.endm

# Two operands and a rounding mode.
.macro arithmetic name, format
function \name\()_\format
  fmv.d.x fa0, a0
  fmv.d.x fa1, a1
  enter a2
  \name\().\format fa0, fa0, fa1
  fmv.x.d a0, fa0
  leave
.endm
.irp name, fadd, fsub, fmul, fdiv, fmin, fmax, fsgnj, fsgnjn, fsgnjx
arithmetic \name, s
arithmetic \name, d
.endr

.macro comparison name, format
function \name\()_\format
  fmv.d.x fa0, a0
  fmv.d.x fa1, a1
  enter zero
  \name\().\format a0, fa0, fa1
  leave
.endm
.irp name, feq, flt, fle
comparison \name, s
comparison \name, d
.endr

.macro fused name, format
function \name\()_\format
  fmv.d.x fa0, a0
  fmv.d.x fa1, a1
  fmv.d.x fa2, a2
  enter a3
  \name\().\format fa0, fa0, fa1, fa2
  fmv.x.d a0, fa0
  leave
.endm
.irp name, fmadd, fmsub, fnmadd, fnmsub
fused \name, s
fused \name, d
.endr

# One operand, to a float register.
.macro root format
function fsqrt_\format
  fmv.d.x fa0, a0
  enter a1
  fsqrt.\format fa0, fa0
  fmv.x.d a0, fa0
  leave
function fclass_\format
  fmv.d.x fa0, a0
  enter zero
  fclass.\format a0, fa0
  leave
.endm
root s
root d

.macro to_integer name, source
function fcvt_\name\()_\source
  fmv.d.x fa0, a0
  enter a1
  fcvt.\name\().\source a0, fa0
  leave
.endm
.macro from_integer name, source
function fcvt_\source\()_\name
  enter a1
  fcvt.\source\().\name fa0, a0
  fmv.x.d a0, fa0
  leave
.endm
.irp integer, w, wu, l, lu
to_integer \integer, s
to_integer \integer, d
.endr
from_integer w, s
from_integer wu, s
from_integer l, s
from_integer lu, s
from_integer l, d
from_integer lu, d

function fcvt_s_d
  fmv.d.x fa0, a0
  enter a1
  fcvt.s.d fa0, fa0
  fmv.x.d a0, fa0
  leave

function fcvt_d_s
  fmv.d.x fa0, a0
  enter a1
  fcvt.d.s fa0, fa0
  fmv.x.d a0, fa0
  leave

# A static rounding mode goes before frm: to nearest, whatever a2 says.
function fadd_s_rne
  fmv.d.x fa0, a0
  fmv.d.x fa1, a1
  enter a2
  fadd.s fa0, fa0, fa1, rne
  fmv.x.d a0, fa0
  leave

# Moves and memory: a0 = bits of the register after the single a0 went through fmv.w.x
function fmv_w_x
  fmv.w.x fa0, a0
  fmv.x.d a0, fa0
  ret
function fmv_x_w
  fmv.d.x fa0, a0
  fmv.x.w a0, fa0
  ret
# flw at address a0: the register's bits
function flw
  flw fa0, 0(a0)
  fmv.x.d a0, fa0
  ret
# fsw of the register a1 at address a0
function fsw
  fmv.d.x fa0, a1
  fsw fa0, 0(a0)
  ret

# fcsr from a0, then a0 = fcsr | frm << 16 | fflags << 32
function fcsr_parts
  csrw fcsr, a0
  csrr a0, fcsr
  csrr a1, frm
  slli a1, a1, 16
  or a0, a0, a1
  csrr a1, fflags
  slli a1, a1, 32
  or a0, a0, a1
  csrw fcsr, zero
  ret
