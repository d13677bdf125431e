/* Arrow's C data interface (arrow.apache.org/docs/format/CDataInterface.html). */
#ifndef MLB_ARROW_ARRAY_H
#define MLB_ARROW_ARRAY_H

#include <stdint.h>

typedef struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
} ArrowArray;

#endif
