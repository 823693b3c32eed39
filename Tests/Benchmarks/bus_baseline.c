/* The yardstick of the bus: what the exactly-once stage costs when a bare C loop issues the very same Redis commands.
 *
 *   bus_baseline loop PORT SCRIPT SECONDS       a stage in C: XREAD, then the commit script, over and over
 *   bus_baseline fill PORT COUNT                puts bars on the stage's input stream
 *   bus_baseline latency PORT COUNT             one bar at a time: microseconds from XADD to its answer, p50 p99
 *   bus_baseline throughput PORT COUNT          waits for COUNT answers; entries a second by the server's own clock
 *
 * Shard 0 of the deployment; one instrument. Build: cc -O2 bus_baseline.c -lhiredis
 */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INPUT "qtp:{s00}:bars"
#define OUTPUT "qtp:{s00}:signals"
#define DEAD "qtp:{s00}:dead"
#define LEASE "qtp:{s00}:lease:cipher-engine"
#define SNAPSHOT "qtp:{s00}:snapshot:cipher-engine"
#define BATCH 512

static redisContext *open_connection(const char *port) {
    redisContext *connection = redisConnect("127.0.0.1", atoi(port));
    if (!connection || connection->err) { fprintf(stderr, "no Redis on port %s\n", port); exit(1); }
    redisEnableKeepAlive(connection);
    return connection;
}

static redisReply *checked(redisReply *reply) {
    if (!reply || reply->type == REDIS_REPLY_ERROR) {
        fprintf(stderr, "%s\n", reply ? reply->str : "connection lost");
        exit(1);
    }
    return reply;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) { perror(path); exit(1); }
    char *text = calloc(1, 1 << 16);
    if (fread(text, 1, (1 << 16) - 1, file) == 0) { fprintf(stderr, "%s is empty\n", path); exit(1); }
    fclose(file);
    return text;
}

static const char *arguments[BATCH * 40 + 64];
static size_t lengths[BATCH * 40 + 64];
static int count;

static void add(const char *text, size_t length) {
    arguments[count] = text;
    lengths[count++] = length;
}

static void add_text(const char *text) { add(text, strlen(text)); }

/* One answer: the same fields, of the same sizes, as the stage in Swift writes. The input's id makes it unique. */
static void add_answer(redisReply *fields) {
    const char *ts = "0", *opened = "0", *id = "";
    for (size_t i = 0; i + 1 < fields->elements; i += 2) {
        const char *name = fields->element[i]->str;
        if (!strcmp(name, "ts")) ts = fields->element[i + 1]->str;
        else if (!strcmp(name, "openedAt")) opened = fields->element[i + 1]->str;
        else if (!strcmp(name, "id")) id = fields->element[i + 1]->str;
    }
    add_text("1");
    add_text("28");
    const char *pairs[] = {
        "type", "signal.evaluated", "v", "1", "id", id, "key", "sim:BENCH", "ts", ts, "trace",
        "00-00000000000000000000000000000000-0000000000000000-01", "engine", "counting", "interval", "1m",
        "openedAt", opened, "direction", "flat", "strength", "0", "reasons", "", "e.count", "100000.0", "e.open", "100.5"};
    for (size_t i = 0; i < 28; i++) add_text(pairs[i]);
}

static void loop(const char *port, const char *script_path, double seconds) {
    redisContext *connection = open_connection(port);
    char *script = read_file(script_path);
    char *digest = strdup(checked(redisCommand(connection, "SCRIPT LOAD %s", script))->str);
    freeReplyObject(redisCommand(connection, "XGROUP CREATE " INPUT " cipher-engine 0 MKSTREAM"));
    freeReplyObject(checked(redisCommand(connection, "SET " LEASE " baseline|1 PX 3600000")));
    char position[64] = "0-0", read_text[32];
    long entries_read = 0;
    double end = now() + seconds;
    while (now() < end) {
        redisReply *reply = checked(redisCommand(
            connection, "XREAD COUNT %d BLOCK 250 STREAMS " INPUT " %s", BATCH, position));
        if (reply->type != REDIS_REPLY_ARRAY) { freeReplyObject(reply); continue; }
        redisReply *entries = reply->element[0]->element[1];
        entries_read += entries->elements;
        snprintf(position, sizeof position, "%s", entries->element[entries->elements - 1]->element[0]->str);
        snprintf(read_text, sizeof read_text, "%ld", entries_read);
        count = 0;
        add_text("EVALSHA"); add_text(digest); add_text("5");
        add_text(LEASE); add_text(SNAPSHOT); add_text(INPUT); add_text(OUTPUT); add_text(DEAD);
        add_text("baseline|1"); add_text("5000"); add_text("cipher-engine"); add_text("1");
        add_text(position); add_text(read_text); add_text("0");
        for (size_t i = 0; i < entries->elements; i++) add_answer(entries->element[i]->element[1]);
        freeReplyObject(checked(redisCommandArgv(connection, count, arguments, lengths)));
        freeReplyObject(reply);
    }
}

static void add_bar(redisContext *connection, long number) {
    char id[96], ts[32], opened[32];
    long long open_time = 1500000000000LL + number * 60000LL;
    snprintf(opened, sizeof opened, "%lld", open_time);
    snprintf(ts, sizeof ts, "%lld", open_time + 60000);
    snprintf(id, sizeof id, "bar/sim:BENCH/1m/%lld", open_time);
    redisAppendCommand(
        connection,
        "XADD " INPUT " * type bar.closed v 1 id %s key sim:BENCH ts %s interval 1m openedAt %s open 100.5 high 101.25 "
        "low 99.75 close 100.75 volume 12.345678 lastTradeID %ld",
        id, ts, opened, number);
}

static void fill(const char *port, long total) {
    redisContext *connection = open_connection(port);
    void *reply;
    for (long sent = 0; sent < total;) {
        long block = total - sent < 1000 ? total - sent : 1000;
        for (long i = 0; i < block; i++) add_bar(connection, sent + i);
        for (long i = 0; i < block; i++) {
            if (redisGetReply(connection, &reply) != REDIS_OK) exit(1);
            freeReplyObject(checked(reply));
        }
        sent += block;
    }
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void latency(const char *port, long total) {
    redisContext *connection = open_connection(port);
    double *times = calloc(total, sizeof *times);
    char position[64] = "0-0";
    void *reply;
    for (long i = -200; i < total; i++) { /* the first 200 warm up */
        double start = now();
        add_bar(connection, i + 200);
        if (redisGetReply(connection, &reply) != REDIS_OK) exit(1);
        freeReplyObject(checked(reply));
        redisReply *answer =
            checked(redisCommand(connection, "XREAD COUNT 1 BLOCK 5000 STREAMS " OUTPUT " %s", position));
        if (answer->type != REDIS_REPLY_ARRAY) { fprintf(stderr, "no answer within 5 s\n"); exit(1); }
        double elapsed = now() - start;
        snprintf(position, sizeof position, "%s", answer->element[0]->element[1]->element[0]->element[0]->str);
        freeReplyObject(answer);
        if (i >= 0) times[i] = elapsed * 1e6;
    }
    qsort(times, total, sizeof *times, ascending);
    printf("%.1f %.1f\n", times[total / 2], times[total * 99 / 100]);
}

static long long end_time(redisContext *connection, const char *command) {
    redisReply *reply = checked(redisCommand(connection, command));
    long long time = atoll(reply->element[0]->element[0]->str);
    freeReplyObject(reply);
    return time;
}

static void throughput(const char *port, long total) {
    redisContext *connection = open_connection(port);
    double deadline = now() + 120;
    long long length = 0;
    while (length < total && now() < deadline) {
        struct timespec pause = {0, 20000000};
        nanosleep(&pause, NULL);
        redisReply *reply = checked(redisCommand(connection, "XLEN " OUTPUT));
        length = reply->integer;
        freeReplyObject(reply);
    }
    if (length < total) { fprintf(stderr, "%lld of %ld answers after 120 s\n", length, total); exit(1); }
    long long first = end_time(connection, "XRANGE " OUTPUT " - + COUNT 1");
    long long last = end_time(connection, "XREVRANGE " OUTPUT " + - COUNT 1");
    printf("%.0f\n", total * 1000.0 / (last > first ? last - first : 1));
}

int main(int argc, char **argv) {
    if (argc == 5 && !strcmp(argv[1], "loop")) loop(argv[2], argv[3], atof(argv[4]));
    else if (argc == 4 && !strcmp(argv[1], "fill")) fill(argv[2], atol(argv[3]));
    else if (argc == 4 && !strcmp(argv[1], "latency")) latency(argv[2], atol(argv[3]));
    else if (argc == 4 && !strcmp(argv[1], "throughput")) throughput(argv[2], atol(argv[3]));
    else { fprintf(stderr, "usage: bus_baseline loop|fill|latency|throughput PORT ...\n"); return 2; }
    return 0;
}
