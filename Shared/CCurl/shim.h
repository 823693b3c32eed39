#pragma once
#include <curl/curl.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

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

typedef curl_socket_t (*qtp_curl_socket_callback)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode qtp_curl_set_socket_callback(CURL *handle, qtp_curl_socket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

// What libcurl opens when nobody else does.
static inline curl_socket_t qtp_curl_open_socket(const struct curl_sockaddr *address) {
    int type = address->socktype;
#ifdef SOCK_CLOEXEC
    type |= SOCK_CLOEXEC;
#endif
    return socket(address->family, type, address->protocol);
}

static inline curl_socket_t qtp_curl_no_socket(void) { return CURL_SOCKET_BAD; }

// The bytes of an IP address, 4 or 16 of them; 0 for any other family. Copied, since the structure is only as long as its family
// wants, which Swift's view of it does not know.
static inline int qtp_curl_copy_address(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in ip;
        memcpy(&ip, &address->addr, sizeof ip);
        memcpy(bytes, &ip.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 ip;
        memcpy(&ip, (const void *)&address->addr, sizeof ip);
        memcpy(bytes, &ip.sin6_addr, 16);
        return 16;
    }
    return 0;
}
