/* What the NDK's runtime would bring into the library: emulated thread-locals, and the functions that each library has of its own
 * because they end with it. Enough to link with; the APK has the NDK's. */
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

__attribute__((visibility("hidden"))) void *__dso_handle = &__dso_handle;

int __cxa_atexit(void (*call)(void *), void *with, void *library);

static void call_plain(void *call) { ((void (*)(void))call)(); }

__attribute__((visibility("hidden"))) int atexit(void (*call)(void)) {
    return __cxa_atexit(call_plain, (void *)call, &__dso_handle);
}

/* As the compiler lays it out for each thread-local variable. */
struct variable {
    size_t size;
    size_t align;
    uintptr_t number; /* from 1; 0 until a thread asks for it */
    const void *initial;
};

/* The variables of one thread, by their number. */
struct variables {
    uintptr_t count;
    void *addresses[];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t numbering = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t key;
static uintptr_t numbers;

static void release(void *of) {
    struct variables *own = of;
    for (uintptr_t at = 0; at < own->count; at++) free(own->addresses[at]);
    free(own);
}

static void begin(void) {
    if (pthread_key_create(&key, release)) abort();
}

static uintptr_t number_of(struct variable *variable) {
    uintptr_t number = __atomic_load_n(&variable->number, __ATOMIC_ACQUIRE);
    if (number) return number;
    pthread_mutex_lock(&numbering);
    number = variable->number ? variable->number : ++numbers;
    __atomic_store_n(&variable->number, number, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&numbering);
    return number;
}

__attribute__((visibility("hidden"))) void *__emutls_get_address(struct variable *variable) {
    pthread_once(&once, begin);
    uintptr_t number = number_of(variable);
    struct variables *own = pthread_getspecific(key);
    uintptr_t had = own ? own->count : 0;
    if (had < number) {
        own = realloc(own, sizeof *own + number * sizeof own->addresses[0]);
        if (!own) abort();
        memset(own->addresses + had, 0, (number - had) * sizeof own->addresses[0]);
        own->count = number;
        pthread_setspecific(key, own);
    }
    void **address = &own->addresses[number - 1];
    if (!*address) {
        size_t align = variable->align < sizeof(void *) ? sizeof(void *) : variable->align;
        if (posix_memalign(address, align, variable->size)) abort();
        if (variable->initial) memcpy(*address, variable->initial, variable->size);
        else memset(*address, 0, variable->size);
    }
    return *address;
}
