// The functions of the assembly files: one instruction each, or the few that belong together.
#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H
#include "../common/support.h"

// What a float instruction gave: bits of its register, and the flags that it raised.
typedef struct {
  uint64_t bits;
  uint64_t flags;
} float_result;

#define NULLARY(name) uint64_t insn_##name(void);
#define UNARY(name) uint64_t insn_##name(uint64_t a);
#define BINARY(name) uint64_t insn_##name(uint64_t a, uint64_t b);
#define ATOMIC(name) uint64_t insn_##name(uint64_t address, uint64_t operand);
#define STORE(name) void insn_##name(uint64_t address, uint64_t value);
#define FLOAT1(name) float_result insn_##name(uint64_t a, uint64_t rounding);
#define FLOAT2(name) float_result insn_##name(uint64_t a, uint64_t b, uint64_t rounding);
#define FLOAT3(name) float_result insn_##name(uint64_t a, uint64_t b, uint64_t c, uint64_t rounding);
#define COMPARE(name) float_result insn_##name(uint64_t a, uint64_t b);
#define CLASSIFY(name) float_result insn_##name(uint64_t a);

// integer.S, compressed.S
NULLARY(lui_80000) NULLARY(auipc_7ffff) NULLARY(jal_link) NULLARY(jalr_odd) NULLARY(fence_i)
NULLARY(c_addi4spn_1020) NULLARY(c_addi16sp) NULLARY(c_jumps)
UNARY(addi_m2048) UNARY(addiw_1) UNARY(slti_m1) UNARY(sltiu_m1) UNARY(xori_m1) UNARY(ori_m2048)
UNARY(andi_m16) UNARY(slli_63) UNARY(srli_63) UNARY(srai_63) UNARY(slliw_31) UNARY(srliw_31) UNARY(sraiw_31)
UNARY(lb) UNARY(lbu) UNARY(lh) UNARY(lhu) UNARY(lw) UNARY(lwu) UNARY(ld) UNARY(c_addi_m32) UNARY(c_addiw_31)
UNARY(c_li_m32) UNARY(c_lui_fffe0) UNARY(c_slli_63) UNARY(c_srli_63) UNARY(c_srai_63) UNARY(c_andi_m32)
UNARY(beqz) UNARY(bnez) UNARY(fmv_w_x) UNARY(fmv_x_w) UNARY(flw) UNARY(fcsr_parts) UNARY(hammer_exchange)
BINARY(add) BINARY(sub) BINARY(sll) BINARY(slt) BINARY(sltu) BINARY(xor) BINARY(srl) BINARY(sra) BINARY(or)
BINARY(and) BINARY(addw) BINARY(subw) BINARY(sllw) BINARY(srlw) BINARY(sraw) BINARY(mul) BINARY(mulh)
BINARY(mulhsu) BINARY(mulhu) BINARY(div) BINARY(divu) BINARY(rem) BINARY(remu) BINARY(mulw) BINARY(divw)
BINARY(divuw) BINARY(remw) BINARY(remuw) BINARY(beq) BINARY(bne) BINARY(blt) BINARY(bge) BINARY(bltu)
BINARY(bgeu) BINARY(c_add) BINARY(c_sub) BINARY(c_xor) BINARY(c_or) BINARY(c_and) BINARY(c_addw)
BINARY(c_subw) BINARY(c_mv) BINARY(c_memory) BINARY(c_stack) BINARY(c_float)
STORE(sb) STORE(sh) STORE(sw) STORE(sd) STORE(fsw)

// atomic.S
ATOMIC(amoswap_w) ATOMIC(amoswap_d) ATOMIC(amoadd_w) ATOMIC(amoadd_d) ATOMIC(amoxor_w) ATOMIC(amoxor_d)
ATOMIC(amoand_w) ATOMIC(amoand_d) ATOMIC(amoor_w) ATOMIC(amoor_d) ATOMIC(amomin_w) ATOMIC(amomin_d)
ATOMIC(amomax_w) ATOMIC(amomax_d) ATOMIC(amominu_w) ATOMIC(amominu_d) ATOMIC(amomaxu_w) ATOMIC(amomaxu_d)
ATOMIC(lr_sc_w) ATOMIC(lr_sc_d) ATOMIC(sc_alone_w) ATOMIC(sc_alone_d)
void insn_hammer_amoadd(void);
void insn_hammer_lr_sc(void);
void insn_hammer_lock(void);

// float.S
FLOAT1(fsqrt_s) FLOAT1(fsqrt_d) FLOAT1(fcvt_w_s) FLOAT1(fcvt_w_d) FLOAT1(fcvt_wu_s) FLOAT1(fcvt_wu_d)
FLOAT1(fcvt_l_s) FLOAT1(fcvt_l_d) FLOAT1(fcvt_lu_s) FLOAT1(fcvt_lu_d) FLOAT1(fcvt_s_w) FLOAT1(fcvt_s_wu)
FLOAT1(fcvt_s_l) FLOAT1(fcvt_s_lu) FLOAT1(fcvt_d_l) FLOAT1(fcvt_d_lu) FLOAT1(fcvt_s_d) FLOAT1(fcvt_d_s)
FLOAT2(fadd_s) FLOAT2(fadd_d) FLOAT2(fsub_s) FLOAT2(fsub_d) FLOAT2(fmul_s) FLOAT2(fmul_d) FLOAT2(fdiv_s)
FLOAT2(fdiv_d) FLOAT2(fmin_s) FLOAT2(fmin_d) FLOAT2(fmax_s) FLOAT2(fmax_d) FLOAT2(fsgnj_s) FLOAT2(fsgnj_d)
FLOAT2(fsgnjn_s) FLOAT2(fsgnjn_d) FLOAT2(fsgnjx_s) FLOAT2(fsgnjx_d) FLOAT2(fadd_s_rne)
FLOAT3(fmadd_s) FLOAT3(fmadd_d) FLOAT3(fmsub_s) FLOAT3(fmsub_d) FLOAT3(fnmadd_s) FLOAT3(fnmadd_d)
FLOAT3(fnmsub_s) FLOAT3(fnmsub_d)
COMPARE(feq_s) COMPARE(feq_d) COMPARE(flt_s) COMPARE(flt_d) COMPARE(fle_s) COMPARE(fle_d)
CLASSIFY(fclass_s) CLASSIFY(fclass_d)

// traps.S; those that trap give the address of their instruction
uint64_t trap_ecall(void);
uint64_t trap_ebreak(void);
uint64_t trap_c_ebreak(void);
uint64_t trap_read_only_register(void);
uint64_t trap_zero(void);
uint64_t trap_float_off(void);
uint64_t trap_user_ecall(void);
uint64_t trap_misaligned_store(uint64_t address, uint64_t value);
typedef struct {
  uint64_t pc;
  uint64_t value;
} misaligned_load;
misaligned_load trap_misaligned_load(uint64_t address);
uint64_t run_mret(void);
uint64_t run_csr_forms(void);
uint64_t run_guarded(void (*body)(void));
uint64_t guard_unwind_address(void);

// Memory that checks may use: 128 bytes, and 4 KiB for their uncached alias alone.
uint64_t scratch_address(void);
uint64_t dma_address(void);

#endif
