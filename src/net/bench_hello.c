// SPDX-License-Identifier: Apache-2.0
// The smallest server on this folder, for measuring it: bench_hello PORT [ACCESS_LOG].
#include "base/log.h"
#include "net/http.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static struct loop *the_loop;

static void on_signal(int number)
{
    (void)number;
    loop_stop(the_loop, 1000);
}

static void answer(void *ctx, struct http_exchange *exchange)
{
    (void)ctx;
    const struct http_header type = {VIEW("Content-Type"), VIEW("application/json")};
    http_reply(exchange, 200, &type, 1, VIEW("{\"status\":\"ok\"}"), false);
}

int main(int argc, char **argv)
{
    int port = argc > 1 ? atoi(argv[1]) : 0, fd = -1;
    struct loop_config loop_config = {.clock = clock_system()};
    if (loop_new(&loop_config, &the_loop) < 0 || http_listen("127.0.0.1", port, &fd, &port) < 0) {
        log_error("cannot listen on port %d", port);
        return 1;
    }
    struct http_server_config config = {
        .loop = the_loop,
        .app = {.request = answer},
        .limits = http_limits_default(),
        .listen_fd = fd,
        .access_log_fd = argc > 2 ? open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1,
    };
    struct http_server *server = NULL;
    if (http_server_new(&config, &server) < 0)
        return 1;
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    log_info("listening on 127.0.0.1:%d", port);
    loop_run(the_loop);
    loop_free(the_loop);
    return 0;
}
