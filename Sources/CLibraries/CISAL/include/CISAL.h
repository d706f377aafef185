// ISA-L's inflate, deflate and CRC behind plain functions: its state structures hold tables of many thousand elements,
// which Swift would import as tuples.

#ifndef STRATA_CISAL_H
#define STRATA_CISAL_H

#include <isa-l.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int status;         // ISA-L's return value, 0 or more is good
    size_t consumed;    // bytes taken from the input
    size_t produced;    // bytes written to the output
    int member_finished;
} strata_inflate_result;

/// A new inflater for gzip members that checks their trailers, or NULL without memory.
static inline void *strata_inflate_create(void) {
    struct inflate_state *state = malloc(sizeof(struct inflate_state));
    if (state == NULL) return NULL;
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;
    return state;
}

static inline void strata_inflate_free(void *handle) { free(handle); }

/// Makes the inflater ready for the next gzip member.
static inline void strata_inflate_next_member(void *handle) {
    struct inflate_state *state = handle;
    isal_inflate_reset(state);
    state->crc_flag = ISAL_GZIP;
}

static inline strata_inflate_result strata_inflate(
    void *handle, const uint8_t *input, size_t input_size, uint8_t *output, size_t output_size
) {
    struct inflate_state *state = handle;
    state->next_in = (uint8_t *)input;
    state->avail_in = (uint32_t)input_size;
    state->next_out = output;
    state->avail_out = (uint32_t)output_size;
    strata_inflate_result result;
    result.status = isal_inflate(state);
    result.consumed = input_size - state->avail_in;
    result.produced = output_size - state->avail_out;
    result.member_finished = state->block_state == ISAL_BLOCK_FINISH;
    return result;
}

/// Working memory that strata_deflate_block needs at its level (0 to 3).
static inline size_t strata_deflate_memory(int level) {
    switch (level) {
    case 0: return 1;
    case 1: return ISAL_DEF_LVL1_DEFAULT;
    case 2: return ISAL_DEF_LVL2_DEFAULT;
    default: return ISAL_DEF_LVL3_DEFAULT;
    }
}

/// Compresses one block to raw deflate that ends on a byte and refers to nothing before it, so that blocks can be
/// made in any order and joined. Returns the bytes written, or 0 when they do not fit.
static inline size_t strata_deflate_block(
    int level, uint8_t *memory, const uint8_t *input, size_t input_size, uint8_t *output, size_t output_size
) {
    struct isal_zstream stream;
    isal_deflate_stateless_init(&stream);
    stream.level = (uint32_t)level;
    stream.level_buf = memory;
    stream.level_buf_size = (uint32_t)strata_deflate_memory(level);
    stream.flush = FULL_FLUSH;
    stream.end_of_stream = 0;
    stream.gzip_flag = IGZIP_DEFLATE;
    stream.next_in = (uint8_t *)input;
    stream.avail_in = (uint32_t)input_size;
    stream.next_out = output;
    stream.avail_out = (uint32_t)output_size;
    if (isal_deflate_stateless(&stream) != COMP_OK || stream.avail_in != 0) return 0;
    return output_size - stream.avail_out;
}

/// CRC-32 as gzip has it, continued from an earlier value (0 at first).
static inline uint32_t strata_crc32(uint32_t crc, const uint8_t *bytes, size_t size) {
    return crc32_gzip_refl(crc, bytes, size);
}

#endif
