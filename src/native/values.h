/* What scalars say: whole numbers, doubles, days, instants, and texts that stand for them. */
#ifndef MLB_VALUES_H
#define MLB_VALUES_H

#include <math.h>

#include "scan.h"

/* Texts that stand for "no value" (`mapping/types.py`). */
static int is_placeholder(const Text *said) {
    static const char *const words[] = {"", "-", "--", ".---", "-.--", "*.**", "-.-", "---"};
    size_t length = (size_t)(said->end - said->at);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && !memcmp(words[i], said->at, length)) return 1;
    return 0;
}

/* A text such as 73, -1 or .512; whatever else Python takes for a number is left to it. */
static int read_digits_of_text(const Text *said, Number *n) {
    Text t = *said;
    memset(n, 0, sizeof *n);
    n->is_whole = 1;
    if (t.at < t.end && *t.at == '-') n->is_negative = 1, t.at++;
    read_digits(&t, n);
    if (t.at < t.end && *t.at == '.') {
        int before = n->digits;
        n->is_whole = 0;
        t.at++;
        read_digits(&t, n);
        n->decimals = n->digits - before;
    }
    return t.at == t.end && n->digits && n->digits <= 15 ? FITS : MISFIT;
}

static int number_as_whole(const Number *n, int64_t *value) {
    if (!n->is_whole || n->significant > MOST_DIGITS) return MISFIT;
    *value = n->is_negative ? -n->whole : n->whole;
    return FITS;
}

#ifdef __SIZEOF_INT128__
/* The double nearest to whole / 10^decimals, by long division; `whole` is not 0. */
static double nearest_double(uint64_t whole, int decimals) {
    typedef unsigned __int128 Wide;
    uint64_t ten = 1;
    for (int i = 0; i < decimals; i++) ten *= 10;
    int lead = __builtin_clzll(whole);
    Wide scaled = (Wide)(whole << lead) << 64, quotient = scaled / ten;
    /* At least 64 bits of it are there, and a double holds 53. */
    uint64_t high = (uint64_t)(quotient >> 64), low = (uint64_t)quotient;
    int bits = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(low);
    int spare = bits - 53;
    Wide half = (Wide)1 << (spare - 1), rest = quotient & ((half << 1) - 1);
    uint64_t kept = (uint64_t)(quotient >> spare);
    int is_more = rest > half || (rest == half && quotient * ten != scaled);
    if (is_more || (rest == half && (kept & 1))) kept++;
    return ldexp((double)kept, spare - 64 - lead);
}
#endif

/* Python's own, since the one of C minds the locale; it wants the interpreter, which takes time. */
static int double_by_python(const Number *n, double *value) {
    size_t length = (size_t)(n->text.end - n->text.at);
    char copy[LONGEST_NUMBER];
    if (length >= sizeof copy || (n->is_whole && n->significant > MOST_DIGITS)) return MISFIT;
    memcpy(copy, n->text.at, length);
    copy[length] = 0;
    PyGILState_STATE state = PyGILState_Ensure();
    *value = PyOS_string_to_double(copy, NULL, NULL);
    int has_failed = PyErr_Occurred() != NULL;
    PyErr_Clear();
    PyGILState_Release(state);
    return !has_failed && isfinite(*value) ? FITS : MISFIT;
}

static int number_as_double(const Number *n, double *value) {
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
                                  1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
    int is_plain = !n->has_exponent && n->decimals <= MOST_DECIMALS;
    if (is_plain && n->significant <= 15) {
        /* Both are exact as doubles, so the one division rounds as it should. */
        *value = (double)n->whole / tens[n->decimals];
#ifdef __SIZEOF_INT128__
    } else if (is_plain && n->significant <= MOST_DIGITS) {
        *value = nearest_double((uint64_t)n->whole, n->decimals);
#endif
    } else {
        return double_by_python(n, value);
    }
    /* The whole number -0 is 0, the fraction -0.0 is not. */
    if (n->is_negative && !(n->is_whole && !n->whole)) *value = -*value;
    return FITS;
}

/* Any value, made sure to be JSON and left behind. */
static int skip_value(Text *t, int depth) {
    Number number;
    Text key;
    char first = peek(t);
    if (depth > DEEPEST) return MISFIT;
    switch (first) {
    case '"': return read_string(t, NULL);
    case 't': return take_word(t, "true", 4);
    case 'f': return take_word(t, "false", 5);
    case 'n': return take_word(t, "null", 4);
    case '{':
    case '[': break;
    default: return read_number(t, &number);
    }
    char last = first == '{' ? '}' : ']';
    t->at++;
    if (peek(t) == last) {
        t->at++;
        return FITS;
    }
    for (;;) {
        if (first == '{' && read_key(t, &key) != FITS) return MISFIT;
        if (skip_value(t, depth + 1) != FITS) return MISFIT;
        char c = peek(t);
        t->at++;
        if (c == last) return FITS;
        if (c != ',') return MISFIT;
    }
}

static int two_digits(const char *s) {
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') return -1;
    return (s[0] - '0') * 10 + (s[1] - '0');
}

/* Days since 1970-01-01 of ten characters such as 2024-07-01. */
static int read_day(const char *s, int64_t *days) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int century = two_digits(s), rest = two_digits(s + 2);
    int month = two_digits(s + 5), day = two_digits(s + 8);
    if (century < 0 || rest < 0 || s[4] != '-' || s[7] != '-') return MISFIT;
    int year = century * 100 + rest;
    int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || month < 1 || month > 12 || day < 1) return MISFIT;
    if (day > lengths[month - 1] + (month == 2 && is_leap)) return MISFIT;
    /* Years from March on, so that the leap day is a year's last. */
    int64_t y = month > 2 ? year : year - 1, m = (month + 9) % 12;
    *days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
    return FITS;
}

/* Microseconds since 1970 of an instant in UTC such as 2024-07-01T19:07:00.123Z. */
static int read_instant(const char *s, size_t length, int64_t *micros) {
    int64_t days;
    if (length < 20 || length > 27 || s[length - 1] != 'Z' || s[10] != 'T') return MISFIT;
    if (read_day(s, &days) != FITS || s[13] != ':' || s[16] != ':') return MISFIT;
    int hour = two_digits(s + 11), minute = two_digits(s + 14), second = two_digits(s + 17);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return MISFIT;
    int64_t fraction = 0, unit = 1000000;
    if (length > 20) {
        if (s[19] != '.' || length == 21) return MISFIT;
        for (const char *d = s + 20; d < s + length - 1; d++) {
            if (*d < '0' || *d > '9') return MISFIT;
            fraction += (*d - '0') * (unit /= 10);
        }
    }
    *micros = ((days * 24 + hour) * 60 + minute) * 60 * 1000000 + second * 1000000LL + fraction;
    return FITS;
}

#endif
