/* random.h: unpredictable bytes for tokens, keys and names that nobody may guess. */
#ifndef PLATFORM_RANDOM_H
#define PLATFORM_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *ret_bytes, size_t size_bytes); /* safe in every thread and after fork */
uint32_t random_below(uint32_t bound);                 /* 0..bound-1 without bias; bound > 0 */

#endif
