/* Levels as Arrow takes them: an array of structs for each.
 *
 * The fields of a level's struct are the items' parents, their keys, and every column; after a
 * column that was parsed comes whether something stood there. `transform/columnar.py` has the types.
 */
#ifndef MLB_ARROW_H
#define MLB_ARROW_H

#include "arrow_array.h"
#include "table.h"

enum { ALIGNED = 64 };

static size_t aligned(size_t size) { return (size + ALIGNED - 1) / ALIGNED * ALIGNED; }

static void release_field(ArrowArray *a) {
    free(a->private_data);
    a->release = NULL;
}

static void release_level(ArrowArray *a) {
    for (int64_t i = 0; i < a->n_children; i++) {
        if (a->children[i]->release) a->children[i]->release(a->children[i]);
        free(a->children[i]);
    }
    free(a->children);
    free(a->private_data);
    a->release = NULL;
}

/* A bit a row from a byte a row, each 0 or 1. */
static void write_bits(unsigned char *bits, const Buffer *bytes) {
    const unsigned char *from = (const unsigned char *)bytes->bytes;
    size_t i = 0;
    for (; i + 8 <= bytes->used; i += 8) {
        uint64_t eight = 0;
        for (int k = 0; k < 8; k++) eight |= (uint64_t)from[i + (size_t)k] << (8 * k);
        bits[i / 8] = (unsigned char)((eight * 0x0102040810204080u) >> 56);
    }
    if (i < bytes->used) bits[i / 8] = 0;
    for (; i < bytes->used; i++) bits[i / 8] |= (unsigned char)(from[i] << (i % 8));
}

typedef struct {
    const Buffer *valid;   /* a byte a row; NULL where every row has a value */
    const Buffer *ends;    /* of texts: where each ends */
    const Buffer *values;
    int is_truth;          /* the values are a byte a row, and become a bit */
} Source;

/* One field of a level, all its buffers in one piece of memory. */
static ArrowArray *new_field(int64_t length, int64_t nulls, Source from) {
    size_t bits = aligned(((size_t)length + 7) / 8);
    size_t offsets = from.ends ? aligned(((size_t)length + 1) * 4) : 0;
    size_t values = from.is_truth ? bits : aligned(from.values->used);
    ArrowArray *a = calloc(1, sizeof *a);
    char *piece = malloc(2 * ALIGNED + bits + offsets + values + ALIGNED);
    if (!a || !piece) {
        free(a);
        free(piece);
        return NULL;
    }
    const void **buffers = (const void **)piece; /* three pointers, and then what they point to */
    char *at = (char *)(aligned((size_t)(uintptr_t)piece + ALIGNED));
    *a = (ArrowArray){.length = length, .null_count = nulls, .buffers = buffers,
                      .release = release_field, .private_data = piece};
    buffers[a->n_buffers++] = nulls ? at : NULL;
    if (nulls) write_bits((unsigned char *)at, from.valid);
    at += bits;
    if (from.ends) {
        /* Offsets begin with 0, and ours say where texts end. */
        buffers[a->n_buffers++] = at;
        memset(at, 0, 4);
        if (from.ends->used) memcpy(at + 4, from.ends->bytes, from.ends->used);
        at += offsets;
    }
    buffers[a->n_buffers++] = at;
    if (from.is_truth) write_bits((unsigned char *)at, from.values);
    else if (from.values->used) memcpy(at, from.values->bytes, from.values->used);
    return a;
}

static ArrowArray *new_column(const Column *c) {
    Source from = {&c->valid, is_text(c) ? &c->offsets : NULL, &c->values, c->kind == 'b'};
    return new_field(c->rows, c->nulls, from);
}

static int add_field(ArrowArray *level, ArrowArray *field) {
    if (!field) return NO_MEMORY;
    level->children[level->n_children++] = field;
    return FITS;
}

/* All fields of a level; `level` is emptied where memory is short. */
static int fill_level(ArrowArray *level, const Level *l, int number, const Column *columns, int count) {
    level->length = l->rows;
    level->n_buffers = 1;
    level->release = release_level;
    level->buffers = level->private_data = calloc(1, sizeof *level->buffers);
    level->children = calloc(2 + 2 * (size_t)count, sizeof *level->children);
    if (!level->buffers || !level->children) goto failed;
    Source parents = {NULL, NULL, &l->parents, 0};
    Source keys = {NULL, l->is_keyed ? &l->key_ends : NULL, &l->keys, 0};
    if (add_field(level, new_field(l->rows, 0, parents)) != FITS) goto failed;
    if (add_field(level, new_field(l->rows, 0, keys)) != FITS) goto failed;
    for (int i = 0; i < count; i++) {
        const Column *c = &columns[i];
        if (c->level != number) continue;
        if (add_field(level, new_column(c)) != FITS) goto failed;
        Source is_there = {NULL, NULL, &c->offsets, 1};
        if (is_parsed(c) && add_field(level, new_field(c->rows, 0, is_there)) != FITS) goto failed;
    }
    return FITS;
failed:
    release_level(level);
    return NO_MEMORY;
}

static void destroy_level(PyObject *capsule) {
    ArrowArray *level = PyCapsule_GetPointer(capsule, "arrow_array");
    if (level->release) level->release(level);
    free(level);
}

/* A level in the capsule that Arrow's own protocol names; who imports it owns it. */
static PyObject *level_capsule(const Level *l, int number, const Column *columns, int count) {
    ArrowArray *level = calloc(1, sizeof *level);
    if (!level || fill_level(level, l, number, columns, count) != FITS) {
        free(level);
        return PyErr_NoMemory();
    }
    PyObject *capsule = PyCapsule_New(level, "arrow_array", destroy_level);
    if (!capsule) {
        release_level(level);
        free(level);
    }
    return capsule;
}

#endif
