/* Columns and levels while they grow, and as what Python gets of them: buffers of Arrow's layout. */
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

static PyObject *bytes_of(const Buffer *b) {
    return PyBytes_FromStringAndSize(b->bytes ? b->bytes : "", (Py_ssize_t)b->used);
}

/* A bit a row, as Arrow has them. */
static PyObject *bits_of(const Buffer *b) {
    PyObject *packed = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)((b->used + 7) / 8));
    if (!packed) return NULL;
    char *bits = PyBytes_AsString(packed);
    memset(bits, 0, (b->used + 7) / 8);
    for (size_t i = 0; i < b->used; i++)
        if (b->bytes[i]) bits[i / 8] |= (char)(1 << (i % 8));
    return packed;
}

/* Offsets begin with 0, and ours say where texts end. */
static PyObject *offsets_of(const Buffer *ends) {
    PyObject *offsets = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)ends->used + 4);
    if (!offsets) return NULL;
    memset(PyBytes_AsString(offsets), 0, 4);
    if (ends->used) memcpy(PyBytes_AsString(offsets) + 4, ends->bytes, ends->used);
    return offsets;
}

static PyObject *none(void) {
    Py_INCREF(Py_None);
    return Py_None;
}

static PyObject *column_answer(const Column *c) {
    PyObject *valid = c->nulls ? bits_of(&c->valid) : none();
    PyObject *offsets = is_text(c)     ? offsets_of(&c->offsets)
                        : is_parsed(c) ? bits_of(&c->offsets)
                                       : none();
    PyObject *values = c->kind == 'b' ? bits_of(&c->values) : bytes_of(&c->values);
    if (valid && offsets && values)
        return Py_BuildValue("(iNNN)", (int)c->nulls, valid, offsets, values);
    Py_XDECREF(valid);
    Py_XDECREF(offsets);
    Py_XDECREF(values);
    return NULL;
}

static PyObject *level_answer(const Level *l) {
    PyObject *parents = bytes_of(&l->parents);
    PyObject *ends = l->is_keyed ? offsets_of(&l->key_ends) : none();
    PyObject *keys = bytes_of(&l->keys);
    if (parents && ends && keys) return Py_BuildValue("(iNNN)", (int)l->rows, parents, ends, keys);
    Py_XDECREF(parents);
    Py_XDECREF(ends);
    Py_XDECREF(keys);
    return NULL;
}

#endif
