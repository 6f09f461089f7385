"""A local HTTP service that can only echo, out of the standard library: says its port, then serves.

It ends with its standard input.
"""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        message = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = orjson.dumps(message)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a log would be measured too."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # its own default of 5 turns clients away that connect at once


def main() -> None:
    with Server(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
