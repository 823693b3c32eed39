#pragma once
#include <curl/curl.h>

// curl_easy_setopt and its kin are variadic, which Swift cannot call: one typed function for each kind of argument.

typedef size_t (*qtp_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode qtp_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode qtp_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode qtp_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode qtp_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode qtp_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode qtp_curl_set_callback(CURL *handle, CURLoption option, qtp_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode qtp_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode qtp_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode qtp_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// A macro over an unsigned constant, and a union: neither is imported.
static inline size_t qtp_curl_write_pause(void) { return CURL_WRITEFUNC_PAUSE; }

static inline CURLcode qtp_curl_message_result(const CURLMsg *message) { return message->data.result; }
