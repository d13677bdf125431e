/* Rows as PostgreSQL's binary COPY reads them (postgresql.org/docs/current/sql-copy.html): a record
 * batch of Arrow in, the whole stream out. Numbers are in network order, days and instants count
 * from 2000 on.
 *
 * Two passes: how long it will be, then every value right to its place. `warehouse/copy.py` has the
 * types; whatever they do not name goes another way.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>
#include <stdlib.h>
#include <string.h>

#include "arrow_array.h"

enum { TEXT_TYPE = 25, INTEGER_TYPE = 23 };         /* of elements, as pg_type numbers them */
enum { ARRAY_HEAD = 12, DIMENSION_HEAD = 8 };       /* bytes */
static const int32_t DAYS_TO_2000 = 10957;          /* from 1970 */
static const int64_t US_TO_2000 = 946684800000000;

/* The signature, flags, and the length of an extension; at the end a row of -1 fields. */
static const char HEADER[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
enum { HEADER_BYTES = 19, TRAILER_BYTES = 2 };

/* What a column holds; see `_KINDS` of copy.py. */
typedef struct Column {
    char kind;
    const uint8_t *valid;  /* a bit a row; NULL where every row has a value */
    const uint8_t *values;
    const int32_t *ends;   /* of texts and lists: where each begins, and the last one ends */
    int64_t first;         /* the row that counts as row 0 */
} Column;

typedef struct {
    Column column;
    Column element; /* of a list */
} Field;

static inline int bit(const uint8_t *bits, int64_t i) { return bits[i >> 3] >> (i & 7) & 1; }

static inline int has_value(const Column *c, int64_t row) {
    return !c->valid || bit(c->valid, c->first + row);
}

static inline size_t width_of(char kind) {
    switch (kind) {
    case 'b': return 1;
    case 'h': return 2;
    case 'i':
    case 'D': return 4;
    default: return 8;
    }
}

static inline int is_list(char kind) { return kind == 'S' || kind == 'I'; }
static inline int is_text(char kind) { return kind == 's' || kind == 'j'; }

static inline char *put_16(char *at, uint16_t n) {
    at[0] = (char)(n >> 8);
    at[1] = (char)n;
    return at + 2;
}

static inline char *put_32(char *at, uint32_t n) {
    return put_16(put_16(at, (uint16_t)(n >> 16)), (uint16_t)n);
}

static inline char *put_64(char *at, uint64_t n) {
    return put_32(put_32(at, (uint32_t)(n >> 32)), (uint32_t)n);
}

/* ---- how long ---- */

static size_t size_of_text(const Column *c, int64_t row) {
    int64_t i = c->first + row;
    return (size_t)(c->ends[i + 1] - c->ends[i]) + (c->kind == 'j');
}

static size_t size_of_list(const Field *f, int64_t row) {
    int64_t i = f->column.first + row, from = f->column.ends[i], to = f->column.ends[i + 1];
    if (from == to) return ARRAY_HEAD;
    size_t size = ARRAY_HEAD + DIMENSION_HEAD + 4 * (size_t)(to - from);
    for (int64_t k = from; k < to; k++) {
        if (!has_value(&f->element, k)) continue;
        size += f->element.kind == 's' ? size_of_text(&f->element, k) : 4;
    }
    return size;
}

/* The values of a column; their lengths, four bytes a row, are not in it. */
static size_t size_of(const Field *f, int64_t rows) {
    const Column *c = &f->column;
    size_t size = 0;
    for (int64_t row = 0; row < rows; row++) {
        if (!has_value(c, row)) continue;
        size += is_text(c->kind)   ? size_of_text(c, row)
                : is_list(c->kind) ? size_of_list(f, row)
                                   : width_of(c->kind);
    }
    return size;
}

/* ---- every value to its place ---- */

static char *put_text(char *at, const Column *c, int64_t row) {
    size_t size = size_of_text(c, row), marked = c->kind == 'j';
    at = put_32(at, (uint32_t)size);
    if (marked) *at++ = 1; /* the version of JSONB */
    size -= marked;
    if (size) memcpy(at, c->values + c->ends[c->first + row], size);
    return at + size;
}

static char *put_list(char *at, const Field *f, int64_t row) {
    int64_t i = f->column.first + row, from = f->column.ends[i], to = f->column.ends[i + 1];
    int has_nulls = 0;
    for (int64_t k = from; k < to; k++) has_nulls |= !has_value(&f->element, k);
    at = put_32(at, (uint32_t)size_of_list(f, row));
    at = put_32(at, from < to); /* dimensions */
    at = put_32(at, (uint32_t)has_nulls);
    at = put_32(at, f->element.kind == 's' ? TEXT_TYPE : INTEGER_TYPE);
    if (from == to) return at;
    at = put_32(at, (uint32_t)(to - from));
    at = put_32(at, 1); /* the number of the first element */
    for (int64_t k = from; k < to; k++) {
        if (!has_value(&f->element, k)) {
            at = put_32(at, UINT32_MAX);
        } else if (f->element.kind == 's') {
            at = put_text(at, &f->element, k);
        } else {
            uint32_t number;
            memcpy(&number, f->element.values + 4 * (f->element.first + k), 4);
            at = put_32(put_32(at, 4), number);
        }
    }
    return at;
}

static char *put_value(char *at, const Field *f, int64_t row) {
    const Column *c = &f->column;
    int64_t i = c->first + row;
    union { uint16_t h; uint32_t i; int32_t day; uint64_t l; int64_t instant; } n;
    switch (c->kind) {
    case 'b':
        at = put_32(at, 1);
        *at++ = (char)bit(c->values, i);
        return at;
    case 'h':
        memcpy(&n.h, c->values + 2 * i, 2);
        return put_16(put_32(at, 2), n.h);
    case 'i':
        memcpy(&n.i, c->values + 4 * i, 4);
        return put_32(put_32(at, 4), n.i);
    case 'D':
        memcpy(&n.day, c->values + 4 * i, 4);
        return put_32(put_32(at, 4), (uint32_t)n.day - (uint32_t)DAYS_TO_2000);
    case 't':
        memcpy(&n.instant, c->values + 8 * i, 8);
        return put_64(put_32(at, 8), (uint64_t)n.instant - (uint64_t)US_TO_2000);
    case 's':
    case 'j': return put_text(at, c, row);
    case 'S':
    case 'I': return put_list(at, f, row);
    default: /* l, d */
        memcpy(&n.l, c->values + 8 * i, 8);
        return put_64(put_32(at, 8), n.l);
    }
}

static void write_rows(char *at, const Field *fields, int64_t count, int64_t rows) {
    memcpy(at, HEADER, HEADER_BYTES);
    at += HEADER_BYTES;
    for (int64_t row = 0; row < rows; row++) {
        at = put_16(at, (uint16_t)count);
        for (int64_t k = 0; k < count; k++) {
            const Field *f = &fields[k];
            at = has_value(&f->column, row) ? put_value(at, f, row) : put_32(at, UINT32_MAX);
        }
    }
    put_16(at, UINT16_MAX);
}

/* ---- what Python sees ---- */

static Column column_of(const ArrowArray *a, char kind, int64_t first) {
    int has_ends = is_text(kind) || is_list(kind);
    return (Column){
        .kind = kind,
        .valid = a->null_count ? a->buffers[0] : NULL,
        .ends = has_ends ? a->buffers[1] : NULL,
        .values = is_list(kind) ? NULL : a->buffers[has_ends ? 2 : 1],
        .first = a->offset + first,
    };
}

static Field field_of(const ArrowArray *a, char kind, int64_t first) {
    Field f = {.column = column_of(a, kind, first)};
    if (is_list(kind)) f.element = column_of(a->children[0], kind == 'S' ? 's' : 'i', 0);
    return f;
}

PyDoc_STRVAR(encode_doc, "encode_rows(batch, kinds): a stream for COPY, of a batch in Arrow's capsule.");

static PyObject *encode_rows(PyObject *module, PyObject *args) {
    PyObject *capsule;
    const char *kinds;
    Py_ssize_t count;
    (void)module;
    if (!PyArg_ParseTuple(args, "Oy#", &capsule, &kinds, &count)) return NULL;
    const ArrowArray *batch = PyCapsule_GetPointer(capsule, "arrow_array");
    if (!batch) return NULL;
    if (batch->n_children != count || count > INT16_MAX) {
        PyErr_Format(PyExc_ValueError, "found %lld columns, wanted %zd", (long long)batch->n_children, count);
        return NULL;
    }
    Field *fields = calloc((size_t)count + 1, sizeof *fields);
    if (!fields) return PyErr_NoMemory();
    size_t size = HEADER_BYTES + TRAILER_BYTES + (size_t)batch->length * (2 + 4 * (size_t)count);
    Py_BEGIN_ALLOW_THREADS;
    for (Py_ssize_t k = 0; k < count; k++) {
        fields[k] = field_of(batch->children[k], kinds[k], batch->offset);
        size += size_of(&fields[k], batch->length);
    }
    Py_END_ALLOW_THREADS;
    PyObject *stream = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (stream) {
        char *at = PyBytes_AsString(stream);
        Py_BEGIN_ALLOW_THREADS;
        write_rows(at, fields, count, batch->length);
        Py_END_ALLOW_THREADS;
    }
    free(fields);
    return stream;
}

static PyMethodDef methods[] = {
    {"encode_rows", encode_rows, METH_VARARGS, encode_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_binary_copy", "Rows for COPY; see warehouse/copy.py.", 0,
    methods,               NULL,           NULL,                                    NULL,
    NULL,
};

PyMODINIT_FUNC PyInit__binary_copy(void) { return PyModule_Create(&definition); }
