/* Strict reading of JSON text: where values begin and end.
 *
 * Whatever is unusual (not JSON, not UTF-8, nested very deep, escapes in keys, numbers of many
 * digits) is MISFIT: the caller gives the whole batch to the decoder in Python, which knows all.
 * Nothing is accepted here that it would refuse.
 */
#ifndef MLB_SCAN_H
#define MLB_SCAN_H

#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FITS = 0, MISFIT = -1, NO_MEMORY = -2 };
enum { DEEPEST = 200, MOST_DIGITS = 18, MOST_DECIMALS = 19, LONGEST_NUMBER = 64 };

/* What stands between two places of a document. */
typedef struct {
    const char *at, *end;
} Text;

/* A growing array of bytes. */
typedef struct {
    char *bytes;
    size_t used, room;
} Buffer;

static int make_room(Buffer *b, size_t more) {
    if (b->room - b->used >= more) return FITS;
    size_t room = b->room ? b->room : 256;
    while (room - b->used < more) room *= 2;
    char *bytes = realloc(b->bytes, room);
    if (!bytes) return NO_MEMORY;
    b->bytes = bytes;
    b->room = room;
    return FITS;
}

static int put(Buffer *b, const void *bytes, size_t count) {
    if (make_room(b, count) != FITS) return NO_MEMORY;
    memcpy(b->bytes + b->used, bytes, count);
    b->used += count;
    return FITS;
}

static int is_utf8(const unsigned char *s, const unsigned char *end) {
    while (s < end) {
        uint64_t eight;
        if (end - s >= 8 && (memcpy(&eight, s, 8), !(eight & 0x8080808080808080u))) {
            s += 8;
            continue;
        }
        unsigned char c = *s++;
        if (c < 0x80) continue;
        int more = c >= 0xC2 && c < 0xE0 ? 1 : (c & 0xF0) == 0xE0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : 0;
        if (!more || end - s < more) return 0;
        unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
        unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
        if (*s < low || *s > high) return 0;
        for (s++; --more; s++)
            if ((*s & 0xC0) != 0x80) return 0;
    }
    return 1;
}

static inline void skip_blanks(Text *t) {
    while (t->at < t->end && (*t->at == ' ' || *t->at == '\n' || *t->at == '\r' || *t->at == '\t'))
        t->at++;
}

/* The next byte that means something; 0 at the end (a zero byte is no JSON either). */
static inline char peek(Text *t) {
    skip_blanks(t);
    return t->at < t->end ? *t->at : 0;
}

static inline int take(Text *t, char wanted) {
    if (peek(t) != wanted) return MISFIT;
    t->at++;
    return FITS;
}

static int take_word(Text *t, const char *word, size_t length) {
    if ((size_t)(t->end - t->at) < length || memcmp(t->at, word, length)) return MISFIT;
    t->at += length;
    return FITS;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits after \u; -1 where they are none. */
static int hex_four(Text *t) {
    int code = 0;
    if (t->end - t->at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*t->at++);
        if (digit < 0) return -1;
        code = code << 4 | digit;
    }
    return code;
}

/* One escape, the backslash behind us, as UTF-8; its length, 0 where it is none. */
static int read_escape(Text *t, char out[4]) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (t->at == t->end) return 0;
    char letter = *t->at++;
    if (letter != 'u') {
        const char *found = letter ? strchr(letters, letter) : NULL;
        if (!found) return 0;
        out[0] = meanings[found - letters];
        return 1;
    }
    long code = hex_four(t);
    if (code >= 0xD800 && code < 0xDC00) {
        if (take_word(t, "\\u", 2) != FITS) return 0;
        long low = hex_four(t);
        if (low < 0xDC00 || low > 0xDFFF) return 0;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code < 0 || (code >= 0xDC00 && code < 0xE000)) {
        return 0;
    }
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(leads[more] | (code >> (6 * more)));
    for (int i = 1; i <= more; i++) out[i] = (char)(0x80 | ((code >> (6 * (more - i))) & 0x3F));
    return more + 1;
}

/* Bytes that end what needs no escape, each marked by its highest bit; those after the first may be
 * marked without being one. */
static inline uint64_t marked(uint64_t eight) {
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t quote = eight ^ (ones * '"'), escape = eight ^ (ones * '\\');
    return (((quote - ones) & ~quote) | ((escape - ones) & ~escape) | ((eight - ones * 0x20) & ~eight)) & tops;
}

/* To the end of what needs no escape. */
static inline void skip_plain(Text *t) {
    uint64_t eight;
    for (; t->end - t->at >= 8; t->at += 8) {
        memcpy(&eight, t->at, 8);
        if (marked(eight)) break;
    }
    while (t->at < t->end && *t->at != '"' && *t->at != '\\' && (unsigned char)*t->at >= 0x20) t->at++;
}

/* A string, its opening quote ahead of us; what it says is appended to `into`, if that is given. */
static inline int read_string(Text *t, Buffer *into) {
    if (take(t, '"') != FITS) return MISFIT;
    for (;;) {
        const char *start = t->at;
        skip_plain(t);
        if (into && put(into, start, (size_t)(t->at - start)) != FITS) return NO_MEMORY;
        if (t->at == t->end) return MISFIT;
        char c = *t->at++;
        if (c == '"') return FITS;
        if (c != '\\') return MISFIT;
        char said[4];
        int length = read_escape(t, said);
        if (!length) return MISFIT;
        if (into && put(into, said, (size_t)length) != FITS) return NO_MEMORY;
    }
}

/* A string without any escape, as it is written. */
static int read_plain_string(Text *t, Text *said) {
    if (take(t, '"') != FITS) return MISFIT;
    said->at = t->at;
    skip_plain(t);
    said->end = t->at;
    if (t->at == t->end || *t->at != '"') return MISFIT;
    t->at++;
    return FITS;
}

/* The key of an object's field and the colon after it. */
static int read_key(Text *t, Text *key) {
    return read_plain_string(t, key) == FITS ? take(t, ':') : MISFIT;
}

static inline int is_digit(const Text *t) { return t->at < t->end && *t->at >= '0' && *t->at <= '9'; }

typedef struct {
    Text text;
    int64_t whole; /* all its digits as one number, without point and exponent */
    int digits, significant, decimals; /* significant: without zeros that lead */
    int is_negative, is_whole, has_exponent;
} Number;

static void read_digits(Text *t, Number *n) {
    for (; is_digit(t); t->at++, n->digits++) {
        n->significant += n->significant || *t->at != '0';
        if (n->significant <= MOST_DIGITS) n->whole = n->whole * 10 + (*t->at - '0');
    }
}

static int read_number(Text *t, Number *n) {
    memset(n, 0, sizeof *n);
    skip_blanks(t);
    n->text.at = t->at;
    n->is_whole = 1;
    if (t->at < t->end && *t->at == '-') n->is_negative = 1, t->at++;
    if (!is_digit(t)) return MISFIT;
    int leads_with_zero = *t->at == '0';
    read_digits(t, n);
    if (leads_with_zero && n->digits > 1) return MISFIT;
    if (t->at < t->end && *t->at == '.') {
        int before = n->digits;
        n->is_whole = 0;
        t->at++;
        read_digits(t, n);
        n->decimals = n->digits - before;
        if (!n->decimals) return MISFIT;
    }
    if (t->at < t->end && (*t->at | 0x20) == 'e') {
        n->is_whole = 0;
        n->has_exponent = 1;
        t->at++;
        if (t->at < t->end && (*t->at == '+' || *t->at == '-')) t->at++;
        if (!is_digit(t)) return MISFIT;
        while (is_digit(t)) t->at++;
    }
    n->text.end = t->at;
    return FITS;
}

#endif
