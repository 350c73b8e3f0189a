"""How gunicorn serves the application. One request per process at a time; processes share nothing but the database."""

import os
from pathlib import Path

_host = os.environ.get("BIND") or "127.0.0.1"
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT') or 8000}"

worker_class = "sync"
workers = int(os.environ.get("WEB_WORKERS") or max(2, os.cpu_count() or 2))
# Each process makes its own connections and its own random state; nothing made before a fork is shared by accident.
preload_app = False
# A slow leak never becomes a night's work, and the jitter keeps the processes from starting anew all at once.
max_requests = 20_000
max_requests_jitter = 2_000

timeout = 30
# On a developer's machine Ctrl-C must be over soon; elsewhere a request under way may finish.
graceful_timeout = 4 if os.environ.get("ENVIRONMENT") == "development" else 30
keepalive = 5

# The heartbeat of each worker is a file: in memory, where a busy disk cannot make a healthy worker look dead.
_memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file of its own in it and unlinks it at once
worker_tmp_dir = str(_memory) if os.access(_memory, os.W_OK | os.X_OK) else None

# Requests are logged by the application, without personal data; gunicorn's own access log would hold whole addresses.
accesslog = None
errorlog = "-"
loglevel = "warning" if os.environ.get("ENVIRONMENT") == "development" else "info"
control_socket_disable = True  # it would open a socket in the home directory

# Who may say which address a visitor came from: the proxy in front, named by the operator.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES") or "127.0.0.1,::1"
