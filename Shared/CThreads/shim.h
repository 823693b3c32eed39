#ifndef QTP_CTHREADS_SHIM_H
#define QTP_CTHREADS_SHIM_H

#include <pthread.h>

#ifdef __linux__
// Declared by the C library only under _GNU_SOURCE, which a module cannot ask for.
int pthread_setname_np(pthread_t thread, const char *name);
#endif

/// Names the calling thread, for debuggers and `top -H`. Linux refuses more than 15 bytes.
static inline void qtp_name_this_thread(const char *name) {
#ifdef __linux__
    pthread_setname_np(pthread_self(), name);
#else
    pthread_setname_np(name);
#endif
}

#endif
