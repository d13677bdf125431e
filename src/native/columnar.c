/* JSON documents to columns, driven by a plan of the places that a mapping reads.
 *
 * A level is a container of items (all plays, all events of all plays, ...); level 0 holds the
 * documents. A column is one leaf within reach of a level's items. One pass over the text, no
 * Python object for any value. What the plan and the answer look like stands in
 * `transform/columnar.py`, their one user.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>

#include "arrow.h"
#include "values.h"

enum { LEAF, OBJECT, ARRAY, KEYED };
enum { TEXT = 1, WHOLE = 2, FRACTION = 4, TRUTH = 8, NESTED = 16 };
enum { NO_ROW = -1, NO_COLUMN = -1, NO_FIELD = -1 };

typedef struct Node {
    int type;
    int index;    /* a leaf's column, a container's level */
    int is_there; /* the column that says that it is, where somebody asks */
    int count;
    struct Node *inner; /* an object's fields, or a container's one item */
    Text *keys;         /* of the fields; the bytes are held by `plan` */
    int *slots;         /* fields by the hash of their key */
    uint32_t mask;
    int *next;          /* for each field the one that followed it last time; at `count` the first */
    int latest;         /* the field that was met last */
    int32_t last_row;   /* the row it was last met in: met twice, its key stands there twice */
} Node;

typedef struct {
    Column *columns;
    Level *levels;
    int column_count, level_count;
    Node root;
    PyObject *plan;
    int is_reading;
} Reader;

static int read_whole(Text *t, Column *c) {
    Number number;
    int64_t value;
    if (read_number(t, &number) != FITS || number_as_whole(&number, &value) != FITS) return MISFIT;
    int bits = (int)width_of(c->kind) * 8;
    if (bits < 64 && (value >= (int64_t)1 << (bits - 1) || value < -((int64_t)1 << (bits - 1))))
        return MISFIT;
    int16_t small = (int16_t)value;
    int32_t middle = (int32_t)value;
    return put_value(c, bits == 16 ? (void *)&small : bits == 32 ? (void *)&middle : (void *)&value);
}

static int read_double(Text *t, Column *c) {
    Number number;
    double value;
    if (read_number(t, &number) != FITS || number_as_double(&number, &value) != FITS) return MISFIT;
    return put_value(c, &value);
}

static int read_truth(Text *t, Column *c) {
    char is_true = peek(t) == 't';
    int found = is_true ? take_word(t, "true", 4) : take_word(t, "false", 5);
    return found == FITS ? put_value(c, &is_true) : found;
}

/* A number, its text, or a text that stands for "no value". */
static int read_number_or_text(Text *t, Column *c) {
    Text said;
    Number number;
    double fraction;
    int64_t whole;
    int is_rate = c->kind == 'R';
    if (peek(t) != '"') return is_rate ? read_double(t, c) : read_whole(t, c);
    if (read_plain_string(t, &said) != FITS) return MISFIT;
    if (is_placeholder(&said)) return put_placeholder(c);
    if (read_digits_of_text(&said, &number) != FITS) return MISFIT;
    if (is_rate) return number_as_double(&number, &fraction) == FITS ? put_value(c, &fraction) : MISFIT;
    if (number_as_whole(&number, &whole) != FITS || whole > INT32_MAX || whole < INT32_MIN) return MISFIT;
    int32_t value = (int32_t)whole;
    return put_value(c, &value);
}

static int read_time(Text *t, Column *c) {
    Text said;
    int64_t value;
    if (read_plain_string(t, &said) != FITS) return MISFIT;
    size_t length = (size_t)(said.end - said.at);
    if (c->kind == 't')
        return read_instant(said.at, length, &value) == FITS ? put_value(c, &value) : MISFIT;
    if (length != 10 || read_day(said.at, &value) != FITS) return MISFIT;
    int32_t days = (int32_t)value;
    return put_value(c, &days);
}

static int kind_of(const Text *written) {
    switch (*written->at) {
    case '"': return TEXT;
    case 't':
    case 'f': return TRUTH;
    case '{':
    case '[': return NESTED;
    }
    for (const char *s = written->at; s < written->end; s++)
        if (*s == '.' || (*s | 0x20) == 'e') return FRACTION;
    return WHOLE;
}

static int read_as_written(Text *t, Column *c, int depth) {
    Text written;
    peek(t);
    written.at = t->at;
    if (skip_value(t, depth) != FITS) return MISFIT;
    written.end = t->at;
    int kind = kind_of(&written);
    if (!(kind & c->allowed)) return MISFIT;
    if (kind & (WHOLE | FRACTION)) {
        Number number;
        double value;
        Text again = written;
        if (read_number(&again, &number) != FITS || number_as_double(&number, &value) != FITS)
            return MISFIT;
    }
    if (put(&c->values, written.at, (size_t)(written.end - written.at)) != FITS) return NO_MEMORY;
    return end_text(c);
}

static int read_leaf(Text *t, Column *c, int32_t row, int depth) {
    if (c->rows > row) return MISFIT; /* its key stands there twice */
    if (pad(c, row) != FITS) return NO_MEMORY;
    if (peek(t) == 'n') return take_word(t, "null", 4) == FITS ? pad(c, row + 1) : MISFIT;
    int found;
    switch (c->kind) {
    case 's': found = read_string(t, &c->values); return found == FITS ? end_text(c) : found;
    case 'b': return read_truth(t, c);
    case 'd': return read_double(t, c);
    case 't':
    case 'D': return read_time(t, c);
    case 'R':
    case 'W': return read_number_or_text(t, c);
    case 'r': return read_as_written(t, c, depth);
    default: return read_whole(t, c);
    }
}

static int read_node(Reader *r, Text *t, Node *node, int level, int depth);

static uint32_t hash_of(const Text *key) {
    uint32_t hash = 2166136261u;
    for (const char *s = key->at; s < key->end; s++) hash = (hash ^ (unsigned char)*s) * 16777619u;
    return hash;
}

static inline int is_same(const Text *one, const Text *other) {
    size_t length = (size_t)(one->end - one->at);
    return (size_t)(other->end - other->at) == length && !memcmp(one->at, other->at, length);
}

/* Whether the key ahead of us is this one; it is left behind then. No key with a quote or an escape
 * is ever asked about: only those that `read_key` once returned. */
static inline int take_key(Text *t, const Text *wanted) {
    size_t length = (size_t)(wanted->end - wanted->at);
    if (peek(t) != '"' || (size_t)(t->end - t->at) < length + 2) return 0;
    if (t->at[length + 1] != '"' || memcmp(t->at + 1, wanted->at, length)) return 0;
    t->at += length + 2;
    return 1;
}

/* The field of the key ahead of us, NULL where no column reads it; key and colon are left behind.
 * Keys mostly come in the order of last time, and are not looked for then. */
static int read_field(Text *t, Node *node, Node **field) {
    Text key;
    int found = node->next[node->latest];
    if (found != NO_FIELD && take_key(t, &node->keys[found])) {
        node->latest = found;
        *field = &node->inner[found];
        return take(t, ':');
    }
    if (read_key(t, &key) != FITS) return MISFIT;
    uint32_t slot = hash_of(&key) & node->mask;
    while ((found = node->slots[slot]) != NO_FIELD && !is_same(&node->keys[found], &key))
        slot = (slot + 1) & node->mask;
    *field = found == NO_FIELD ? NULL : &node->inner[found];
    if (found == NO_FIELD) return FITS;
    node->next[node->latest] = found;
    node->latest = found;
    return FITS;
}

static int read_object(Reader *r, Text *t, Node *node, int level, int depth) {
    Node *field;
    node->latest = node->count;
    t->at++;
    if (peek(t) == '}') {
        t->at++;
        return FITS;
    }
    for (;;) {
        if (read_field(t, node, &field) != FITS) return MISFIT;
        int found = field ? read_node(r, t, field, level, depth + 1) : skip_value(t, depth + 1);
        if (found != FITS) return found;
        char c = peek(t);
        t->at++;
        if (c == '}') return FITS;
        if (c != ',') return MISFIT;
    }
}

static int read_container(Reader *r, Text *t, Node *node, int level, int depth) {
    Level *inside = &r->levels[node->index];
    int32_t parent = r->levels[level].rows - 1, position = 0;
    char last = node->type == ARRAY ? ']' : '}';
    Text key = {NULL, NULL};
    t->at++;
    if (peek(t) == last) {
        t->at++;
        return FITS;
    }
    for (;; position++) {
        if (node->type == KEYED && read_key(t, &key) != FITS) return MISFIT;
        int found = begin_item(inside, parent, position, &key);
        if (found != FITS) return found;
        /* An item that is null has a place among the others, and Python knows which. */
        if (node->inner->type == OBJECT && peek(t) == 'n') return MISFIT;
        found = read_node(r, t, node->inner, node->index, depth + 1);
        if (found != FITS) return found;
        char c = peek(t);
        t->at++;
        if (c == last) return FITS;
        if (c != ',') return MISFIT;
    }
}

static int read_node(Reader *r, Text *t, Node *node, int level, int depth) {
    int32_t row = r->levels[level].rows - 1;
    if (depth > DEEPEST) return MISFIT;
    if (node->type == LEAF) return read_leaf(t, &r->columns[node->index], row, depth);
    if (node->last_row == row) return MISFIT;
    node->last_row = row;
    char first = peek(t);
    if (first == 'n') return take_word(t, "null", 4);
    if (first != (node->type == ARRAY ? '[' : '{')) return MISFIT;
    if (node->is_there != NO_COLUMN) {
        Column *is_there = &r->columns[node->is_there];
        if (pad(is_there, row) != FITS || put_value(is_there, "\1") != FITS) return NO_MEMORY;
    }
    if (node->type == OBJECT) return read_object(r, t, node, level, depth);
    return read_container(r, t, node, level, depth);
}

static int read_document(Reader *r, Text text) {
    int32_t row = r->levels[0].rows;
    if (!is_utf8((const unsigned char *)text.at, (const unsigned char *)text.end)) return MISFIT;
    if (begin_item(&r->levels[0], row, 0, NULL) != FITS) return NO_MEMORY;
    if (peek(&text) == 'n') return MISFIT;
    int found = read_node(r, &text, &r->root, 0, 0);
    if (found != FITS) return found;
    return peek(&text) || text.at != text.end ? MISFIT : FITS;
}

/* Rows at the end that said nothing are null as well. */
static int complete_columns(Reader *r) {
    for (int i = 0; i < r->column_count; i++)
        if (pad(&r->columns[i], r->levels[r->columns[i].level].rows) != FITS) return NO_MEMORY;
    return FITS;
}

static PyObject *answer(Reader *r) {
    PyObject *levels = PyList_New(r->level_count);
    for (int i = 0; levels && i < r->level_count; i++) {
        PyObject *one = level_capsule(&r->levels[i], i, r->columns, r->column_count);
        if (!one || PyList_SetItem(levels, i, one) < 0) Py_CLEAR(levels);
    }
    return levels;
}

static PyObject *none(void) {
    Py_INCREF(Py_None);
    return Py_None;
}

/* ---- the plan ---- */

static void free_node(Node *node) {
    for (int i = 0; node->inner && i < node->count; i++) free_node(&node->inner[i]);
    free(node->inner);
    free(node->keys);
    free(node->slots);
    free(node->next);
}

static void free_reader(Reader *r) {
    free_node(&r->root);
    for (int i = 0; r->columns && i < r->column_count; i++) {
        free(r->columns[i].valid.bytes);
        free(r->columns[i].values.bytes);
        free(r->columns[i].offsets.bytes);
    }
    for (int i = 0; r->levels && i < r->level_count; i++) {
        free(r->levels[i].parents.bytes);
        free(r->levels[i].keys.bytes);
        free(r->levels[i].key_ends.bytes);
    }
    free(r->columns);
    free(r->levels);
    Py_XDECREF(r->plan);
    free(r);
}

static void empty_node(Node *node) {
    node->last_row = NO_ROW;
    for (int i = 0; i < node->count; i++) empty_node(&node->inner[i]);
}

static void empty_reader(Reader *r) {
    empty_node(&r->root);
    for (int i = 0; i < r->column_count; i++) {
        Column *c = &r->columns[i];
        c->rows = c->nulls = 0;
        c->valid.used = c->values.used = c->offsets.used = 0;
    }
    for (int i = 0; i < r->level_count; i++) {
        Level *l = &r->levels[i];
        l->rows = 0;
        l->parents.used = l->keys.used = l->key_ends.used = 0;
    }
}

static int index_keys(Node *node) {
    uint32_t room = 4;
    while (room < 2 * (uint32_t)node->count) room *= 2;
    node->mask = room - 1;
    node->slots = malloc(room * sizeof *node->slots);
    node->next = malloc(((size_t)node->count + 1) * sizeof *node->next);
    if (!node->slots || !node->next) return NO_MEMORY;
    for (uint32_t i = 0; i < room; i++) node->slots[i] = NO_FIELD;
    for (int i = 0; i <= node->count; i++) node->next[i] = NO_FIELD;
    for (int i = 0; i < node->count; i++) {
        uint32_t slot = hash_of(&node->keys[i]) & node->mask;
        while (node->slots[slot] != NO_FIELD) slot = (slot + 1) & node->mask;
        node->slots[slot] = i;
    }
    return FITS;
}

/* (type, index, is_there, ((key, node), ...)); a container has one field, whose key says nothing. */
static int build_node(Node *node, PyObject *plan) {
    PyObject *fields;
    if (!PyArg_ParseTuple(plan, "iiiO!", &node->type, &node->index, &node->is_there,
                          &PyTuple_Type, &fields)) return -1;
    Py_ssize_t count = PyTuple_Size(fields);
    node->inner = calloc((size_t)count + 1, sizeof *node->inner);
    node->keys = calloc((size_t)count + 1, sizeof *node->keys);
    if (!node->inner || !node->keys) return PyErr_NoMemory(), -1;
    node->count = (int)count;
    for (Py_ssize_t i = 0; i < count; i++) {
        const char *key;
        Py_ssize_t length;
        PyObject *inner;
        PyObject *field = PyTuple_GetItem(fields, i);
        if (!PyArg_ParseTuple(field, "y#O!", &key, &length, &PyTuple_Type, &inner)) return -1;
        node->keys[i].at = key;
        node->keys[i].end = key + length;
        if (build_node(&node->inner[i], inner) < 0) return -1;
    }
    if (index_keys(node) != FITS) return PyErr_NoMemory(), -1;
    return 0;
}

static int build_columns(Reader *r, PyObject *columns) {
    Py_ssize_t count = PyTuple_Size(columns);
    r->columns = calloc((size_t)count + 1, sizeof *r->columns);
    if (!r->columns) return PyErr_NoMemory(), -1;
    r->column_count = (int)count;
    for (Py_ssize_t i = 0; i < count; i++) {
        Column *c = &r->columns[i];
        int kind;
        PyObject *one = PyTuple_GetItem(columns, i);
        if (!PyArg_ParseTuple(one, "iCi", &c->level, &kind, &c->allowed)) return -1;
        c->kind = (char)kind;
    }
    return 0;
}

static int build_levels(Reader *r, PyObject *levels) {
    Py_ssize_t count = PyTuple_Size(levels);
    r->levels = calloc((size_t)count + 1, sizeof *r->levels);
    if (!r->levels) return PyErr_NoMemory(), -1;
    r->level_count = (int)count;
    for (Py_ssize_t i = 0; i < count; i++)
        r->levels[i].is_keyed = PyObject_IsTrue(PyTuple_GetItem(levels, i));
    return 0;
}

/* ---- what Python sees ---- */

static const char NAME[] = "mlb_data_platform.transform._columnar.Reader";

static void destroy(PyObject *capsule) { free_reader(PyCapsule_GetPointer(capsule, NAME)); }

PyDoc_STRVAR(compile_doc, "compile_plan(root, columns, levels): make a plan into a reader.");

static PyObject *compile_plan(PyObject *module, PyObject *args) {
    PyObject *root, *columns, *levels;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!O!", &PyTuple_Type, &root, &PyTuple_Type, &columns,
                          &PyTuple_Type, &levels))
        return NULL;
    Reader *r = calloc(1, sizeof *r);
    if (!r) return PyErr_NoMemory();
    Py_INCREF(args);
    r->plan = args;
    if (build_node(&r->root, root) < 0 || build_columns(r, columns) < 0 || build_levels(r, levels) < 0) {
        free_reader(r);
        return NULL;
    }
    PyObject *capsule = PyCapsule_New(r, NAME, destroy);
    if (!capsule) free_reader(r);
    return capsule;
}

PyDoc_STRVAR(read_doc, "read_documents(reader, bodies): a capsule a level, or None where a document does not fit.");

static PyObject *read_documents(PyObject *module, PyObject *args) {
    PyObject *capsule, *bodies;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO!", &capsule, &PyTuple_Type, &bodies)) return NULL;
    Reader *r = PyCapsule_GetPointer(capsule, NAME);
    if (!r) return NULL;
    if (r->is_reading) {
        PyErr_SetString(PyExc_RuntimeError, "a reader is for one thread at a time");
        return NULL;
    }
    Py_ssize_t count = PyTuple_Size(bodies);
    Text *texts = calloc((size_t)count + 1, sizeof *texts);
    if (!texts) return PyErr_NoMemory();
    for (Py_ssize_t i = 0; i < count; i++) {
        char *bytes;
        Py_ssize_t length;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(bodies, i), &bytes, &length) < 0) {
            free(texts);
            return NULL;
        }
        texts[i].at = bytes;
        texts[i].end = bytes + length;
    }
    int found = FITS;
    r->is_reading = 1;
    Py_BEGIN_ALLOW_THREADS;
    empty_reader(r);
    for (Py_ssize_t i = 0; i < count && found == FITS; i++) found = read_document(r, texts[i]);
    if (found == FITS) found = complete_columns(r);
    Py_END_ALLOW_THREADS;
    PyObject *answered = found == NO_MEMORY ? PyErr_NoMemory() : found == MISFIT ? none() : answer(r);
    r->is_reading = 0;
    free(texts);
    return answered;
}

static PyMethodDef methods[] = {
    {"compile_plan", compile_plan, METH_VARARGS, compile_doc},
    {"read_documents", read_documents, METH_VARARGS, read_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_columnar", "JSON documents to columns; see transform/columnar.py.", 0,
    methods,               NULL,        NULL,                                                     NULL,
    NULL,
};

PyMODINIT_FUNC PyInit__columnar(void) { return PyModule_Create(&definition); }
