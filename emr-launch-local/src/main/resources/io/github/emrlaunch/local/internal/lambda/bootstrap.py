"""Starts a Python function in a separate process, like the managed runtime of Lambda. The argument is the folder of its layers."""

import math
import operator
import os
import signal
import site
import sys
import threading
import time


class VirtualSleep:
    """Replaces time.sleep. In the thread that runs handlers, it takes virtual time; in other threads, it takes real time."""

    longest = 3600

    def __init__(self):
        self.real_sleep = time.sleep
        self.handlers = self.here()
        self.authority = os.environ["AWS_LAMBDA_RUNTIME_API"]
        self.millis = 0

    @staticmethod
    def here():
        return os.getpid(), threading.get_ident()

    def sleep(self, seconds, /):
        if not isinstance(seconds, float):
            seconds = operator.index(seconds)
        if not seconds > 0 or self.here() != self.handlers:
            self.real_sleep(seconds)
            return
        import http.client

        millis = math.ceil(min(seconds, self.longest) * 1000)
        connection = http.client.HTTPConnection(self.authority)
        connection.request("POST", "/emr-launch/sleep", str(millis))
        connection.getresponse().read()
        connection.close()
        self.millis += millis

    def context(self, base):
        """Returns the context class of invocations. The virtual sleep reduces their remaining time."""
        virtual = self

        class Context(base):
            def __init__(self, *arguments):
                super().__init__(*arguments)
                self._slept_before = virtual.millis

            def get_remaining_time_in_millis(self):
                left = super().get_remaining_time_in_millis() - (virtual.millis - self._slept_before)
                return max(left, 0)

        Context.__name__ = base.__name__
        return Context


def end_with_the_emulator():
    """Stops this process and its child processes when standard input, a pipe of the emulator, is closed."""
    emulator = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    own_group = hasattr(os, "setsid")
    if own_group:
        os.setsid()

    def wait():
        while os.read(emulator, 1):
            pass
        if own_group:
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def set_path(layers):
    """Sets the path: the code of the function, its layers, then Python's own path. PYTHONPATH of a function names its layers itself."""
    task = os.environ["LAMBDA_TASK_ROOT"]
    runtime = os.environ["LAMBDA_RUNTIME_DIR"]
    own_path = "PYTHONPATH" in os.environ
    places = {"/var/task": task, "/opt": layers, "/var/runtime": runtime}

    def here(path):
        for there, folder in places.items():
            if path == there or path.startswith(there + "/"):
                return folder + path[len(there):]
        return path

    python = os.environ["AWS_EXECUTION_ENV"].rpartition("_")[2]
    packages = [] if own_path else [f"{layers}/python/lib/{python}/site-packages", f"{layers}/python"]
    if own_path:
        names = os.environ["PYTHONPATH"].split(os.pathsep)
        os.environ["PYTHONPATH"] = os.pathsep.join(map(here, names))
        sys.path[:] = [here(path) if path in names else path for path in sys.path]
    else:
        os.environ["PYTHONPATH"] = runtime
    # The first entry is the folder of this file.
    sys.path[0:1] = [task, *packages] if own_path else [task, *packages, runtime]
    if runtime not in sys.path:
        sys.path.append(runtime)
    for folder in [task, *packages]:
        site.addsitedir(folder)


def main():
    end_with_the_emulator()
    virtual = VirtualSleep()
    time.sleep = virtual.sleep
    set_path(sys.argv[1])
    from awslambdaric import bootstrap
    from awslambdaric.__main__ import main as run

    bootstrap.LambdaContext = virtual.context(bootstrap.LambdaContext)
    run([os.environ["LAMBDA_TASK_ROOT"], os.environ["_HANDLER"]])


if __name__ == "__main__":
    main()
