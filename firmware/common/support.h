// What is written in assembly, as Swift sees it.
#ifndef SUPPORT_H
#define SUPPORT_H
#include <stdint.h>

uint64_t read_mhartid(void);
uint64_t read_mcycle(void);
uint64_t read_minstret(void);
uint64_t read_mstatus(void);
uint64_t read_mscratch(void);
uint64_t read_mie(void);
uint64_t read_mip(void);
uint64_t read_misa(void);
uint64_t read_marchid(void);
uint64_t read_mimpid(void);
void write_mstatus(uint64_t value);
void set_mstatus(uint64_t bits);
void clear_mstatus(uint64_t bits);
void write_mscratch(uint64_t value);
void set_mscratch(uint64_t bits);
void clear_mscratch(uint64_t bits);
void write_mie(uint64_t value);
void set_mie(uint64_t bits);
void clear_mie(uint64_t bits);

// Sleeps until an interrupt that mie enables is pending; may return early.
void wait_for_interrupt(void);
void memory_fence(void);

// Hands hart 1 a job; it is busy until the job returned.
void hart1_start(void (*job)(void));
uint64_t hart1_is_busy(void);

#endif
