/* Canonical JSON: one spelling for an answer however it was written. Objects have their keys in
 * order, numbers their shortest form, nothing is blank, and no letter is escaped that need not be.
 *
 * The reference is `raw/keys.py`, which decodes and encodes again; this gives the same bytes without
 * an object for every value, or nothing where a document has anything unusual.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>
#include <stdio.h>

#include "scan.h"

/* A field of an object that is being read: where its key is, and what it became in the output. */
typedef struct {
    Text key;
    size_t begin, end;
} Member;

typedef struct {
    Text text;
    Buffer out;
    Buffer members; /* of the objects that are open, the innermost last */
    Buffer scratch;
} Writer;

static int write_value(Writer *w, int depth);

static int write_escape(Buffer *out, unsigned char c) {
    static const char hex[] = "0123456789abcdef", letters[] = "btn?fr";
    char said[6] = {'\\', (char)c};
    if (c == '"' || c == '\\') return put(out, said, 2);
    if (c >= '\b' && c <= '\r' && c != '\v') {
        said[1] = letters[c - '\b'];
        return put(out, said, 2);
    }
    memcpy(said, "\\u00", 4);
    said[4] = hex[c >> 4];
    said[5] = hex[c & 15];
    return put(out, said, 6);
}

static int write_string(Writer *w) {
    Text *t = &w->text;
    if (take(t, '"') != FITS) return MISFIT;
    if (put(&w->out, "\"", 1) != FITS) return NO_MEMORY;
    for (;;) {
        const char *start = t->at;
        skip_plain(t);
        if (put(&w->out, start, (size_t)(t->at - start)) != FITS) return NO_MEMORY;
        if (t->at == t->end) return MISFIT;
        char c = *t->at++, said[4];
        if (c == '"') return put(&w->out, "\"", 1);
        int length = c == '\\' ? read_escape(t, said) : 0;
        if (!length) return MISFIT;
        unsigned char only = (unsigned char)said[0];
        int is_special = length == 1 && (only < 0x20 || only == '"' || only == '\\');
        int found = is_special ? write_escape(&w->out, only) : put(&w->out, said, (size_t)length);
        if (found != FITS) return found;
    }
}

static int read_exponent(const char *s, const char *end, int *power) {
    int value = 0, is_negative = *s == '-';
    s += *s == '-' || *s == '+';
    if (end - s > 4) return MISFIT;
    for (; s < end; s++) value = value * 10 + (*s - '0');
    *power += is_negative ? -value : value;
    return FITS;
}

/* A number with a fraction as Python's Decimal spells it, without zeros that say nothing. */
static int write_fraction(Buffer *out, const Number *n) {
    char digits[LONGEST_NUMBER + 1], said[32];
    int count = 0, power = -n->decimals;
    if (n->text.end - n->text.at > LONGEST_NUMBER) return MISFIT;
    const char *s = n->text.at;
    for (; s < n->text.end && (*s | 0x20) != 'e'; s++)
        if (*s >= '0' && *s <= '9' && (count || *s != '0')) digits[count++] = *s;
    if (n->has_exponent && read_exponent(s + 1, n->text.end, &power) != FITS) return MISFIT;
    if (n->has_exponent || n->text.end[-1] == '0')
        for (; count && digits[count - 1] == '0'; count--) power++;
    if (n->is_negative && put(out, "-", 1) != FITS) return NO_MEMORY;
    if (!count) return put(out, "0", 1);
    int left = power + count; /* digits before the point, were it written out */
    int point = power <= 0 && left > -6 ? left : 1;
    if (point <= 0) {
        if (put(out, "0.", 2) != FITS || put(out, "000000", (size_t)-point) != FITS) return NO_MEMORY;
        if (put(out, digits, (size_t)count) != FITS) return NO_MEMORY;
    } else {
        if (put(out, digits, (size_t)(point < count ? point : count)) != FITS) return NO_MEMORY;
        if (point < count &&
            (put(out, ".", 1) != FITS || put(out, digits + point, (size_t)(count - point)) != FITS))
            return NO_MEMORY;
    }
    if (left == point) return FITS;
    return put(out, said, (size_t)snprintf(said, sizeof said, "E%+d", left - point));
}

static int write_number(Writer *w) {
    Number n;
    if (read_number(&w->text, &n) != FITS) return MISFIT;
    if (!n.is_whole) return write_fraction(&w->out, &n);
    if (n.digits > MOST_DIGITS) return MISFIT;
    if (!n.significant) return put(&w->out, "0", 1); /* also where -0 is written */
    return put(&w->out, n.text.at, (size_t)(n.text.end - n.text.at));
}

static int compare_keys(const void *one, const void *other) {
    const Text *a = &((const Member *)one)->key, *b = &((const Member *)other)->key;
    size_t length = (size_t)(a->end - a->at), length_of_b = (size_t)(b->end - b->at);
    int found = memcmp(a->at, b->at, length < length_of_b ? length : length_of_b);
    if (found) return found;
    return length < length_of_b ? -1 : length > length_of_b;
}

/* Bring what an object's fields became into the order of their keys; `first` is its first member. */
static int order_members(Writer *w, size_t first) {
    Member *members = (Member *)(w->members.bytes + first);
    size_t count = (w->members.used - first) / sizeof *members;
    int is_in_order = 1;
    for (size_t i = 1; i < count && is_in_order; i++)
        is_in_order = compare_keys(&members[i - 1], &members[i]) < 0;
    if (is_in_order) return FITS;
    size_t begin = members[0].begin;
    qsort(members, count, sizeof *members, compare_keys);
    w->scratch.used = 0;
    for (size_t i = 0; i < count; i++) {
        const Member *m = &members[i];
        if (i && compare_keys(m - 1, m) == 0) return MISFIT; /* a key twice */
        if (i && put(&w->scratch, ",", 1) != FITS) return NO_MEMORY;
        if (put(&w->scratch, w->out.bytes + m->begin, m->end - m->begin) != FITS) return NO_MEMORY;
    }
    memcpy(w->out.bytes + begin, w->scratch.bytes, w->scratch.used);
    return FITS;
}

static int write_member(Writer *w, int depth) {
    Member member = {.begin = w->out.used};
    if (read_key(&w->text, &member.key) != FITS) return MISFIT;
    if (put(&w->out, "\"", 1) != FITS) return NO_MEMORY;
    if (put(&w->out, member.key.at, (size_t)(member.key.end - member.key.at)) != FITS) return NO_MEMORY;
    if (put(&w->out, "\":", 2) != FITS) return NO_MEMORY;
    int found = write_value(w, depth + 1);
    member.end = w->out.used;
    return found == FITS ? put(&w->members, &member, sizeof member) : found;
}

static int write_container(Writer *w, char first, int depth) {
    char last = first == '{' ? '}' : ']';
    size_t of_members = w->members.used;
    if (depth > DEEPEST) return MISFIT;
    w->text.at++;
    if (put(&w->out, &first, 1) != FITS) return NO_MEMORY;
    if (peek(&w->text) == last) {
        w->text.at++;
        return put(&w->out, &last, 1);
    }
    for (;;) {
        int found = first == '{' ? write_member(w, depth) : write_value(w, depth + 1);
        if (found != FITS) return found;
        char c = peek(&w->text);
        w->text.at++;
        if (c == last) break;
        if (c != ',') return MISFIT;
        if (put(&w->out, ",", 1) != FITS) return NO_MEMORY;
    }
    int found = first == '{' ? order_members(w, of_members) : FITS;
    w->members.used = of_members;
    return found == FITS ? put(&w->out, &last, 1) : found;
}

static int write_word(Writer *w, const char *word, size_t length) {
    if (take_word(&w->text, word, length) != FITS) return MISFIT;
    return put(&w->out, word, length);
}

static int write_value(Writer *w, int depth) {
    char first = peek(&w->text);
    switch (first) {
    case '"': return write_string(w);
    case 't': return write_word(w, "true", 4);
    case 'f': return write_word(w, "false", 5);
    case 'n': return write_word(w, "null", 4);
    case '{':
    case '[': return write_container(w, first, depth);
    default: return write_number(w);
    }
}

static int write_document(Writer *w) {
    if (!is_utf8((const unsigned char *)w->text.at, (const unsigned char *)w->text.end)) return MISFIT;
    int found = write_value(w, 0);
    if (found != FITS) return found;
    return peek(&w->text) || w->text.at != w->text.end ? MISFIT : FITS;
}

PyDoc_STRVAR(canonical_doc, "canonical(body): the body's one spelling, or None where it is unusual.");

static PyObject *canonical(PyObject *module, PyObject *body) {
    char *bytes;
    Py_ssize_t length;
    (void)module;
    if (PyBytes_AsStringAndSize(body, &bytes, &length) < 0) return NULL;
    Writer w = {.text = {bytes, bytes + length}};
    int found;
    Py_BEGIN_ALLOW_THREADS;
    found = make_room(&w.out, (size_t)length + 1);
    if (found == FITS) found = write_document(&w);
    Py_END_ALLOW_THREADS;
    PyObject *answer = NULL;
    if (found == FITS) {
        answer = PyBytes_FromStringAndSize(w.out.bytes, (Py_ssize_t)w.out.used);
    } else if (found == NO_MEMORY) {
        PyErr_NoMemory();
    } else {
        Py_INCREF(Py_None);
        answer = Py_None;
    }
    free(w.out.bytes);
    free(w.members.bytes);
    free(w.scratch.bytes);
    return answer;
}

static PyMethodDef methods[] = {
    {"canonical", canonical, METH_O, canonical_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_canonical", "One spelling for a JSON document; see raw/keys.py.", 0,
    methods,               NULL,         NULL,                                                 NULL,
    NULL,
};

PyMODINIT_FUNC PyInit__canonical(void) { return PyModule_Create(&definition); }
