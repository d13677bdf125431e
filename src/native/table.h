/* Columns and levels while they grow. */
#ifndef MLB_TABLE_H
#define MLB_TABLE_H

#include "scan.h"

typedef struct {
    int level;
    char kind;    /* s text, b boolean, h i l whole numbers, d double, D day, t instant,
                   W whole number or its text, R rate or its text, r as written */
    int allowed;  /* of 'r': the kinds of values that may stand there */
    int32_t rows; /* how many have been given a value or null; those missing are null */
    int32_t nulls;
    Buffer valid;   /* a byte a row */
    Buffer values;  /* of texts: their bytes, one after the other */
    Buffer offsets; /* of texts: where each ends; of W and R: whether something stood there */
} Column;

typedef struct {
    int is_keyed;
    int32_t rows;
    Buffer parents; /* the row of the enclosing level */
    Buffer keys;    /* positions, or bytes of the keys */
    Buffer key_ends;
} Level;

static size_t width_of(char kind) {
    switch (kind) {
    case 'b': return 1;
    case 'h': return 2;
    case 'i':
    case 'W':
    case 'D': return 4;
    default: return 8;
    }
}

static inline int is_text(const Column *c) { return c->kind == 's' || c->kind == 'r'; }
static inline int is_parsed(const Column *c) { return c->kind == 'W' || c->kind == 'R'; }

static int put_zeros(Buffer *b, size_t count) {
    if (make_room(b, count) != FITS) return NO_MEMORY;
    memset(b->bytes + b->used, 0, count);
    b->used += count;
    return FITS;
}

/* Nulls for the rows before `row` that said nothing. */
static int pad(Column *c, int32_t row) {
    if (c->rows >= row) return FITS;
    size_t count = (size_t)(row - c->rows);
    c->rows = row;
    c->nulls += (int32_t)count;
    if (put_zeros(&c->valid, count) != FITS) return NO_MEMORY;
    if (!is_text(c)) {
        if (is_parsed(c) && put_zeros(&c->offsets, count) != FITS) return NO_MEMORY;
        return put_zeros(&c->values, count * width_of(c->kind));
    }
    int32_t end = (int32_t)c->values.used;
    if (make_room(&c->offsets, count * 4) != FITS) return NO_MEMORY;
    for (; count; count--) put(&c->offsets, &end, 4);
    return FITS;
}

static int put_value(Column *c, const void *value) {
    c->rows++;
    if (put(&c->valid, "\1", 1) != FITS) return NO_MEMORY;
    if (is_parsed(c) && put(&c->offsets, "\1", 1) != FITS) return NO_MEMORY;
    return put(&c->values, value, width_of(c->kind));
}

/* No value, said in so many words. */
static int put_placeholder(Column *c) {
    if (pad(c, c->rows + 1) != FITS) return NO_MEMORY;
    c->offsets.bytes[c->offsets.used - 1] = 1;
    return FITS;
}

/* A text whose bytes are in `values` already. */
static int end_text(Column *c) {
    if (c->values.used > INT32_MAX) return MISFIT;
    int32_t end = (int32_t)c->values.used;
    c->rows++;
    if (put(&c->valid, "\1", 1) != FITS) return NO_MEMORY;
    return put(&c->offsets, &end, 4);
}

static int begin_item(Level *level, int32_t parent, int32_t position, const Text *key) {
    if (level->rows == INT32_MAX) return MISFIT;
    level->rows++;
    if (put(&level->parents, &parent, 4) != FITS) return NO_MEMORY;
    if (!level->is_keyed) return put(&level->keys, &position, 4);
    if (put(&level->keys, key->at, (size_t)(key->end - key->at)) != FITS) return NO_MEMORY;
    int32_t end = (int32_t)level->keys.used;
    return put(&level->key_ends, &end, 4);
}

#endif
